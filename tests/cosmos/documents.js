"use strict";

/* Requests for the documents of a container. */

const readJson = require("@vercel/cosmosdb-server/lib/json").default;

const { Container } = require("./container");
const { badRequest, errorResponse, tooLarge } = require("./errors");

const PATH = /^\/+dbs\/([^/?]+)\/colls\/([^/?]+)\/docs(?:\/([^/?]+))?\/*(?:\?|$)/;
const OPERATIONS = { GET: "Read", POST: "Create", PUT: "Replace", DELETE: "Delete" };

const MAX_OPERATIONS = 100;
const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_PAGE_SIZE = 100;
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/* Estimates in request units. Azure: reading 1 KB costs 1, writing it 5 to 10, a query at least 2.3. */
const CHARGES = { Read: 1, Create: 5, Delete: 5, Replace: 10, Upsert: 10 };
const CHARGE_OF_QUERY = 3;
const CHARGE_OF_RESULT = 0.1;
const CHARGE_OF_ERROR = 1;

/** The containers with requests so far, by the package's object for each. */
const containers = new WeakMap();

let responses = 0;

function isDocumentRequest(request) {
  return PATH.test(request.url);
}

async function handleDocuments(account, request) {
  const segments = PATH.exec(request.url).slice(1);
  const [databaseId, containerId, documentId] = segments.map(decodeSegment);
  const body = ["POST", "PUT"].includes(request.method) ? await readJson(request) : undefined;
  const container = findContainer(account, databaseId, containerId);
  if (!container) {
    // Azure: the sub-status distinguishes a missing container from a missing document.
    return errorResponse(404, "NotFound", "Owner resource does not exist", { "x-ms-substatus": "1003" });
  }
  const result = handlePartition(container, request, documentId, body);
  responses += 1;
  // Azure: with the session token of its last response, a client reads its own writes.
  return { ...result, headers: { "x-ms-session-token": `0:0#${responses}`, ...result.headers } };
}

function decodeSegment(segment) {
  return segment && decodeURIComponent(segment);
}

function findContainer(account, databaseId, containerId) {
  const known = account.database(databaseId).collection(containerId);
  if (known.read() && !containers.has(known)) {
    containers.set(known, new Container(known.read()));
  }
  return containers.get(known);
}

function handlePartition(container, request, documentId, body) {
  const partitionKey = readPartitionKey(request);
  if (partitionKey === undefined) {
    // Azure: without it a query reads all partitions, which our store must never do.
    return badRequest("x-ms-documentdb-partitionkey must name one partition");
  }
  if (isTrue(request, "x-ms-documentdb-isquery")) {
    return handleQuery(container, partitionKey, request, body);
  }
  if (isTrue(request, "x-ms-cosmos-is-batch-request")) {
    return handleBatch(container, partitionKey, body);
  }
  const operationType = isTrue(request, "x-ms-documentdb-is-upsert") ? "Upsert" : OPERATIONS[request.method];
  if (documentId === undefined && !["Create", "Upsert"].includes(operationType)) {
    // Azure: lists the documents, if anything, which our store must never do.
    return badRequest(`${request.method} must name a document`);
  }
  const ifMatch = request.headers["if-match"];
  const operation = { operationType, id: documentId, resourceBody: body, ifMatch };
  return handleOperation(container, partitionKey, operation);
}

function handleOperation(container, partitionKey, operation) {
  if (isTooLarge(operation.resourceBody)) {
    return tooLarge();
  }
  const result = container.perform(partitionKey, operation);
  return { ...result, charge: chargeOf(operation, result) };
}

function handleBatch(container, partitionKey, operations) {
  // Azure: a batch has at most 100 operations and 2 MB.
  if (operations.length > MAX_OPERATIONS) {
    return badRequest("Batch request has more operations than what is supported.");
  }
  if (isTooLarge(operations)) {
    return tooLarge();
  }
  const performed = container.performAll(partitionKey, operations);
  const failed = performed.at(-1).status >= 400;
  const results = operations.map((operation, index) => {
    if (failed && index !== performed.length - 1) {
      // Azure: in a failed batch, the operations that did not cause the failure return 424.
      return { statusCode: 424, requestCharge: 0 };
    }
    const { status, body } = performed[index];
    const requestCharge = chargeOf(operation, performed[index]);
    return failed
      ? { statusCode: status, requestCharge }
      : { statusCode: status, requestCharge, eTag: body?._etag, resourceBody: body };
  });
  const charge = results.reduce((sum, { requestCharge }) => sum + requestCharge, 0);
  return { status: failed ? 207 : 200, body: results, charge };
}

function handleQuery(container, partitionKey, request, body) {
  const { results, ...response } = container.query(partitionKey, body);
  if (!results) {
    return response;
  }
  const begin = Number(request.headers["x-ms-continuation"] ?? 0);
  const requested = Number(request.headers["x-ms-max-item-count"]);
  // Azure: without a page size, or with -1, the service chooses it.
  const page = firstPage(results.slice(begin), requested > 0 ? requested : MAX_PAGE_SIZE);
  const end = begin + page.length;
  return {
    ...response,
    body: { Documents: page, _count: page.length },
    charge: CHARGE_OF_QUERY + CHARGE_OF_RESULT * page.length,
    headers: {
      "x-ms-item-count": String(page.length),
      ...(end < results.length && { "x-ms-continuation": String(end) }),
    },
  };
}

/** Azure: a page ends at the requested number of results, or before it exceeds 4 MB. */
function firstPage(results, pageSize) {
  let bytes = 0;
  const beyond = results.slice(0, pageSize).findIndex((result, index) => {
    bytes += sizeOf(result);
    return index > 0 && bytes > MAX_PAGE_BYTES;
  });
  return results.slice(0, beyond === -1 ? pageSize : beyond);
}

function readPartitionKey(request) {
  const [partitionKey] = JSON.parse(request.headers["x-ms-documentdb-partitionkey"] ?? "[]");
  return typeof partitionKey === "string" ? partitionKey : undefined;
}

function chargeOf({ operationType }, { status }) {
  return status < 400 ? CHARGES[operationType] : CHARGE_OF_ERROR;
}

/** Azure: documents and requests have at most 2 MB. */
function isTooLarge(body) {
  return body !== undefined && sizeOf(body) > MAX_BODY_BYTES;
}

function sizeOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}

function isTrue(request, header) {
  return request.headers[header]?.toLowerCase() === "true";
}

module.exports = { handleDocuments, findContainer, isDocumentRequest };
