/**
 * The user's day, as `GET dashboard/data` answers it, and what the user does in it.
 *
 * The answer is asked for again after each act, at the moment at which it says that something changes by itself,
 * every five minutes, and when the page is looked at again; if nothing has changed, the server says so. Other tabs
 * are told of each act.
 */

import { ApiError, connection, ConnectionError, expired, findUser, needsCode, now, request, session } from "./api.js";
import { Store } from "./dom.js";
import { number, refusalText, setLanguage, setZone, t } from "./words.js";

const MAX_AGE_MS = 5 * 60_000;
const RETRY_MS = 30_000; // while the server cannot be reached
const MIN_AGE_MS = 2_000;
const KEPT = "avanochi.day"; // in localStorage, for the next start without the server; only until the user signs out
const DOUBLE_TAP_MS = 350;

/** The day, with what waits to be sent done in it; null until it is there. @type {Store<any>} */
export const day = new Store(null);

/** Short messages to the user, the latest last. @type {Store<Notice[]>} */
export const notices = new Store(/** @type {Notice[]} */ ([]));

/** @typedef {{id: number, text: string, kind?: "earned" | "error", undo?: () => unknown}} Notice */
/** @typedef {{event: string, id: string}} Undoable */
/** @typedef {{done?: string, undo?: (answer: any) => Undoable | null, from?: Element | null, failed?: (error: unknown) => unknown}} Options */
/** @typedef {{user: string, data: any, etag: string, received: number}} Known */

/** The day as the server answered it. @type {Known | null} */
let known = null;
/** @type {(day: any) => any} */
let overlay = (day) => day;
let timer = 0;
/** @type {Promise<void> | null} */
let asking = null;
const channel = new BroadcastChannel("avanochi.day");

/** Begin to follow the day of the signed-in user. */
export function followDay() {
  const kept = readKept();
  if (kept && kept.user === session.value) show(kept);
  else localStorage.removeItem(KEPT);
  channel.onmessage = () => loadDay();
  for (const event of ["online", "focus"]) addEventListener(event, () => loadDay());
  document.addEventListener("visibilitychange", () => document.hidden || loadDay());
  session.watch(() => {
    if (known?.user !== session.value) forget();
  });
}

/** @returns {Known | null} */
function readKept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null");
  } catch {
    return null; // the server is asked
  }
}

/** Ask whether the day has changed; failures leave it as it is, and are asked about again later. */
export function loadDay() {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

async function ask() {
  const user = session.value;
  if (!user) return;
  try {
    const answer = await request("GET", "dashboard/data", { headers: known?.etag ? { "If-None-Match": known.etag } : {} });
    // The cookies may have become another user's, also without this page.
    if (answer.status === 200 && answer.data.user.id !== user && user === session.value) await findUser();
    if (user !== session.value) return await ask();
    if (answer.status !== 200) return;
    show({ user, data: answer.data, etag: answer.etag ?? "", received: now() });
    localStorage.setItem(KEPT, JSON.stringify(known));
  } catch (error) {
    if (user !== session.value) return await ask();
    if (!day.value && session.value) throw error;
  } finally {
    schedule();
  }
}

/** @param {Known} answer */
function show(answer) {
  known = answer;
  const { user } = answer.data;
  if (user) setZone(user.timezone, user.day_start);
  if (user?.preferences?.language) setLanguage(user.preferences.language);
  publish();
}

function publish() {
  if (known) day.set({ ...overlay(known.data), received: known.received });
}

/** Show the day as a function changes it, which must not change its argument. @param {typeof overlay} change */
export function setOverlay(change) {
  overlay = change;
  publish();
}

function schedule() {
  clearTimeout(timer);
  const change = Date.parse(day.value?.next_change_at ?? "") - now();
  const latest = connection.value ? MAX_AGE_MS : RETRY_MS;
  const wait = Number.isFinite(change) && change > 0 ? Math.min(change + 250, latest) : latest;
  timer = window.setTimeout(() => (document.hidden ? schedule() : loadDay()), Math.max(wait, MIN_AGE_MS));
}

function forget() {
  known = null;
  for (const key of [KEPT, "avanochi.face"]) localStorage.removeItem(key);
  sessionStorage.removeItem("avanochi.onboarding");
  notices.set([]); // their texts and what they undo are of the user who was signed in
  clearTimeout(timer);
  day.set(null);
}

/** Acts that are being sent, by what they send. @type {Map<string, Promise<any>>} */
const running = new Map();

/**
 * Do something for the user: send it, say what it earned, and show the day after it.
 *
 * `done` is the text of the notice, if there is one; `undo` names the act for `POST undo`, from its answer. A
 * failure is shown, by `failed` if it is given, and the result is null; it is `{waiting: true}` for what is kept to
 * be sent later. The same act again, before it is answered or by a double tap, is not another one; its button shows
 * that it is busy.
 *
 * @param {import("./outbox.js").Act} act
 * @param {Options} [options] @returns {Promise<any>}
 */
export function act(act, options = {}) {
  const same = JSON.stringify([act.method, act.path, act.body]);
  const first = running.get(same);
  if (first) return first;
  const result = perform(act, options);
  running.set(same, result);
  const target = /** @type {any} */ (options.from ?? globalThis.event?.target);
  const button = target?.closest?.("button");
  for (const name of ["aria-busy", "aria-disabled"]) button?.setAttribute(name, "true");
  Promise.all([result, new Promise((resolve) => setTimeout(resolve, DOUBLE_TAP_MS))]).finally(() => {
    running.delete(same);
    for (const name of ["aria-busy", "aria-disabled"]) button?.removeAttribute(name);
  });
  return result;
}

/** What a button does: an act of this moment, which can be taken back as `event`. */
/** @param {string} path @param {string} done @param {string} event @param {{body?: object, id?: string}} [options] */
export function doing(path, done, event, { body, id } = {}) {
  return (/** @type {any} */ { currentTarget: from }) =>
    act({ method: "POST", path, body, timed: true }, { done, from, undo: (answer) => ({ event, id: id ?? answer.id }) });
}

/** @param {import("./outbox.js").Act} act @param {Options} options @returns {Promise<any>} */
async function perform(act, { done, undo, from, failed = sayFailure } = {}) {
  try {
    const { send } = await import("./outbox.js");
    const answer = (await send({ label: done, ...act })) ?? {};
    if (answer.waiting) {
      if (!expired.value && !needsCode.value) say(t(answer.isReached ? "waiting.busy" : "waiting.kept")); // else the sign-in says it
      channel.postMessage("changed");
      return answer;
    }
    const undoable = undo?.(answer);
    tellEarned(answer.earned, done, undoable && (() => takeBack(undoable)), from);
    await changed();
    return answer;
  } catch (error) {
    failed(error);
    loadDay().catch(() => {});
    return null;
  }
}

/** Show the day after a change, here and in other tabs. */
export async function changed() {
  channel.postMessage("changed");
  if (asking) await asking.catch(() => {}); // it may have been answered before the change
  await loadDay().catch(() => {});
}

/** Take back an act that waits to be sent. @param {number} number */
export async function withdraw(number) {
  await (await import("./outbox.js")).withdraw(number);
}

/** @param {Undoable} undoable */
function takeBack(undoable) {
  return act({ method: "POST", path: "undo", body: undoable }, { done: t("undone") });
}

/** @param {any} earned @param {string | undefined} done @param {any} undo @param {any} from */
function tellEarned(earned, done, undo, from) {
  const parts = done ? [done] : [];
  if (earned?.points) parts.push(t("points", { count: Math.abs(earned.points), sign: earned.points > 0 ? "+" : "−" }));
  for (const each of earned?.achievements ?? []) parts.push(t("earned.achievement", { name: each.name }));
  for (const each of earned?.challenges ?? []) parts.push(t("earned.challenge", { name: each.name }));
  if (earned?.level) parts.push(t("earned.level", { level: number(earned.level) }));
  const kind = earned?.points > 0 ? "earned" : undefined;
  if (parts.length) say(parts.join(" · "), { kind, undo: undo || undefined });
  if (kind) document.dispatchEvent(new CustomEvent("avanochi-earned", { detail: { earned, from } }));
}

let notice = 0;

/** Show a notice for some seconds; one with an undo, or of an error, for longer. */
/** @param {string} text @param {Omit<Notice, "id" | "text">} [options] */
export function say(text, options = {}) {
  const id = ++notice;
  const others = notices.value.filter((each) => each.text !== text || each.undo);
  notices.set([...others.slice(-1), { id, text, ...options }]);
  setTimeout(() => dismiss(id), options.undo || options.kind === "error" ? 10_000 : 5_000);
}

/** Say what went wrong. @param {unknown} error */
export function sayFailure(error) {
  say(explain(error), { kind: "error" });
}

/** @param {number} id */
export function dismiss(id) {
  notices.set(notices.value.filter((each) => each.id !== id));
}

/** Return a sentence that says what went wrong and what to do. @param {unknown} error */
export function explain(error) {
  if (error instanceof ConnectionError) return t("error.connection");
  if (!(error instanceof ApiError)) return t("error.unknown");
  if (error.status === 401 && error.code === "unauthenticated") return t("error.signed-out");
  if (error.status === 429 && error.code !== "quota_exceeded") return t("error.too-many", { count: error.retryAfter || 60 });
  if (error.status >= 500) return t("error.server");
  const details = new Set(error.details.map((each) => refusalText(each.message)));
  return [...details].join(" ") || refusalText(error.message);
}

/** The open tasks of today. @returns {any[]} */
export function openTasks() {
  return day.value.tasks.filter((/** @type {any} */ task) => !task.completed);
}

/** The minutes that a running focus session or break has left, without pauses; negative when it is over. @param {any} session */
export function minutesLeft({ planned_duration: planned, start_time: start, pauses = [] }) {
  const paused = pauses.reduce(
    (/** @type {number} */ sum, /** @type {any} */ pause) =>
      sum + (pause.to ? Date.parse(pause.to) : now()) - Date.parse(pause.from),
    0,
  );
  return planned - (now() - Date.parse(start) - paused) / 60_000;
}
