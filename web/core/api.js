/**
 * Requests to the API, which is beside the page's folder.
 *
 * The sign-in is in cookies that scripts cannot read. An access token that has expired is refreshed once, for all
 * tabs, and the request is sent again.
 */

import { Store } from "./dom.js";

const ROOT = new URL("../", document.baseURI);
const PATIENCE_MS = 20_000;
const MAX_IN_FLIGHT = 6;
const WITHOUT_SIGN_IN = /^auth\/(login|open|refresh|register|session)$/;
const SIGNED_IN = "avanochi.user"; // the id of the user who signed in last, so that a first visit asks first

/** The signed-in user's id; null when signed out. */
export const session = new Store(localStorage.getItem(SIGNED_IN));

/** Whether the sign-in of `session` has ended on the server: the same user is asked to sign in again. */
export const expired = new Store(false);

/** Whether the server does nothing for the sign-in of `session` before it has shown a code: the user sets one up. */
export const needsCode = new Store(false);

/** Whether the last request reached the server. */
export const connection = new Store(navigator.onLine);

/** An answer other than success. */
export class ApiError extends Error {
  /** @param {Response} response @param {any} body */
  constructor(response, body) {
    super(body?.error ?? response.statusText);
    this.status = response.status;
    /** @type {string} */
    this.code = body?.code ?? "";
    /** @type {{field: string, message: string}[]} */
    this.details = body?.details ?? [];
    this.retryAfter = Number(response.headers.get("retry-after")) || 0; // seconds
  }
}

/** The server was not reached, or did not answer in time. */
export class ConnectionError extends Error {}

/** @typedef {{status: number, data: any, etag: string | null, headers: Headers}} Answer */

/**
 * Send a request and return its answer; `ApiError` for a refusal, `ConnectionError` without an answer.
 *
 * @param {string} method @param {string} path below `/api/`
 * @param {{body?: object | Blob | null, headers?: Record<string, string>, as?: "json" | "text", patience?: number}} [options]
 * @returns {Promise<Answer>}
 */
export async function request(method, path, options = {}) {
  let response = await send(method, path, options);
  if ((await hasExpired(response, path)) && (await isRefreshed())) {
    response = await send(method, path, options);
  }
  const isText = options.as === "text" && response.ok;
  const data = isText ? await response.text() : await response.json().catch(() => null);
  if (response.ok || response.status === 304) {
    return { status: response.status, data, etag: response.headers.get("etag"), headers: response.headers };
  }
  const error = new ApiError(response, data);
  if (await hasExpired(response, path, data)) expire();
  if (error.code === "second_factor_required" && !needsCode.value) needsCode.set(true);
  throw error;
}

/** Whether the sign-in has expired; a wrong password that confirms something is a 401, too. */
/** @param {Response} response @param {string} path @param {any} [data] its body, if it was read */
async function hasExpired(response, path, data) {
  if (response.status !== 401 || WITHOUT_SIGN_IN.test(path)) return false;
  return (data ?? (await response.clone().json().catch(() => null)))?.code === "unauthenticated";
}

/** Get a resource. @param {string} path @returns {Promise<any>} */
export async function get(path) {
  return (await request("GET", path)).data;
}

/**
 * Get a page of a list, from where the one before has ended; that of the last page is empty.
 *
 * @param {string} path with a query @param {string} [continuation] @returns {Promise<{items: any[], continuation: string}>}
 */
export async function getPage(path, continuation) {
  const rest = continuation ? `&continuation=${encodeURIComponent(continuation)}` : "";
  const { data, headers } = await request("GET", path + rest);
  return { items: data, continuation: headers.get("x-continuation") ?? "" };
}

/** A random key, such as an Idempotency-Key; `crypto.randomUUID` is for https alone. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");
}

/** Sign in, with tokens in cookies alone. @param {string} username @param {string} password @param {string} [code] */
export function signIn(username, password, code) {
  const body = { username, password, code: code || undefined, remember: true };
  return sending(async () => signedIn((await request("POST", "auth/login", { body })).data.user_id));
}

/** Sign in with the code of a link. @param {string} code */
export function openWithCode(code) {
  return sending(async () => signedIn((await request("POST", "auth/open", { body: { code } })).data.user_id));
}

/** Go on with a sign-in that counts as one with a code, in all tabs. */
export function goOn() {
  if (session.value) signedIn(session.value);
}

/** Send acts of a user, or sign in, but never both at once in two tabs. @template T @param {() => T} run */
export function sending(run) {
  return locked("avanochi.sending", run);
}

/** Run a function while no other tab holds the lock of that name. */
/** @template T @param {string} name @param {() => T} run @returns {Promise<Awaited<T>>} */
export async function locked(name, run) {
  // Browsers have locks over https and on this machine alone: elsewhere tabs may act at once, and keys keep that safe.
  return navigator.locks ? await navigator.locks.request(name, run) : await run();
}

let isLeaving = false; // what is still being read may be refused

/** End this sign-in, on the server as well; what waits to be sent is asked about first. */
export async function signOut() {
  if (hasWaiting() && !(await (await import("../waiting/leave.js")).mayLeave())) return;
  isLeaving = true;
  const error = await request("POST", "auth/logout").then(() => null, (error) => error);
  isLeaving = false;
  // Unless they have ended already, the cookies would stay, and with them the sign-in.
  if (error && !(error instanceof ApiError && error.status === 401)) throw error;
  signedOut();
}

/** Ask whether the cookies are those of a sign-in. */
export async function findSession() {
  if (session.value) return; // the first request shows whether it has ended
  const { data } = await request("GET", "auth/session");
  if (data.signed_in) signedIn(data.user_id);
}

/** Whether a user is the one who signed in last, in any tab. @param {string} user */
export function isSignedIn(user) {
  return localStorage.getItem(SIGNED_IN) === user;
}

/** Ask whose the cookies are, and show that user; null if the sign-in has ended. @returns {Promise<string | null>} */
export async function findUser() {
  let { data } = await request("GET", "auth/session");
  if (!data.signed_in && (await isRefreshed())) ({ data } = await request("GET", "auth/session"));
  if (!data.signed_in) expire();
  else if (data.user_id !== session.value) signedIn(data.user_id);
  return data.user_id ?? null;
}

/** Whether this device keeps acts of the signed-in user that wait to be sent, or to be read. */
function hasWaiting() {
  return (localStorage.getItem("avanochi.waiting") ?? "").split(" ").includes(session.value ?? " ");
}

/** The moment by the server's clock, from which this device's clock may differ. */
export function now() {
  return Date.now() + offset;
}

/** The same for an act: after everything that the server has answered, which names whole seconds. */
export function nowForAct() {
  return Math.max(now(), answered + 1000);
}

let answered = 0; // when the server sent its last answer, in milliseconds

let offset = Number(localStorage.getItem("avanochi.clock")) || 0; // milliseconds
const channel = new BroadcastChannel("avanochi.session");
channel.onmessage = (/** @type {MessageEvent<string | null>} */ { data }) => use(data);
// A page to which the back button returns was asleep, and has heard nothing.
addEventListener("pageshow", ({ persisted }) => persisted && use(localStorage.getItem(SIGNED_IN)));

/** @param {string} userId */
function signedIn(userId) {
  localStorage.setItem(SIGNED_IN, userId);
  channel.postMessage(userId);
  use(userId);
}

/** Forget who was signed in, in all tabs: the sign-in has ended. */
export function signedOut() {
  localStorage.removeItem(SIGNED_IN);
  channel.postMessage(null);
  use(null);
}

/** @param {string | null} userId */
function use(userId) {
  if (session.value !== userId) session.set(userId);
  for (const each of [expired, needsCode]) if (each.value) each.set(false);
}

function expire() {
  if (session.value && !expired.value && !isLeaving) expired.set(true);
}

/** Renew the sign-in; false if it has ended. One tab at a time refreshes; the others use what it got. */
export async function isRefreshed() {
  const asked = Date.now();
  return locked("avanochi.refresh", async () => {
    if (Number(localStorage.getItem("avanochi.refreshed")) > asked) return true;
    const response = await send("POST", "auth/refresh");
    if (response.ok) localStorage.setItem("avanochi.refreshed", String(Date.now()));
    else if (response.status !== 401) throw new ApiError(response, await response.json().catch(() => null));
    return response.ok;
  });
}

/** Where a request goes: a path that leads out of the API, or to another route by `..`, is an unknown one. */
/** @param {string} path */
function addressOf(path) {
  const address = new URL(path, ROOT);
  const [plain] = path.split("?");
  if (address.origin + address.pathname === ROOT.href + plain) return address;
  throw new ApiError(new Response(null, { status: 404, statusText: "Unknown path" }), null);
}

let inFlight = 0;
/** @type {(() => void)[]} */
const waiting = [];

/** @param {string} method @param {string} path @param {Parameters<typeof request>[2]} [options] */
async function send(method, path, { body, headers, patience = PATIENCE_MS } = {}) {
  const address = addressOf(path);
  if (inFlight >= MAX_IN_FLIGHT) await new Promise((resolve) => waiting.push(() => resolve(null)));
  inFlight += 1;
  const isJson = body != null && !(body instanceof Blob); // which has a media type of its own
  try {
    const response = await fetch(address, {
      method,
      body: isJson ? JSON.stringify(body) : body,
      headers: { ...(isJson ? { "Content-Type": "application/json" } : {}), ...headers },
      signal: AbortSignal.timeout(patience),
      cache: "no-store",
    });
    reached(response);
    return response;
  } catch (error) {
    if (connection.value) connection.set(false);
    throw new ConnectionError(String(error));
  } finally {
    inFlight -= 1;
    waiting.shift()?.();
  }
}

/** @param {Response} response */
function reached(response) {
  if (!connection.value) connection.set(true);
  const date = Date.parse(response.headers.get("date") ?? "");
  // The header has whole seconds: only a larger difference is one of the clocks.
  if (date && Math.abs(date + 500 - now()) > 2000) {
    offset = Math.abs(date - Date.now()) > 2000 ? date + 500 - Date.now() : 0;
    localStorage.setItem("avanochi.clock", String(offset));
  }
  answered = date || answered;
}
