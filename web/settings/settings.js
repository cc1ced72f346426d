/** Settings: one page of cards, each of which is a place of its own (`#settings/profile`). */

import { day } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { failed, loading } from "../core/reading.js";
import { language, t } from "../core/words.js";
import { loadProfile, profile } from "./cards.js";

/** The cards of both columns, in the order in which they are read. */
const COLUMNS = [
  ["profile", "avatar", "companion", "appearance", "work", "goals", "days-off"],
  ["notifications", "quiet", "chats", "assistant", "leaderboard", "devices", "password", "second-factor", "data", "audit", "delete"],
];

const LOADING_MS = 2_000;
const MODULES = ["profile", "preferences", "appearance", "notifications", "chats", "assistant", "days-off", "devices", "second-factor", "account"];

await Promise.all(MODULES.map((name) => import(`./${name}.js`)));

class SettingsScreen extends View {
  path = "";
  shown = "";
  /** @type {unknown} */
  failure = null;

  get stores() {
    return [profile, language];
  }

  connected() {
    this.#load();
    return day.watch(() => {
      const [stored, shown] = [day.value?.user.updated_at, profile.value?.user.updated_at];
      if (stored && shown && stored !== shown) loadProfile().catch(() => {}); // changed in another tab
    });
  }

  async #load() {
    this.failure = null;
    this.update();
    await loadProfile().catch((error) => {
      this.failure = error;
      this.update();
    });
  }

  view() {
    const history = h("a.more", { href: "#history" }, t("settings.history"));
    return [
      h("div.heading", h("h1", { tabindex: -1 }, t("nav.settings")), history),
      profile.value
        ? this.#cards()
        : this.failure
          ? h("div.card.stack", failed(this.failure, () => this.#load()))
          : loading(),
    ];
  }

  #cards() {
    if (this.path !== this.shown) {
      this.shown = this.path;
      if (this.path) this.#show(this.path);
    }
    return [
      h("nav.sections", { "aria-label": t("settings.sections") }, COLUMNS.flat().map((name) => this.#chip(name))),
      h("div.columns", COLUMNS.map((names) => h("div", names.map(showCard)))),
    ];
  }

  /** A link to a card, also if the address names it already. @param {string} name */
  #chip(name) {
    const onclick = () => name === this.path && this.#show(name);
    return h("a.chip", { href: `#settings/${name}`, onclick }, t(`settings.${name}`));
  }

  /** Go to a card, after the page has put the focus on the title, and stay there while those above it load. */
  /** @param {string} name */
  #show(name) {
    setTimeout(() => {
      const title = document.getElementById(`title-${name}`);
      title?.focus({ preventScroll: true });
      const stay = new ResizeObserver(() => document.activeElement === title && title?.scrollIntoView({ block: "start" }));
      for (const column of this.querySelectorAll(".columns > div")) stay.observe(column); // which calls it at once, too
      setTimeout(() => stay.disconnect(), LOADING_MS);
    }, 60);
  }
}

/** @param {string} name */
function showCard(name) {
  return h(`${name}-settings`, { class: "card", key: name, name });
}

define("settings-screen", SettingsScreen);
