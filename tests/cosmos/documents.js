"use strict";

/* What is said over HTTP about the documents of a container. */

const readJson = require("@vercel/cosmosdb-server/lib/json").default;

const { Container } = require("./container");
const { badRequest, refuse, tooLarge } = require("./refusals");

const PATH = /^\/+dbs\/([^/?]+)\/colls\/([^/?]+)\/docs(?:\/([^/?]+))?\/*(?:\?|$)/;
const OPERATIONS = { GET: "Read", POST: "Create", PUT: "Replace", DELETE: "Delete" };

const MOST_OPERATIONS = 100;
const LARGEST_BODY_BYTES = 2 * 1024 * 1024;
const LARGEST_PAGE = 100;
const LARGEST_PAGE_BYTES = 4 * 1024 * 1024;

/* Estimates, in request units. Azure: reading 1 KB costs 1, writing it some 5 to 10, a query 2.3 and more. */
const CHARGES = { Read: 1, Create: 5, Delete: 5, Replace: 10, Upsert: 10 };
const CHARGE_OF_QUERY = 3;
const CHARGE_OF_RESULT = 0.1;
const CHARGE_OF_REFUSAL = 1;

/** The containers whose documents have been asked about, by the package's object for each. */
const containers = new WeakMap();

let answered = 0;

function isAboutDocuments(request) {
  return PATH.test(request.url);
}

async function answerAboutDocuments(account, request) {
  const segments = PATH.exec(request.url).slice(1);
  const [databaseId, containerId, documentId] = segments.map(decodeSegment);
  const body = ["POST", "PUT"].includes(request.method) ? await readJson(request) : undefined;
  const container = findContainer(account, databaseId, containerId);
  if (!container) {
    // Azure: the sub-status tells a missing container from a missing document.
    return refuse(404, "NotFound", "Owner resource does not exist", { "x-ms-substatus": "1003" });
  }
  const answer = answerAboutPartition(container, request, documentId, body);
  answered += 1;
  // Azure: with the session token of its last answer a client reads what it wrote.
  return { ...answer, headers: { "x-ms-session-token": `0:0#${answered}`, ...answer.headers } };
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

function answerAboutPartition(container, request, documentId, body) {
  const partitionKey = readPartitionKey(request);
  if (partitionKey === undefined) {
    // Azure: without it a query runs through all partitions; our store never means that.
    return badRequest("x-ms-documentdb-partitionkey must name one partition");
  }
  if (isTrue(request, "x-ms-documentdb-isquery")) {
    return answerQuery(container, partitionKey, request, body);
  }
  if (isTrue(request, "x-ms-cosmos-is-batch-request")) {
    return answerBatch(container, partitionKey, body);
  }
  const operationType = isTrue(request, "x-ms-documentdb-is-upsert") ? "Upsert" : OPERATIONS[request.method];
  if (documentId === undefined && !["Create", "Upsert"].includes(operationType)) {
    // Azure: this lists the documents, where it means anything; our store never means it.
    return badRequest(`${request.method} must name a document`);
  }
  const ifMatch = request.headers["if-match"];
  const operation = { operationType, id: documentId, resourceBody: body, ifMatch };
  return answerOperation(container, partitionKey, operation);
}

function answerOperation(container, partitionKey, operation) {
  if (isTooLarge(operation.resourceBody)) {
    return tooLarge();
  }
  const answer = container.perform(partitionKey, operation);
  return { ...answer, charge: chargeOf(operation, answer) };
}

function answerBatch(container, partitionKey, operations) {
  // Azure: a batch has at most 100 operations and 2 MB.
  if (operations.length > MOST_OPERATIONS) {
    return badRequest("Batch request has more operations than what is supported.");
  }
  if (isTooLarge(operations)) {
    return tooLarge();
  }
  const answers = container.performAll(partitionKey, operations);
  const failed = answers.at(-1).status >= 400;
  const results = operations.map((operation, index) => {
    if (failed && index !== answers.length - 1) {
      // Azure: of a batch that failed, the operations that are not to blame answer 424.
      return { statusCode: 424, requestCharge: 0 };
    }
    const { status, body } = answers[index];
    const requestCharge = chargeOf(operation, answers[index]);
    return failed
      ? { statusCode: status, requestCharge }
      : { statusCode: status, requestCharge, eTag: body?._etag, resourceBody: body };
  });
  const charge = results.reduce((sum, { requestCharge }) => sum + requestCharge, 0);
  return { status: failed ? 207 : 200, body: results, charge };
}

function answerQuery(container, partitionKey, request, body) {
  const { results, ...answer } = container.query(partitionKey, body);
  if (!results) {
    return answer;
  }
  const begin = Number(request.headers["x-ms-continuation"] ?? 0);
  const asked = Number(request.headers["x-ms-max-item-count"]);
  // Azure: a client that asks for no number, or for -1, leaves it to the service.
  const page = firstPage(results.slice(begin), asked > 0 ? asked : LARGEST_PAGE);
  const end = begin + page.length;
  return {
    ...answer,
    body: { Documents: page, _count: page.length },
    charge: CHARGE_OF_QUERY + CHARGE_OF_RESULT * page.length,
    headers: {
      "x-ms-item-count": String(page.length),
      ...(end < results.length && { "x-ms-continuation": String(end) }),
    },
  };
}

/** Azure: a page ends after as many results as the client asked for, or before it exceeds 4 MB. */
function firstPage(results, most) {
  let bytes = 0;
  const beyond = results.slice(0, most).findIndex((result, index) => {
    bytes += sizeOf(result);
    return index > 0 && bytes > LARGEST_PAGE_BYTES;
  });
  return results.slice(0, beyond === -1 ? most : beyond);
}

function readPartitionKey(request) {
  const [partitionKey] = JSON.parse(request.headers["x-ms-documentdb-partitionkey"] ?? "[]");
  return typeof partitionKey === "string" ? partitionKey : undefined;
}

function chargeOf({ operationType }, { status }) {
  return status < 400 ? CHARGES[operationType] : CHARGE_OF_REFUSAL;
}

/** Azure: no document and no request has more than 2 MB. */
function isTooLarge(body) {
  return body !== undefined && sizeOf(body) > LARGEST_BODY_BYTES;
}

function sizeOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}

function isTrue(request, header) {
  return request.headers[header]?.toLowerCase() === "true";
}

module.exports = { answerAboutDocuments, findContainer, isAboutDocuments };
