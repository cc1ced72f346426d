/** Settings: one page of cards, each of which is a place of its own (`#settings/profile`). */

import { day, explain } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { language, t } from "../core/words.js";
import { loadProfile, profile } from "./cards.js";

/** The cards of both columns, in the order in which they are read. */
const COLUMNS = [
  ["profile", "avatar", "companion", "appearance", "work", "goals", "days-off"],
  ["notifications", "quiet", "assistant", "leaderboard", "devices", "password", "data", "audit", "delete"],
];

const MODULES = ["profile", "preferences", "appearance", "notifications", "assistant", "days-off", "devices", "account"];

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
      const shown = profile.value?.user;
      if (shown && day.value && day.value.user.updated_at !== shown.updated_at) loadProfile().catch(() => {}); // changed in another tab
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
    return [
      h("div", { class: "heading" }, h("h1", { tabindex: -1 }, t("nav.settings")), h("a", { class: "more", href: "#history" }, t("settings.history"))),
      this.failure && !profile.value
        ? h("div", { class: "card stack" }, h("p", { class: "error" }, explain(this.failure)), h("button", { class: "soft-button", onclick: () => this.#load() }, t("retry")))
        : profile.value
          ? this.#cards()
          : h("p", { class: "soft", role: "status" }, t("loading")),
    ];
  }

  #cards() {
    if (this.path !== this.shown) {
      this.shown = this.path;
      if (this.path) this.#show(this.path);
    }
    return [
      h("nav", { class: "sections", "aria-label": t("settings.sections") }, COLUMNS.flat().map((name) => h("a", { class: "chip", href: `#settings/${name}`, onclick: () => this.#again(name) }, t(`settings.${name}`)))),
      h("div", { class: "columns" }, COLUMNS.map((names) => h("div", null, names.map((name) => h(`${name}-settings`, { class: "card", key: name, name }))))),
    ];
  }

  /** Go to the card that the address names already. @param {string} name */
  #again(name) {
    if (name === this.path) this.#show(name);
  }

  /** Go to a card, after the page has put the focus on the title. @param {string} name */
  #show(name) {
    setTimeout(() => {
      const title = document.getElementById(`title-${name}`);
      title?.scrollIntoView({ block: "start" });
      title?.focus({ preventScroll: true });
    }, 60);
  }
}

define("settings-screen", SettingsScreen);
