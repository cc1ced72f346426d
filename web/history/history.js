/** What was recorded: work sessions, drinks, meals and rests, and shutdowns. */

import { get } from "../core/api.js";
import { day } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital } from "../core/form.js";
import { link, list } from "../core/parts.js";
import { language, nearDate, t } from "../core/words.js";
import { Part } from "./part.js";

await Promise.all([import("./work.js"), import("./care.js")]);

/** @type {Record<string, string>} */
const RATINGS = { great: "star", good: "check", okay: "rest", tough: "moon" };

class HistoryScreen extends View {
  path = "";

  get stores() {
    return [language];
  }

  view() {
    const part = (/** @type {string} */ name) => h(`${name}-history`, { class: "card" });
    return [
      h("h1", { tabindex: -1 }, t("nav.history")),
      h("div.past", h("div", part("work")), h("div", part("care"), part("shutdown"))),
    ];
  }
}

/** @extends {Part<any[]>} */
class ShutdownHistory extends Part {
  subject = "history.shutdowns";

  load() {
    return get("dashboard/shutdown-history?limit=30");
  }

  /** @param {any[]} shutdowns */
  content(shutdowns) {
    return [
      list("rows", shutdowns.map(showShutdown), t("history.shutdowns.empty")),
      !shutdowns.length && link("#shutdown", "moon", t("nav.shutdown")),
    ];
  }
}

/** @param {any} reflection */
function showShutdown({ id, shutdown_date: moment, productivity_rating: rating, reflection_note: note }) {
  const date = capital(nearDate(moment.slice(0, 10), day.value.date));
  const text = [h("strong", date), " · ", t(`history.rating.${rating}`)];
  const noteText = note && h("span.meta", { dir: "auto" }, note);
  return h("li", { key: id }, icon(RATINGS[rating] ?? "moon"), h("span", text, noteText));
}

define("shutdown-history", ShutdownHistory);
define("history-screen", HistoryScreen);
