/** What was recorded: work sessions, drinks, meals and rests, and shutdowns. */

import { get } from "../core/api.js";
import { day, explain } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital } from "../core/form.js";
import { language, nearDate, t } from "../core/words.js";

await Promise.all([import("./work.js"), import("./care.js")]);

const RATINGS = { great: "star", good: "check", okay: "rest", tough: "moon" };

class HistoryScreen extends View {
  path = "";

  get stores() {
    return [language];
  }

  view() {
    return [
      h("h1", { tabindex: -1 }, t("nav.history")),
      h("div", { class: "past" }, h("div", null, h("work-history", { class: "card" })), h("div", null, h("care-history", { class: "card" }), h("shutdown-history", { class: "card" }))),
    ];
  }
}

class ShutdownHistory extends View {
  /** @type {any[] | null} */
  list = null;
  /** @type {unknown} */
  failure = null;

  get stores() {
    return [language];
  }

  connected() {
    this.#load();
  }

  async #load() {
    try {
      this.list = await get("dashboard/shutdown-history?limit=30");
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  view() {
    return h("section", { class: "stack", "aria-labelledby": "history-shutdowns" }, h("h2", { id: "history-shutdowns" }, t("history.shutdowns")), this.#content());
  }

  #content() {
    if (this.failure) return [h("p", { class: "error" }, explain(this.failure)), h("button", { type: "button", class: "soft-button", onclick: () => this.#load() }, t("retry"))];
    if (!this.list) return h("p", { class: "soft", role: "status" }, t("loading"));
    if (!this.list.length) return [h("p", { class: "empty" }, t("history.shutdowns.empty")), h("a", { class: "more", href: "#shutdown" }, icon("moon"), t("nav.shutdown"))];
    return h("ul", { class: "rows" }, this.list.map(showShutdown));
  }
}

/** @param {any} reflection */
function showShutdown({ id, shutdown_date: moment, productivity_rating: rating, reflection_note: note }) {
  const date = moment.slice(0, 10);
  return h(
    "li",
    { key: id },
    icon(/** @type {any} */ (RATINGS)[rating] ?? "moon"),
    h("span", null, h("strong", null, capital(nearDate(date, day.value.date))), " · ", t(`history.rating.${rating}`), note && h("span", { class: "meta", dir: "auto" }, note)),
  );
}

define("shutdown-history", ShutdownHistory);
define("history-screen", HistoryScreen);
