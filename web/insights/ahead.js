/** What to expect: the coming week, and signals of workload and recovery. */

import { get } from "../core/api.js";
import { day } from "../core/day.js";
import { define, h } from "../core/dom.js";
import { Reading } from "../core/reading.js";
import { dateOf, longDate, minutesText, nearDate, number, t, time } from "../core/words.js";
import { chart, isNarrow, theme } from "./chart.js";
import { showSignal } from "./signal.js";

/** @extends {Reading<any>} */
class Ahead extends Reading {
  get stores() {
    return [...super.stores, theme, isNarrow];
  }

  load() {
    return get("assistant/predictions");
  }

  /** @param {any} predictions */
  content(predictions) {
    return [
      h(
        "section",
        { class: "card part", key: "week", "aria-labelledby": "ahead-title" },
        h("h2", { id: "ahead-title" }, t("insights.ahead.title")),
        h("p", null, predictions.text),
        predictions.days.length > 0 ? outlook(predictions) : h("p", { class: "empty" }, t("insights.ahead.empty")),
        predictions.days.length > 0 && showToday(predictions),
        showFactors(predictions),
        showTasks(predictions.tasks_at_risk),
      ),
      h(
        "section",
        { class: "card part", key: "signals", "aria-labelledby": "signals-title" },
        h("h2", { id: "signals-title" }, t("insights.signals.title")),
        h("p", { class: "hint" }, t("insights.signals.hint")),
        predictions.signals.length > 0
          ? h("ul", { class: "signals" }, predictions.signals.map((/** @type {any} */ each) => showSignal(each, () => this.#readAndFocus(each.rule))))
          : h("p", { class: "empty" }, t(predictions.days.length ? "insights.signals.none" : "insights.signals.early")),
      ),
    ];
  }

  /** Read again, and move the focus to the first control of a signal, in place of the one that was used. */
  /** @param {string} rule */
  async #readAndFocus(rule) {
    await this.read();
    await Promise.resolve(); // until it is shown
    /** @type {HTMLElement | null} */ (this.querySelector(`#signal-${rule} :is(summary, button)`))?.focus();
  }
}

/** @param {any} predictions */
function outlook({ days, week, overload_line_hours: line, text }) {
  const percent = (/** @type {number} */ share) => number(share, { style: "percent" });
  return chart({
    path: "assistant/outlook.svg",
    data: [days, week, line, text],
    title: t("insights.ahead.chart"),
    alt: t("insights.ahead.alt", {
      days: days.map((/** @type {any} */ each) => `${longDate(each.date, { weekday: "long" })} ${hours(each.expected_hours)}`).join(", "),
      line: hours(line),
    }),
    height: 464,
    columns: ["day", "expected", "range", "long"].map((each) => t(`insights.ahead.${each}`)),
    rows: days.map((/** @type {any} */ each) => [
      longDate(each.date, { weekday: "short", day: "numeric", month: "short" }),
      hours(each.expected_hours),
      `${hours(each.low_hours)} – ${hours(each.high_hours)}`,
      percent(each.overload_chance),
    ]),
  });
}

/** @param {any} predictions */
function showToday({ today, this_week: week, overload_line_hours: line, confidence }) {
  return h(
    "dl",
    { class: "facts" },
    today.expected_end && fact("insights.ahead.end", time(today.expected_end)),
    fact("insights.ahead.today", hours(today.expected_hours)),
    week && fact("insights.ahead.this-week", t("insights.ahead.so-far", { worked: hours(week.worked_hours), expected: hours(week.expected_hours) })),
    week && fact("insights.ahead.usual", hours(week.usual_hours)),
    fact("insights.ahead.line", hours(line)),
    confidence === "rough" && h("div", { key: "rough" }, h("dt", null, t("insights.ahead.rough")), h("dd", null, t("insights.ahead.rough.text"))),
  );
}

/** @param {string} key @param {string} value */
function fact(key, value) {
  return h("div", { key }, h("dt", null, t(key)), h("dd", null, value));
}

/** @param {any} predictions */
function showFactors({ factors, days }) {
  if (!days.length) return null;
  return [
    h("h3", null, t("insights.factors.title")),
    factors.length > 0
      ? h("ul", { class: "factors" }, factors.map(showFactor))
      : h("p", { class: "soft" }, t("insights.factors.none")),
  ];
}

/** @param {any} factor */
function showFactor({ name, effect, text }) {
  const sign = effect < 0 ? "−" : "+";
  return h("li", { key: name }, h("span", { class: "pill" }, `${sign}${hours(Math.abs(effect))}`), h("span", null, text));
}

/** @param {any[]} tasks */
function showTasks(tasks) {
  if (!tasks.length) return null;
  return [
    h("h3", null, t("insights.risk.title")),
    h(
      "ul",
      { class: "factors" },
      tasks.map(({ task_id: id, title, text, due_date: due }) =>
        h(
          "li",
          { key: id },
          h("a", { href: `#tasks/${id}`, dir: "auto" }, title),
          h("span", { class: "soft" }, t("task.due", { date: nearDate(dateOf(due), day.value.date) })),
          h("span", null, text),
        ),
      ),
    ),
  ];
}

/** @param {number} value */
export function hours(value) {
  return minutesText(value * 60);
}

define("insights-ahead", Ahead);
