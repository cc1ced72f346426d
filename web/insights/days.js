/** The last days, and the hours of the week, as charts. */

import { get } from "../core/api.js";
import { define, h } from "../core/dom.js";
import { Reading } from "../core/reading.js";
import { longDate, minutesText, number, t } from "../core/words.js";
import { chart, isNarrow, theme } from "./chart.js";

const MONDAY = "2024-01-01";

/** @extends {Reading<{days: any[], heatmap: any}>} */
class Days extends Reading {
  get stores() {
    return [...super.stores, theme, isNarrow];
  }

  async load() {
    const [days, heatmap] = await Promise.all([get("stats/days"), get("stats/heatmap")]);
    return { days, heatmap };
  }

  /** @param {{days: any[], heatmap: any}} data */
  content({ days, heatmap }) {
    return [
      part("days", days.some((each) => each.worked_minutes || each.focus_minutes || each.tasks_completed) && daysChart(days)),
      part("hours", heatmap.cells.some((/** @type {any} */ each) => each.minutes_worked || each.focus_minutes || each.tasks_completed) && heatmapChart(heatmap)),
    ];
  }
}

/** @param {string} name @param {any} picture false without anything to draw */
function part(name, picture) {
  const title = { id: `${name}-title`, class: picture ? "hidden" : "" }; // the picture has its title, too
  return h(
    "section",
    { class: "card part", key: name, "aria-labelledby": `${name}-title` },
    h("h2", title, t(`insights.${name}.title`)),
    picture || h("p", { class: "empty" }, t(`insights.${name}.empty`)),
  );
}

/** @param {any[]} days */
function daysChart(days) {
  const sum = (/** @type {string} */ name) => days.reduce((total, each) => total + each[name], 0);
  const best = days.reduce((one, other) => (other.worked_minutes > one.worked_minutes ? other : one));
  return chart({
    path: "stats/days.svg",
    data: days,
    title: t("insights.days.title"),
    alt: t("insights.days.alt", {
      count: days.length,
      worked: minutesText(sum("worked_minutes")),
      focus: minutesText(sum("focus_minutes")),
      overtime: minutesText(sum("overtime_minutes")),
      tasks: sum("tasks_completed"),
      best: longDate(best.date),
      most: minutesText(best.worked_minutes),
    }),
    height: 530,
    columns: ["day", "worked", "focus", "overtime", "rest", "tasks", "points"].map((each) => t(`insights.days.${each}`)),
    rows: [...days].reverse().map((each) => [
      longDate(each.date, { weekday: "short", day: "numeric", month: "short" }),
      minutesText(each.worked_minutes),
      minutesText(each.focus_minutes),
      minutesText(each.overtime_minutes),
      minutesText(each.rest_minutes),
      number(each.tasks_completed),
      number(each.points),
    ]),
  });
}

/** @param {any} heatmap */
function heatmapChart({ weeks, cells }) {
  const active = cells.filter((/** @type {any} */ each) => each.minutes_worked || each.focus_minutes || each.tasks_completed);
  const best = active.reduce((/** @type {any} */ one, /** @type {any} */ other) => (other.minutes_worked > one.minutes_worked ? other : one));
  const name = (/** @type {any} */ { weekday, hour }) => `${weekdayName(weekday)} ${hourName(hour)}–${hourName(hour + 1)}`;
  return chart({
    path: "stats/heatmap.svg",
    data: cells,
    title: t("insights.hours.title"),
    alt: t("insights.hours.alt", { count: weeks, best: name(best), most: minutesText(best.minutes_worked) }),
    height: 510,
    columns: ["hour", "worked", "focus", "tasks"].map((each) => t(`insights.hours.${each}`)),
    rows: active.map((/** @type {any} */ each) => [
      name(each),
      minutesText(each.minutes_worked),
      minutesText(each.focus_minutes),
      number(each.tasks_completed),
    ]),
  });
}

/** @param {number} weekday 0 for Monday */
function weekdayName(weekday) {
  return longDate(MONDAY.slice(0, 9) + (1 + weekday), { weekday: "long" });
}

/** @param {number} hour */
export function hourName(hour) {
  return `${String(hour % 24).padStart(2, "0")}:00`;
}

define("insights-days", Days);
