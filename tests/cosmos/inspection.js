"use strict";

/*
 * Requests of the tests, at paths outside the Cosmos DB protocol:
 *   PUT /tests/clock              stop the clock at the time {"now": milliseconds}, or start it again with null
 *   GET /tests/dbs/D/colls/C      every document of a container, in all partitions
 *   DELETE /tests/dbs/D/colls/C   empty a container
 */

const readJson = require("@vercel/cosmosdb-server/lib/json").default;

const { stopAt } = require("./clock");
const { findContainer } = require("./documents");
const { notFound } = require("./errors");

const CONTAINER = /^\/tests\/dbs\/([^/]+)\/colls\/([^/]+)$/;

function isInspectionRequest(request) {
  return request.url.startsWith("/tests/");
}

async function handleInspection(account, request) {
  if (request.url === "/tests/clock") {
    stopAt((await readJson(request)).now);
    return { status: 204 };
  }
  const container = findContainer(account, ...CONTAINER.exec(request.url).slice(1));
  if (!container) {
    return notFound();
  }
  if (request.method === "DELETE") {
    container.clear();
    return { status: 204 };
  }
  return { status: 200, body: container.allDocuments() };
}

module.exports = { handleInspection, isInspectionRequest };
