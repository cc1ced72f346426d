/** What the answers to acts mean, and which acts rest on others. */

import { get } from "./api.js";

/** @typedef {import("./kept.js").Kept} Kept */

/** Refusals that end by themselves, as one that asks for a code does: no sign-in, a slow request, a lost body, too many requests. */
const FOR_LATER = [401, 408, 411, 429];

/** Whether the same act may be accepted later; time does not help where a quota is full. @param {import("./api.js").ApiError} error */
export function isForLater({ status, code, retryAfter }) {
  if (code === "quota_exceeded" && !retryAfter) return false;
  return FOR_LATER.includes(status) || code === "second_factor_required" || status >= 500;
}

/** Whether the refusal of a repeat shows that the act has been done: its first answer was lost. */
/** @param {Kept} act @param {import("./api.js").ApiError} error */
export async function isDone({ method, path, body, etag }, { status }) {
  if (method === "DELETE") return status === 404;
  if (status !== 412 || !etag) return false;
  const current = await get(path);
  return Object.entries(body ?? {}).every(([name, value]) => JSON.stringify(current[name]) === JSON.stringify(value));
}

/** Why a task was not added, as the reply says; empty for any other answer. @param {Kept} act @param {any} data @returns {string} */
export function refusal({ body }, data) {
  return body?.intent === "add_task" && !data.did.length ? data.reply : "";
}

/**
 * The later acts that make no sense without an act: pauses and the end of a session whose start it is.
 *
 * Others name what they change by its id, which only the answer to its creation has.
 *
 * @param {Kept} act @param {Kept[]} all
 */
export function restOf({ number, method, path }, all) {
  const isStart = (/** @type {string} */ each) => each === "work_sessions/start";
  if (method !== "POST" || !isStart(path)) return [];
  const later = all.filter((each) => each.number > number && each.state === "waiting");
  const end = later.findIndex((each) => isStart(each.path));
  const ofSession = /^(work_sessions\/(pause|resume)|time-logs\/end-work)$/;
  return later.slice(0, end < 0 ? undefined : end).filter((each) => ofSession.test(each.path));
}
