/** The metrics of some weeks, and the rhythm of their days. */

import { get } from "../core/api.js";
import { define, h } from "../core/dom.js";
import { select } from "../core/form.js";
import { figures, section, table } from "../core/parts.js";
import { Reading } from "../core/reading.js";
import { minutesText, number, t } from "../core/words.js";
import { dayAndMonth, hoursOfDay } from "./calendar.js";

const WEEKS = [1, 4, 12, 26];

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
    return section(
      "metrics",
      t("insights.metrics"),
      select({
        id: "metrics-weeks",
        label: t("insights.period"),
        hint: `${dayAndMonth(from)} – ${dayAndMonth(to)}`,
        options: WEEKS.map((count) => [count, t("insights.metrics.for", { count })]),
        value: this.#weeks,
        onchange: ({ target }) => this.#choose(Number(target.value)),
      }),
      isEmpty && h("p.empty", t("insights.metrics.empty")),
      !isEmpty && !isEnough && h("p.hint", t("insights.metrics.few")),
      !isEmpty && Object.entries(GROUPS).map(([group, names]) => [
        h("h3", t(`insights.${group}`)),
        figures(names.map((name) => metric(name, metrics[name]))),
      ]),
      !isEmpty && showRhythm(rhythm),
    );
  }

  /** @param {number} weeks */
  #choose(weeks) {
    this.#weeks = weeks;
    this.read();
  }
}

/** @param {string} name @param {any} metric @returns {[string, ...any[]]} */
function metric(name, { value, unit, previous, text }) {
  const say = (/** @type {any} */ each) => (name === "break_minutes" ? minutesText(each) : valueText(each, unit));
  const before = previous !== null && t("insights.metrics.before", { value: say(previous) });
  return [t(`insights.metric.${name}`), value === null ? "–" : say(value), text, before];
}

/** @param {any} value @param {string} unit */
function valueText(value, unit) {
  if (unit === "hours") return minutesText(Math.floor(value * 60 + 1e-6)); // as the sentence below says it
  if (unit === "minutes") return number(value, { style: "unit", unit: "minute", unitDisplay: "short", maximumFractionDigits: 1 });
  if (unit === "percent") return number(value / 100, { style: "percent", maximumFractionDigits: 1 });
  return typeof value === "number" ? number(value, { maximumFractionDigits: 1 }) : value;
}

/** @param {{median_focus_minutes: number | null, best_hours: any[], tags: any[]}} rhythm */
function showRhythm({ median_focus_minutes: focus, best_hours: best, tags }) {
  if (focus === null && !best.length && !tags.length) return null;
  const hours = best.map(({ hour_from: from, hour_to: to, share }) =>
    t("insights.rhythm.hours", { hours: hoursOfDay(from, to), share: number(share, { style: "percent" }) }),
  );
  const columns = ["tag", "done", "time", "when"].map((each) => t(`insights.rhythm.${each}`));
  return [
    h("h3", t("insights.rhythm")),
    figures(
      [
        hours.length > 0 && [t("insights.rhythm.best"), hours.join(", ")],
        focus !== null && [t("insights.rhythm.focus"), minutesText(focus)],
      ],
      "facts",
    ),
    tags.length > 0 && table(t("insights.rhythm.tags"), columns, tags.map(tagRow)),
  ];
}

/** @param {any} tag */
function tagRow({ tag, tasks, minutes, best_part_of_day: part }) {
  return [`#${tag}`, number(tasks), minutes ? minutesText(minutes) : "–", part ? t(`insights.part.${part}`) : "–"];
}

define("insights-metrics", Metrics);
