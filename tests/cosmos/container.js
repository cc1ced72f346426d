"use strict";

/* The documents of a container, and what may be done to them within one partition. */

const { randomUUID } = require("node:crypto");

const compileQuery = require("@zeit/cosmosdb-query").default;

const { now } = require("./clock");
const { badRequest, conflict, notFound, preconditionFailed } = require("./refusals");

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

  /** Do one operation, in the words of a batch; the answer has a status and, mostly, a document. */
  perform(partitionKey, { operationType, id, resourceBody, ifMatch }) {
    const present = this.#find(partitionKey, id ?? resourceBody.id);
    // Azure: a document's partition is named beside the document, and must be the document's own.
    if (resourceBody && resourceBody[this.#keyField] !== partitionKey) {
      return badRequest("PartitionKey extracted from document doesn't match the one specified in the header");
    }
    if (operationType === "Create" && present) {
      return conflict();
    }
    if (["Read", "Replace", "Delete"].includes(operationType) && !present) {
      return notFound();
    }
    if (ifMatch && present && ifMatch !== present._etag) {
      return preconditionFailed();
    }
    if (operationType === "Read") {
      return { status: 200, body: present };
    }
    if (operationType === "Delete") {
      this.#partitions.get(partitionKey).delete(id);
      return { status: 204 };
    }
    return { status: present ? 200 : 201, body: this.#write(partitionKey, resourceBody, present) };
  }

  /** Do several operations until one is refused; the answers are those of the operations that were tried. */
  performAll(partitionKey, operations) {
    const before = new Map(this.#partitions.get(partitionKey));
    const answers = [];
    for (const operation of operations) {
      const answer = this.perform(partitionKey, operation);
      answers.push(answer);
      if (answer.status >= 400) {
        // Azure: a batch is done as a whole or not at all.
        this.#partitions.set(partitionKey, before);
        break;
      }
    }
    return answers;
  }

  /** Return everything that a query finds in one partition. */
  query(partitionKey, { query, parameters }) {
    // Azure: a query sees nothing but the partition that it names.
    const documents = this.#findAll(partitionKey);
    const options = { parameters, compositeIndexes: this.#compositeIndexes };
    try {
      return { status: 200, results: compile(query).exec(documents, options).result };
    } catch (error) {
      // Azure: 400 for SQL that it cannot read, and for an order that no composite index keeps.
      return badRequest(error.message);
    }
  }

  /** Return every document of every partition. */
  everything() {
    return [...this.#partitions.keys()].flatMap((partitionKey) => this.#findAll(partitionKey));
  }

  /** Forget every document. */
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
    // Azure: a document is gone from the moment at which it expires.
    if (entry && entry.expires <= now()) {
      partition.delete(id);
      return undefined;
    }
    return entry?.document;
  }

  #write(partitionKey, body, present) {
    const document = {
      ...body,
      _rid: present?._rid ?? this.#newResourceId(),
      // Azure: an ETag is a quoted text, and another one after each write.
      _etag: `"${randomUUID()}"`,
      _ts: Math.floor(now() / 1000),
    };
    // Azure: a document's ttl counts from its last write, and only in a container that has one, too.
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
    // Azure: what a query does not sort comes in the order of these.
    return String(this.#created).padStart(12, "0");
  }
}

/** Compile a query, each text once. */
function compile(text) {
  if (!compiled.has(text)) {
    compiled.set(text, compileQuery(text));
  }
  return compiled.get(text);
}

module.exports = { Container };
