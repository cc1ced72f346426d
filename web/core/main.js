/** The page's frame: signs in, shows the screen that the address names, the navigation, and notices. */

import { connection, ConnectionError, expired, findSession, needsCode, now, openWithCode, session, signedOut } from "./api.js";
import { day, dismiss, explain, followDay, loadDay, notices, say, sayFailure } from "./day.js";
import { define, findTitle, h, icon, Store, View } from "./dom.js";
import { dateOf, language, loadTexts, nearTime, refusalText, t } from "./words.js";

/** The screens of the navigation, then those that are reached from elsewhere. */
const PLACES = ["home", "tasks", "focus", "insights", "challenges"];
const SCREENS = [...PLACES, "shutdown", "settings", "notifications", "history"];

const PATIENCE_MS = 1_500;
const IDLE_MS = 1_000; // after the page has loaded

/** The cards of Home, in order: modules of `home/`, each of which defines the element `<name>-card`. */
const CARDS = [
  "companion",
  "workday",
  "today",
];

/** Screens whose texts and styles the page has already. */
const READY = new Set(["home"]);

/** The screen that is shown, and what follows its name in the address (`#tasks/id`). */
const place = new Store(/** @type {{name: string, rest: string}} */ ({ name: "", rest: "" }));

/** What keeps the page from being shown; null if nothing does. @type {Store<unknown>} */
const failure = new Store(null);

/** @param {string} folder @param {string} [file] */
async function loadScreen(folder, file = folder) {
  if (folder === "home") return Promise.all(CARDS.map((name) => import(`../home/${name}.js`)));
  const parts = [import(`../${folder}/${file}.js`)];
  if (!READY.has(folder)) parts.push(loadTexts(folder), loadStyles(`${folder}/${folder}.css`));
  await Promise.all(parts);
  return READY.add(folder);
}

/** @param {string} href */
function loadStyles(href) {
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = resolve;
    link.onerror = (error) => (link.remove(), reject(error)); // so that the next time asks again
    document.head.append(link);
  });
}

/** Show the screen that the address names; without a sign-in, the first one. */
async function navigate() {
  const { hash } = location;
  const [name, ...rest] = hash.slice(1).split("/");
  const wanted = SCREENS.includes(name) ? name : "home";
  const isFirst = !place.value.name;
  const isSameScreen = wanted === place.value.name; // it keeps its place, and cares for the focus itself
  const needsSignIn = !session.value;
  try {
    if (needsSignIn) await loadScreen("welcome");
    else if (day.value?.user && !day.value.user.onboarding_completed) await loadScreen("welcome", "onboarding");
    else await loadScreen(wanted);
    if (day.value || needsSignIn) failure.set(null); // otherwise it is about the day
  } catch (error) {
    if (connection.value) connection.set(false); // a file did not come: it is asked for again with the connection
    failure.set(new ConnectionError(String(error)));
  }
  if (hash !== location.hash) return; // a later one, whose files came sooner
  place.set({ name: wanted, rest: rest.join("/") });
  if (isFirst || isSameScreen) return;
  scrollTo(0, 0);
  requestAnimationFrame(focusTitle);
}

class Page extends View {
  get stores() {
    return [session, expired, needsCode, day, place, language, failure, connection];
  }

  view() {
    const { name } = place.value;
    const isScreen = name && name !== "home" && session.value && day.value;
    document.title = isScreen ? `${t(`nav.${name}`)} · Avanochi` : "Avanochi";
    if (!name) return null;
    if (!session.value) return [h("welcome-screen"), h("avanochi-notices")];
    const ask = expired.value ? h("sign-in-again") : needsCode.value && h("code-setup");
    if (needsCode.value && !day.value) return [h("div.loading", h("span.egg")), ask, h("avanochi-notices")];
    if (failure.value && !day.value) return [h("main", showFailure(failure.value)), h("avanochi-notices")];
    if (!day.value) return h("div.loading", { role: "status" }, h("span.egg"), t("loading"));
    if (day.value.user && !day.value.user.onboarding_completed && customElements.get("onboarding-screen")) {
      return [h("onboarding-screen"), h("avanochi-notices"), ask];
    }
    const screen = () => (name === "home" ? home() : h(`${name}-screen`, { key: name, path: place.value.rest }));
    return [
      h("a.skip", { href: "#main", onclick: skip }, t("skip")),
      header(),
      navigation(name),
      connection.value ? null : h("p.offline", { role: "status" }, icon("offline"), t("offline"), " ", asOf()),
      h("page-update"),
      h("waiting-list"),
      h("main", { id: "main", class: `screen ${name}` }, failure.value ? showFailure(failure.value) : screen()),
      h("avanochi-notices"),
      customElements.get("chat-drawer") && h("chat-drawer"),
      ask,
    ];
  }
}

/** Of when the day is that is shown without the server. */
function asOf() {
  return t("offline.as-of", { time: nearTime(day.value.received, dateOf(now())) });
}

function header() {
  const unread = day.value.unread_notifications;
  const talkTo = t("talk", { name: day.value.companion.name });
  return h(
    "header.top",
    h("a.brand", { href: "#home", "aria-label": t("brand.home") }, h("span.egg", { "aria-hidden": "true" }), "Avanochi"),
    h("button.talk.soft-button", { title: talkTo, onclick: talk }, icon("chat"), h("span", talkTo)),
    h(
      "nav",
      { "aria-label": t("nav.account") },
      link("notifications", "bell", unread ? t("nav.unread", { count: unread }) : t("nav.notifications"), unread),
      link("settings", "settings", t("nav.settings")),
    ),
  );
}

/** @param {string} name @param {string} picture @param {string} label @param {number} [count] */
function link(name, picture, label, count = 0) {
  const here = place.value.name === name;
  return h(
    "a.round",
    { href: `#${name}`, "aria-label": label, title: label, "aria-current": here && "page" },
    icon(picture),
    count > 0 && h("span.count", { "aria-hidden": "true" }, count > 99 ? "99+" : count),
  );
}

async function talk() {
  await loadScreen("chat").catch(sayFailure);
  const page = /** @type {View} */ (document.querySelector("avanochi-page"));
  page.update();
  requestAnimationFrame(() => /** @type {any} */ (page.querySelector("chat-drawer"))?.open());
}

function home() {
  const cards = CARDS.map((name) => h(`${name}-card`, { class: "card", key: name }));
  return h("div", h("h1.hidden", { tabindex: -1 }, t("home.title")), h("div.cards", cards));
}

/** @param {string} name */
function navigation(name) {
  return h(
    "nav.places",
    { "aria-label": t("nav.main") },
    PLACES.map((each) =>
      h("a", { href: `#${each}`, "aria-current": each === name && "page" }, icon(each), h("span", t(`nav.${each}`))),
    ),
  );
}

function focusTitle() {
  findTitle()?.focus();
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault();
  focusTitle();
}

/** @param {unknown} error */
function showFailure(error) {
  return h(
    "div.failure",
    { key: "failure" },
    h("h1", { tabindex: -1 }, t("failure.title")),
    h("p", explain(error)),
    h("button.primary", { onclick: start }, t("retry")),
  );
}

/** Short messages, read out by screen readers; errors at once. */
class Notices extends View {
  get stores() {
    return [notices, language];
  }

  view() {
    const list = (/** @type {boolean} */ urgent) =>
      h(
        "div",
        { role: urgent ? "alert" : "status", class: "notices" },
        notices.value.filter((each) => (each.kind === "error") === urgent).map(showNotice),
      );
    return [list(false), list(true)];
  }
}

/** @param {import("./day.js").Notice} notice */
function showNotice({ id, text, kind, undo }) {
  const close = () => dismiss(id);
  return h(
    "div",
    { class: `notice ${kind ?? ""}`, key: id },
    kind === "earned" && icon("star"),
    h("span", text),
    undo && h("button.plain", { onclick: () => (close(), undo()) }, t("undo")),
    h("button.plain.icon-only", { "aria-label": t("close"), onclick: close }, icon("close")),
  );
}

/** The code of a link that opens the page signed in. */
function codeOfLink() {
  return location.hash.match(/^#open=([\w-]+)$/)?.[1];
}

/** Sign in by a link's code, if there is one, then show the day. */
async function start() {
  if (!day.value) failure.set(null);
  const code = codeOfLink();
  try {
    if (code) {
      history.replaceState(null, "", "#home"); // before it is used, so that it is in no history
      await openWithCode(code).catch((error) => say(error.status === 401 ? refusalText(error.message) : explain(error), { kind: "error" }));
    }
    await findSession();
    if (session.value) await showDay();
  } catch (error) {
    failure.set(error);
  }
  await navigate();
}

/** Show the day that is kept if the server does not answer soon, but not to a user whose sign-in has ended since. */
async function showDay() {
  const isFirst = !place.value.name;
  const asked = loadDay().finally(() => isFirst && expired.value && signedOut());
  if (!day.value) return asked;
  asked.catch(() => {});
  return Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

document.documentElement.lang = language.value;
const theme = localStorage.getItem("avanochi.theme");
if (theme) document.documentElement.dataset.theme = theme;

const texts = loadTexts();
followDay();
define("avanochi-notices", Notices);
addEventListener("hashchange", () => (codeOfLink() ? start() : navigate()));
let signedIn = session.value;
session.watch(async () => {
  if (signedIn === session.value) return;
  signedIn = session.value;
  await start();
});
connection.watch(() => connection.value && failure.value && day.value && navigate());
expired.watch(() => expired.value && (day.value ? loadScreen("welcome", "again").catch(() => {}) : signedOut()));
needsCode.watch(async () => {
  if (needsCode.value) await loadScreen("settings", "code-setup").catch(sayFailure);
  else if (session.value) await start().then(() => requestAnimationFrame(focusTitle));
});
await Promise.all([texts, start()]);
define("avanochi-page", Page);
if (document.readyState === "complete") whenIdle();
else addEventListener("load", whenIdle);

/** What the page does not need to be shown: the service worker, and what waits to be sent. */
function whenIdle() {
  const load = () => import("./background.js").catch(() => {});
  setTimeout(load, IDLE_MS);
}
