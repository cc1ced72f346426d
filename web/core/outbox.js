/**
 * What the user does, on its way to the server.
 *
 * Each act is kept on this device before it is sent, and until it is answered. Acts are sent in order, by one tab at
 * a time, and only while their user is signed in. Without an answer, or with one that asks to come back later, they
 * wait and are sent again; a refusal is kept until the user has read it, and does not hold up what follows.
 */

import { ApiError, connection, expired, findUser, isSignedIn, locked, needsCode, now, nowForAct, request, sending, session } from "./api.js";
import { changed, explain, say } from "./day.js";
import { Store } from "./dom.js";
import { add, change, list, remove, toKeep } from "./kept.js";
import { isDone, isForLater, refusal, restOf } from "./rules.js";
import { t } from "./words.js";

/**
 * `timed` acts carry the moment at which they were done; `etag` is the version that an edit was made on; `label`
 * says what was done, where it waits.
 *
 * @typedef {{method: string, path: string, body?: object | null, timed?: boolean, etag?: string, label?: string}} Act
 */

/** @typedef {import("./kept.js").Kept} Kept */

const KEPT_MS = 24 * 3_600_000; // for which the server remembers an Idempotency-Key
const PATIENCE_MS = 25_000;
const SHORT_PATIENCE_MS = 3_000; // while the server cannot be reached
const FRESH_MS = 10_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 60_000;
const LOCK = "avanochi.outbox";

/** What waits, is asked about or was refused, of the user who is signed in. @type {Store<Kept[]>} */
export const kept = new Store(/** @type {Kept[]} */ ([]));

let isSending = false;
let isWanted = false;
let delay = FIRST_RETRY_MS;
let timer = 0;
let notBefore = 0; // when the server has asked to come back

/** Acts of this tab that were never sent; the answer to another may be one to a repeat. @type {Set<number>} */
const unsent = new Set();
/** The callers in this tab that wait for the answer to an act. @type {Map<number, {resolve: (answer: any) => void, reject: (error: any) => void}>} */
const asking = new Map();
const channel = new BroadcastChannel("avanochi.outbox");

/**
 * Send an act and return its answer, or `{waiting: true}` if it is kept to be sent later.
 *
 * @param {Act} act
 */
export async function send(act) {
  const record = toKeep(act, session.value ?? "", nowForAct());
  let number = 0;
  try {
    number = await add(record);
  } catch {
    return (await transmit({ ...record, number })).data; // this browser keeps nothing
  }
  unsent.add(number);
  const answer = new Promise((resolve, reject) => asking.set(number, { resolve, reject }));
  setTimeout(letWait, connection.value ? PATIENCE_MS : SHORT_PATIENCE_MS, [number]);
  drain();
  return answer;
}

/** Send what waits, if there is any and its user is signed in. */
export async function drain() {
  isWanted = true;
  if (isSending) return;
  isSending = true;
  try {
    while (isWanted) {
      isWanted = false;
      await locked(LOCK, sendAll);
    }
  } finally {
    isSending = false;
  }
}

/** Take back an act that was not sent, with those that rest on it; false if it has been sent. @param {number} number */
export function withdraw(number) {
  return decide(number, async (act, all) => {
    for (const each of [act, ...restOf(act, all)]) await remove(each);
  });
}

/** Send an act that is asked about, or was refused, again. @param {number} number */
export async function retry(number) {
  await decide(number, () => change(number, { state: "waiting", sentence: "", since: now() }));
  await drain();
}

/** @param {number} number @param {(act: Kept, all: Kept[]) => Promise<void>} how */
async function decide(number, how) {
  const isThere = await locked(LOCK, async () => {
    const all = await list(session.value ?? "");
    const act = all.find((each) => each.number === number);
    if (act) await how(act, all);
    return act !== undefined;
  });
  tell({ type: "changed" });
  return isThere;
}

async function sendAll() {
  clearTimeout(timer);
  const user = session.value;
  if (!user) return;
  if (Date.now() < notBefore) return hold(user);
  const late = { count: 0, points: 0 };
  let isChecked = false;
  try {
    for (let act; (act = await next(user)); ) {
      const isFresh = Math.abs(now() - act.created) < FRESH_MS;
      // An administrator who has signed in since could act for its user, so that the server would not refuse it.
      if (expired.value || needsCode.value || (!isFresh && !isChecked && (await findUser()) !== user)) return await hold(user);
      isChecked ||= !isFresh;
      const one = act;
      const answer = await sending(() => (isSignedIn(user) ? deliver(one) : null));
      if (!answer) return await hold(user);
      late.count += Number(answer.isLate);
      late.points += answer.isLate ? (answer.data?.earned?.points ?? 0) : 0;
    }
    delay = FIRST_RETRY_MS;
  } catch (error) {
    await hold(user, error);
  } finally {
    if (late.count) tellSent(late);
  }
}

/** The next act to be sent; what has waited for too long is asked about instead. @param {string} user */
async function next(user) {
  for (const act of await list(user)) {
    if (act.state !== "waiting") continue;
    if (now() - act.since < KEPT_MS) return act;
    await change(act.number, { state: "asked" });
    tell({ type: "changed" });
  }
  return null;
}

/** Send one act; throws what keeps it in the queue. @param {Kept} act */
async function deliver(act) {
  const isRepeat = !unsent.delete(act.number);
  let data = null;
  try {
    ({ data } = await transmit(act));
    if (!asking.has(act.number) && refusal(act, data)) return await refuse(act, refusal(act, data));
  } catch (error) {
    if (!(error instanceof ApiError) || isForLater(error)) throw error;
    if (error.status === 403 && (await findUser()) !== act.user) throw error;
    if (!isRepeat || !(await isDone(act, error))) return await refuse(act, explain(error), error);
  }
  await remove(act);
  const isLate = act.isHeld && !asking.has(act.number);
  if (isLate && data?.reply) say(data.reply);
  tell({ type: "answered", number: act.number, data });
  return { data, isLate };
}

/** @param {Kept} act */
function transmit({ user, method, path, body, key, etag }) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (key) headers["Idempotency-Key"] = key;
  if (etag) headers["If-Match"] = etag;
  // The server refuses the request if the cookies have become another user's.
  return request(method, `${path}${path.includes("?") ? "&" : "?"}user_id=${encodeURIComponent(user)}`, { body, headers });
}

/** Keep a refused act, and those that rest on it, until the user has read why; shown at once where it was done. */
/** @param {Kept} act @param {string} sentence @param {ApiError} [error] */
async function refuse(act, sentence, error) {
  const later = restOf(act, await list(act.user));
  for (const { number } of later) await change(number, { state: "refused", sentence: t("waiting.rests") });
  if (asking.has(act.number)) await remove(act);
  else await change(act.number, { state: "refused", sentence });
  tell({ type: "refused", number: act.number, error: { ...error, message: error?.message } });
  return { data: null, isLate: false };
}

/** Stop until there is reason to try again; callers that wait for an answer are told. @param {string} user @param {unknown} [error] */
async function hold(user, error) {
  for (const act of await list(user)) if (!act.isHeld) await change(act.number, { isHeld: true });
  if (error instanceof ApiError && error.retryAfter) notBefore = Date.now() + 1000 * error.retryAfter;
  const rest = notBefore - Date.now();
  if (error || rest > 0) {
    timer = window.setTimeout(drain, Math.max(delay, rest));
    delay = Math.min(2 * delay, LAST_RETRY_MS);
  }
  tell({ type: "held", isReached: error instanceof ApiError || rest > 0 });
}

/** Tell all tabs what has become of acts. @param {any} news */
function tell(news) {
  channel.postMessage(news);
  hear(news);
}

/** @param {any} news */
async function hear({ type, number, data, error, isReached }) {
  const asked = asking.get(number);
  if (type === "held") letWait([...asking.keys()], isReached);
  if (asked && type === "answered") asked.resolve(data);
  if (asked && type === "refused") {
    const act = (await list(session.value ?? "")).find((each) => each.number === number);
    if (act) await remove(act);
    asked.reject(Object.assign(Object.create(ApiError.prototype), error));
  }
  asking.delete(number);
  await refresh();
}

/** @param {number[]} numbers @param {boolean} [isReached] whether the server has answered */
async function letWait(numbers, isReached = false) {
  const asked = numbers.flatMap((number) => asking.get(number) ?? []);
  for (const number of numbers) {
    if (asking.delete(number)) await change(number, { isHeld: true });
  }
  for (const { resolve } of asked) resolve({ waiting: true, isReached });
  if (asked.length) await refresh();
}

/** @param {{count: number, points: number}} late */
function tellSent({ count, points }) {
  const text = t("waiting.sent", { count });
  if (points > 0) say(`${text} · ${t("points", { count: points, sign: "+" })}`, { kind: "earned" });
  else say(text);
  changed();
}

async function refresh() {
  const acts = session.value ? await list(session.value).catch(() => []) : [];
  const shown = acts.filter((each) => each.state !== "waiting" || each.isHeld);
  if (!shown.length && !kept.value.length) return;
  kept.set(shown);
  import("../waiting/waiting.js").catch(() => {}); // what waits is sent without it, too
}

function soon() {
  delay = FIRST_RETRY_MS;
  drain();
}

channel.onmessage = (/** @type {MessageEvent<any>} */ { data }) => hear(data);
for (const event of ["online", "focus"]) addEventListener(event, soon);
document.addEventListener("visibilitychange", () => document.hidden || soon());
for (const store of [session, expired, needsCode]) store.watch(() => (refresh(), soon()));
refresh().then(drain);
