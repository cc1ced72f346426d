"use strict";

/*
 * A Cosmos DB account in memory, for the tests: `node server.js`.
 *
 * It listens on a free port, prints {"url": ...} on one line, and exits when its stdin is closed, so that no
 * server outlives a test run.
 *
 * The package @vercel/cosmosdb-server implements the account, databases, containers, partition key ranges and
 * SQL. `documents.js` and `container.js` implement documents, because the package lets queries run across
 * partitions, returns 500 for a missing document, keeps half of a failed batch, has no TTL and unquoted ETags.
 * Comments that begin with "Azure:" describe the service's behaviour, which `test_server.py` tests.
 */

const http = require("node:http");

const Account = require("@vercel/cosmosdb-server/lib/account").default;
const findRoute = require("@vercel/cosmosdb-server/lib/routes").default;

const { handleDocuments, isDocumentRequest } = require("./documents");
const { handleInspection, isInspectionRequest } = require("./inspection");
const { errorResponse } = require("./errors");

const CHARGE_OF_METADATA = 1;

function main() {
  const server = http.createServer();
  // Unused connections stay open: to a client that reuses one, closing it would look like a network fault.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1", () => {
    const { address, port } = server.address();
    const url = `http://${address}:${port}/`;
    const account = openAccount(address, port, url);
    server.on("request", (request, response) => serve(account, request, response));
    console.log(JSON.stringify({ url }));
  });
  process.stdin.on("close", () => process.exit()).resume();
}

function openAccount(host, port, url) {
  const account = new Account(host, port);
  const { writableLocations, readableLocations } = account.read();
  for (const location of [...writableLocations, ...readableLocations]) {
    // Azure: an account names its own addresses.
    location.databaseAccountEndpoint = url;
  }
  return account;
}

async function serve(account, request, response) {
  let result;
  try {
    result = await handlerFor(request)(account, request, response);
  } catch (error) {
    console.error(error);
    result = errorResponse(500, "InternalServerError", error.message);
  }
  send(response, result);
}

function handlerFor(request) {
  if (isDocumentRequest(request)) {
    return handleDocuments;
  }
  return isInspectionRequest(request) ? handleInspection : handleMetadata;
}

/** Let the package handle databases, containers and partition key ranges; it sets the status itself. */
async function handleMetadata(account, request, response) {
  const [parameters, handle] = findRoute(request) ?? [];
  if (!handle) {
    return errorResponse(404, "NotFound", `There is nothing at ${request.method} ${request.url}`);
  }
  const body = await handle(account, request, response, parameters);
  return { status: response.statusCode, body };
}

function send(response, { status, body, headers = {}, charge = CHARGE_OF_METADATA }) {
  response.writeHead(status, {
    "content-type": "application/json",
    // Azure: every response has its charge in request units.
    "x-ms-request-charge": charge.toFixed(2),
    ...(body?._etag && { etag: body._etag }),
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

main();
