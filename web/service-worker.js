/**
 * Keeps the files of the page, so that it opens at once, and without the server.
 *
 * `files.json` lists the files with a digest of each. A version is used once all its files are here; a page that is
 * open keeps the version with which it was opened, so that versions never mix. The answers of the API are never kept.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PREFIX = "avanochi.files.";
const STATE = "avanochi.state"; // a cache with one entry, since the worker is stopped and started at any time
const CHECK_MS = 60_000;
const AT_ONCE = 4;
const SCOPE = new URL("./", location.href).href;
const STATE_URL = `${SCOPE}state.json`;

/** @typedef {{version: string, checked: number, pages: Record<string, string>}} State `pages`: versions by client id */

/** @type {Promise<State> | null} */
let reading = null;

function readState() {
  reading ??= (async () => {
    const stored = await (await caches.open(STATE)).match(STATE_URL);
    return stored ? stored.json() : { version: "", checked: 0, pages: {} };
  })();
  return reading;
}

/** @param {State} state */
async function writeState(state) {
  await (await caches.open(STATE)).put(STATE_URL, new Response(JSON.stringify(state)));
}

/** Keep the files of the newest version, if it is not here yet; return whether it is new. */
async function update() {
  const response = await fetch(`${SCOPE}files.json`, { cache: "no-cache" });
  if (!response.ok) throw new Error(`files.json: ${response.status}`);
  const { version, files } = await response.json();
  const state = await readState();
  state.checked = Date.now();
  if (version === state.version) return false;
  const before = state.version ? await caches.open(PREFIX + state.version) : null;
  const cache = await caches.open(PREFIX + version);
  const paths = Object.keys(files).filter((path) => path !== "service-worker.js");
  const keep = async () => {
    for (let path; (path = paths.shift()) !== undefined; ) await keepFile(path, files[path], cache, before);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, keep));
  } catch (error) {
    await caches.delete(PREFIX + version); // part of a version is none
    throw error;
  }
  const isFirst = !state.version;
  state.version = version;
  await writeState(state);
  return !isFirst;
}

/** @param {string} path @param {string} digest @param {Cache} cache @param {Cache | null} before */
async function keepFile(path, digest, cache, before) {
  const url = SCOPE + path;
  const old = await before?.match(url);
  if (old && (await digestOf(old.clone())) === digest) return cache.put(url, old);
  const response = await fetch(url, { cache: "no-cache" });
  // It may be of a later version than the list.
  if (!response.ok || (await digestOf(response.clone())) !== digest) throw new Error(`${path} has changed`);
  return cache.put(url, response);
}

/** @param {Response} response */
async function digestOf(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.arrayBuffer()));
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Delete versions that no page uses, and forget pages that are closed. @param {string} [opening] the id of a new page */
async function tidy(opening) {
  const state = await readState();
  const open = new Set((await worker.clients.matchAll({ includeUncontrolled: true })).map(({ id }) => id));
  for (const id of Object.keys(state.pages)) if (!open.has(id) && id !== opening) delete state.pages[id];
  await writeState(state);
  const used = new Set([STATE, PREFIX + state.version, ...Object.values(state.pages).map((version) => PREFIX + version)]);
  for (const name of await caches.keys()) if (name.startsWith("avanochi.") && !used.has(name)) await caches.delete(name);
}

/** Say to the open pages of an older version that there is a newer one. */
async function announce() {
  const state = await readState();
  for (const client of await worker.clients.matchAll()) {
    if (state.pages[client.id] && state.pages[client.id] !== state.version) client.postMessage("new version");
  }
}

/** @type {Promise<void> | null} */
let checking = null;

/** Look for a new version, and say so to the open pages. If the list cannot be read, the old one stays. */
function check() {
  checking ??= (async () => {
    try {
      await update();
    } catch {
      return;
    } finally {
      checking = null;
    }
    await announce();
  })();
  return checking;
}

/** @param {FetchEvent} event */
async function answer({ request, clientId, resultingClientId }) {
  const state = await readState();
  if (request.mode === "navigate") {
    if (!state.version) return fetch(request);
    state.pages[resultingClientId] = state.version;
    await writeState(state);
    return (await find(state.version, "index.html")) ?? fetch(request);
  }
  const path = new URL(request.url).pathname.slice(new URL(SCOPE).pathname.length);
  return (await find(state.pages[clientId] ?? state.version, path)) ?? fetch(request);
}

/** @param {string} version @param {string} path */
async function find(version, path) {
  return version ? (await caches.open(PREFIX + version)).match(SCOPE + path) : undefined;
}

worker.addEventListener("install", (event) => {
  event.waitUntil(update().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      reading = null; // the worker before this one may have changed it
      const state = await readState();
      // Pages that were opened without this worker are of the version that it has just got.
      for (const { id } of await worker.clients.matchAll({ includeUncontrolled: true })) state.pages[id] ??= state.version;
      await tidy();
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request, resultingClientId } = event;
  const { origin, pathname } = new URL(request.url);
  const isOfPage = origin + pathname === SCOPE || (request.mode !== "navigate" && (origin + pathname).startsWith(SCOPE));
  if (request.method !== "GET" || !isOfPage || pathname.endsWith("/files.json")) return;
  event.respondWith(answer(event));
  if (request.mode !== "navigate") return;
  event.waitUntil(
    (async () => {
      const { checked } = await readState();
      if (Date.now() - checked > CHECK_MS) await check();
      await tidy(resultingClientId);
    })(),
  );
});

worker.addEventListener("message", (event) => {
  if (event.data === "check") event.waitUntil(check());
  if (event.data === "listening") event.waitUntil(announce()); // a new version may have come before
});
