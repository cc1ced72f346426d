"use strict";

/*
 * A Cosmos DB account in memory, for the tests: `node server.js`.
 *
 * It listens on a free port, prints {"url": ...} on one line, and ends when its stdin does: however a test
 * run ends, no server is left behind.
 *
 * The account, its databases, containers and partition key ranges, and the SQL, are those of
 * @vercel/cosmosdb-server. What happens to documents is in `documents.js` and `container.js`: that package
 * lets queries run across partitions, answers 500 for a missing document, keeps half of a failed batch, has
 * no TTL and unquoted ETags. Each line that begins with "Azure:" says what the service does instead; where
 * it stands for more than a limit, `test_server.py` holds it.
 */

const http = require("node:http");

const Account = require("@vercel/cosmosdb-server/lib/account").default;
const findRoute = require("@vercel/cosmosdb-server/lib/routes").default;

const { answerAboutDocuments, isAboutDocuments } = require("./documents");
const { answerInspection, isInspection } = require("./inspection");
const { refuse } = require("./refusals");

const CHARGE_OF_METADATA = 1;

function main() {
  const server = http.createServer();
  // A client may come back to a connection at any time: one that is closed under its hands looks like a
  // fault of the network.
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
    // Azure: an account names the addresses at which it can be reached.
    location.databaseAccountEndpoint = url;
  }
  return account;
}

async function serve(account, request, response) {
  let answer;
  try {
    answer = await choose(request)(account, request, response);
  } catch (error) {
    console.error(error);
    answer = refuse(500, "InternalServerError", error.message);
  }
  send(response, answer);
}

function choose(request) {
  if (isAboutDocuments(request)) {
    return answerAboutDocuments;
  }
  return isInspection(request) ? answerInspection : answerAboutTheRest;
}

/** Leave databases, containers and partition key ranges to the package, which sets the status itself. */
async function answerAboutTheRest(account, request, response) {
  const [parameters, handle] = findRoute(request) ?? [];
  if (!handle) {
    return refuse(404, "NotFound", `There is nothing at ${request.method} ${request.url}`);
  }
  const body = await handle(account, request, response, parameters);
  return { status: response.statusCode, body };
}

function send(response, { status, body, headers = {}, charge = CHARGE_OF_METADATA }) {
  response.writeHead(status, {
    "content-type": "application/json",
    // Azure: every answer says what it cost, in request units.
    "x-ms-request-charge": charge.toFixed(2),
    ...(body?._etag && { etag: body._etag }),
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

main();
