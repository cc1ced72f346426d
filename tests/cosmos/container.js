"use strict";

/* The documents of a container, and the operations on them within one partition. */

const { randomUUID } = require("node:crypto");

const compileQuery = require("@zeit/cosmosdb-query").default;

const { now } = require("./clock");
const { badRequest, conflict, notFound, preconditionFailed } = require("./errors");

const compiled = new Map();

class Container {
  #keyField;
  #defaultTtl;
  #compositeIndexes;
  #partitions = new Map();
  #created = 0;

  constructor({ partitionKey, defaultTtl, indexingPolicy }) {
    this.#keyField = partitionKey.paths[0].slice(1);
    this.#defaultTtl = defaultTtl;
    this.#compositeIndexes = indexingPolicy.compositeIndexes ?? [];
  }

  /** Do one operation, in the format of a batch; the result has a status and usually a document. */
  perform(partitionKey, { operationType, id, resourceBody, ifMatch }) {
    const current = this.#find(partitionKey, id ?? resourceBody.id);
    // Azure: the partition key of the request must be that of the document.
    if (resourceBody && resourceBody[this.#keyField] !== partitionKey) {
      return badRequest("PartitionKey extracted from document doesn't match the one specified in the header");
    }
    if (operationType === "Create" && current) {
      return conflict();
    }
    if (["Read", "Replace", "Delete"].includes(operationType) && !current) {
      return notFound();
    }
    if (ifMatch && current && ifMatch !== current._etag) {
      return preconditionFailed();
    }
    if (operationType === "Read") {
      return { status: 200, body: current };
    }
    if (operationType === "Delete") {
      this.#partitions.get(partitionKey).delete(id);
      return { status: 204 };
    }
    return { status: current ? 200 : 201, body: this.#write(partitionKey, resourceBody, current) };
  }

  /** Do operations until one fails; return the results of those that were tried. */
  performAll(partitionKey, operations) {
    const before = new Map(this.#partitions.get(partitionKey));
    const results = [];
    for (const operation of operations) {
      const result = this.perform(partitionKey, operation);
      results.push(result);
      if (result.status >= 400) {
        // Azure: a batch is atomic.
        this.#partitions.set(partitionKey, before);
        break;
      }
    }
    return results;
  }

  /** Return all results of a query in one partition. */
  query(partitionKey, { query, parameters }) {
    // Azure: a query sees only the partition of the request.
    const documents = this.#findAll(partitionKey);
    const options = { parameters, compositeIndexes: this.#compositeIndexes };
    try {
      return { status: 200, results: compile(query).exec(documents, options).result };
    } catch (error) {
      // Azure: 400 for invalid SQL, and for an order without a composite index.
      return badRequest(error.message);
    }
  }

  /** Return every document of every partition. */
  allDocuments() {
    return [...this.#partitions.keys()].flatMap((partitionKey) => this.#findAll(partitionKey));
  }

  /** Delete every document. */
  clear() {
    this.#partitions.clear();
  }

  #findAll(partitionKey) {
    const ids = [...(this.#partitions.get(partitionKey)?.keys() ?? [])];
    return ids.map((id) => this.#find(partitionKey, id)).filter(Boolean);
  }

  #find(partitionKey, id) {
    const partition = this.#partitions.get(partitionKey);
    const entry = partition?.get(id);
    // Azure: an expired document does not exist.
    if (entry && entry.expires <= now()) {
      partition.delete(id);
      return undefined;
    }
    return entry?.document;
  }

  #write(partitionKey, body, current) {
    const document = {
      ...body,
      _rid: current?._rid ?? this.#newResourceId(),
      // Azure: an ETag is quoted and changes with each write.
      _etag: `"${randomUUID()}"`,
      _ts: Math.floor(now() / 1000),
    };
    // Azure: a document's ttl starts at its last write, and needs a default ttl of the container.
    const ttl = this.#defaultTtl === undefined ? -1 : document.ttl ?? this.#defaultTtl;
    const expires = ttl === -1 ? Infinity : now() + ttl * 1000;
    if (!this.#partitions.has(partitionKey)) {
      this.#partitions.set(partitionKey, new Map());
    }
    this.#partitions.get(partitionKey).set(document.id, { document, expires });
    return document;
  }

  #newResourceId() {
    this.#created += 1;
    // Azure: unsorted results are in the order of these.
    return String(this.#created).padStart(12, "0");
  }
}

/** Compile a query; the result is cached. */
function compile(text) {
  if (!compiled.has(text)) {
    compiled.set(text, compileQuery(text));
  }
  return compiled.get(text);
}

module.exports = { Container };
