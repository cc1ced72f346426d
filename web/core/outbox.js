/** What the user does, on its way to the server. */

import { now, request } from "./api.js";

/** @typedef {{method: string, path: string, body?: object | null, timed?: boolean}} Act */

let last = 0;

/**
 * Send an act, with a key by which the server recognises a repeat; return its answer.
 *
 * `timed` acts carry the moment at which they were done.
 *
 * @param {Act} act
 */
export async function send({ method, path, body = null, timed = false }) {
  last = Math.max(now(), last + 1);
  const at = new Date(last).toISOString();
  /** @type {Record<string, string>} */
  const headers = method === "POST" ? { "Idempotency-Key": crypto.randomUUID() } : {};
  const { data } = await request(method, path, { body: timed ? { ...body, at } : body, headers });
  return data;
}
