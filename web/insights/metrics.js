/** The metrics of some weeks, and the rhythm of their days. */

import { get } from "../core/api.js";
import { define, h } from "../core/dom.js";
import { Reading } from "../core/reading.js";
import { longDate, minutesText, number, t } from "../core/words.js";
import { hourName } from "./days.js";

const WEEKS = [1, 4, 12, 26];

/** @type {Record<string, string[]>} */
const GROUPS = {
  work: ["hours_worked", "active_share", "usual_start", "usual_end", "overload_days", "regularity"],
  tasks: ["tasks_completed", "tasks_pending", "task_progress", "minutes_per_task", "estimate_deviation", "carried_over"],
  care: ["breaks", "break_minutes", "work_break_balance", "recommended_breaks_kept", "reminder_response_minutes", "interactions"],
};

/** @extends {Reading<any>} */
class Metrics extends Reading {
  #weeks = 4;

  load() {
    return get(`assistant/insights?weeks=${this.#weeks}`);
  }

  /** @param {any} insights */
  content({ from, to, metrics, rhythm, enough_data: isEnough }) {
    const isEmpty = Object.values(metrics).every((each) => !each.value);
    const date = (/** @type {string} */ each) => longDate(each, { day: "numeric", month: "long" });
    return h(
      "section",
      { class: "card part wide", "aria-labelledby": "metrics-title" },
      h("h2", { id: "metrics-title" }, t("insights.metrics.title")),
      h(
        "div",
        { class: "field weeks" },
        h("label", { for: "metrics-weeks" }, t("insights.metrics.weeks")),
        h("select", { id: "metrics-weeks", value: String(this.#weeks), onchange: (/** @type {any} */ event) => this.#choose(event.target.value) }, WEEKS.map((each) => h("option", { value: String(each) }, t("insights.metrics.for", { count: each })))),
        h("p", { class: "hint" }, `${date(from)} – ${date(to)}`),
      ),
      isEmpty && h("p", { class: "empty" }, t("insights.metrics.empty")),
      !isEmpty && !isEnough && h("p", { class: "hint" }, t("insights.metrics.few")),
      !isEmpty && Object.entries(GROUPS).map(([group, names]) => showGroup(group, names, metrics)),
      !isEmpty && showRhythm(rhythm),
    );
  }

  /** @param {string} weeks */
  #choose(weeks) {
    this.#weeks = Number(weeks);
    this.read();
  }
}

/** @param {string} group @param {string[]} names @param {any} metrics */
function showGroup(group, names, metrics) {
  return h(
    "div",
    { class: "group", key: group },
    h("h3", null, t(`insights.metrics.${group}`)),
    h("dl", { class: "metrics" }, names.map((name) => showMetric(name, metrics[name]))),
  );
}

/** @param {string} name @param {any} metric */
function showMetric(name, { value, unit, previous, text }) {
  return h(
    "div",
    { key: name },
    h("dt", null, t(`insights.metric.${name}`)),
    h("dd", { class: "value" }, value === null ? "–" : valueText(value, unit)),
    h("dd", { class: "meta" }, text),
    previous !== null && h("dd", { class: "meta" }, t("insights.metrics.before", { value: valueText(previous, unit) })),
  );
}

/** @param {any} value @param {string} unit */
function valueText(value, unit) {
  if (unit === "hours") return minutesText(value * 60);
  if (unit === "minutes") return number(value, { style: "unit", unit: "minute", unitDisplay: "short", maximumFractionDigits: 1 });
  if (unit === "percent") return number(value / 100, { style: "percent", maximumFractionDigits: 1 });
  return typeof value === "number" ? number(value, { maximumFractionDigits: 1 }) : value;
}

/** @param {any} rhythm */
function showRhythm({ median_focus_minutes: focus, best_hours: best, tags }) {
  if (focus === null && !best.length && !tags.length) return null;
  const hours = best.map((/** @type {any} */ each) =>
    t("insights.rhythm.hours", { from: hourName(each.hour_from), to: hourName(each.hour_to), share: number(each.share, { style: "percent" }) }),
  );
  return h(
    "div",
    { class: "group", key: "rhythm" },
    h("h3", null, t("insights.rhythm.title")),
    h(
      "dl",
      { class: "facts" },
      hours.length > 0 && h("div", { key: "best" }, h("dt", null, t("insights.rhythm.best")), h("dd", null, hours.join(", "))),
      focus !== null && h("div", { key: "focus" }, h("dt", null, t("insights.rhythm.focus")), h("dd", null, minutesText(focus))),
    ),
    tags.length > 0 && showTags(tags),
  );
}

/** @param {any[]} tags */
function showTags(tags) {
  const columns = ["tag", "tasks", "time", "when"].map((each) => t(`insights.rhythm.${each}`));
  return h(
    "div",
    { class: "rows", role: "region", tabindex: 0, "aria-label": t("insights.rhythm.tags") },
    h(
      "table",
      null,
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        null,
        tags.map(({ tag, tasks, minutes, best_part_of_day: part }) =>
          h(
            "tr",
            { key: tag },
            h("th", { scope: "row", dir: "auto" }, `#${tag}`),
            h("td", null, number(tasks)),
            h("td", null, minutes ? minutesText(minutes) : "–"),
            h("td", null, part ? t(`insights.part.${part}`) : "–"),
          ),
        ),
      ),
    ),
  );
}

define("insights-metrics", Metrics);
