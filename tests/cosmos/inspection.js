"use strict";

/*
 * What only tests may ask, at addresses that no client of Cosmos DB knows:
 *   PUT /tests/clock              stop the clock at the moment {"now": milliseconds}, or null to let it go
 *   GET /tests/dbs/D/colls/C      every document of a container, in whatever partition
 *   DELETE /tests/dbs/D/colls/C   empty a container
 */

const readJson = require("@vercel/cosmosdb-server/lib/json").default;

const { stopAt } = require("./clock");
const { findContainer } = require("./documents");
const { notFound } = require("./refusals");

const CONTAINER = /^\/tests\/dbs\/([^/]+)\/colls\/([^/]+)$/;

function isInspection(request) {
  return request.url.startsWith("/tests/");
}

async function answerInspection(account, request) {
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
  return { status: 200, body: container.everything() };
}

module.exports = { answerInspection, isInspection };
