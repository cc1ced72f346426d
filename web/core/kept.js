/**
 * The acts that this device keeps until the server has answered them, of all its users, in IndexedDB.
 *
 * The ids of the users who have some are in localStorage as well, so that a page without any loads nothing of this.
 */

import { newKey } from "./api.js";

/**
 * An act as it is kept. `number` gives the order over all tabs; `since` is when its 24 hours began, `created` when it
 * was done, both in milliseconds. `asked` waits for the user's decision, `refused` for being read; `isHeld` is set
 * once sending has failed, so that what is just being sent is not shown as waiting.
 *
 * @typedef {{
 *   number: number, user: string, method: string, path: string, body: any, key: string, etag: string, label: string,
 *   created: number, since: number, state: "waiting" | "asked" | "refused", sentence: string, isHeld: boolean,
 * }} Kept
 */

const STORE = "acts";
const USERS = "avanochi.waiting";
const LAST = "avanochi.last-at";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function open() {
  opened ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open("avanochi", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true }).createIndex("user", "user");
    };
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      opening.result.onclose = forgetDatabase;
      resolve(opening.result);
    };
  });
  opened.catch(forgetDatabase);
  return opened;
}

function forgetDatabase() {
  opened = null;
}

/**
 * Run a request in a transaction of its own, and return its result once it is on the disk.
 *
 * @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} run @returns {Promise<T>}
 */
async function transact(mode, run) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode, { durability: "strict" });
    const request = run(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** An act as it is kept, done by a user at a moment. */
/** @param {import("./outbox.js").Act} act @param {string} user @param {number} created @returns {Omit<Kept, "number">} */
export function toKeep({ method, path, body = null, timed = false, etag = "", label = "" }, user, created) {
  return {
    user,
    method,
    path,
    body: timed ? { ...body, at: new Date(nextMoment(created)).toISOString() } : body,
    key: method === "POST" ? newKey() : "",
    etag,
    label,
    created,
    since: created,
    state: "waiting",
    sentence: "",
    isHeld: false,
  };
}

/** A moment after that of the act before, also in another tab. @param {number} moment */
function nextMoment(moment) {
  const last = Number(localStorage.getItem(LAST));
  const at = last >= moment && last - moment < 60_000 ? last + 1 : moment; // unless the clock was set back
  localStorage.setItem(LAST, String(at));
  return at;
}

/** Keep a new act, and return its number. @param {Omit<Kept, "number">} act */
export async function add(act) {
  const number = /** @type {number} */ (await transact("readwrite", (store) => store.add(act)));
  localStorage.setItem(USERS, [...new Set([...users(), act.user])].join(" "));
  return number;
}

/** Change an act, unless it is gone. @param {number} number @param {Partial<Kept>} changes */
export async function change(number, changes) {
  await transact("readwrite", (store) => {
    const reading = store.get(number);
    reading.onsuccess = () => reading.result && store.put({ ...reading.result, ...changes });
    return reading;
  });
}

/** @param {Kept} act */
export async function remove({ number, user }) {
  await transact("readwrite", (store) => store.delete(number));
  if (!(await list(user)).length) localStorage.setItem(USERS, users().filter((each) => each !== user).join(" "));
}

/** Forget what a user has not sent. @param {string} user */
export async function removeAll(user) {
  for (const act of await list(user)) await remove(act);
}

/** The acts of a user, in the order in which they were done. @param {string} user @returns {Promise<Kept[]>} */
export function list(user) {
  return transact("readonly", (store) => store.index("user").getAll(user));
}

function users() {
  return (localStorage.getItem(USERS) ?? "").split(" ").filter(Boolean);
}
