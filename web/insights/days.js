/** The last days, and the hours of the week, as charts. */

import { get } from "../core/api.js";
import { define, h } from "../core/dom.js";
import { weekdays } from "../core/form.js";
import { section } from "../core/parts.js";
import { Reading } from "../core/reading.js";
import { longDate, minutesText, number, t } from "../core/words.js";
import { hoursOfDay, shortDate } from "./calendar.js";

/** @typedef {{days: any[], heatmap: {weeks: number, cells: any[]}}} Activity */

/** @extends {Reading<Activity>} */
class Days extends Reading {
  async load() {
    const [days, heatmap] = await Promise.all([get("stats/days"), get("stats/heatmap")]);
    return { days, heatmap };
  }

  /** @param {Activity} activity */
  content({ days, heatmap }) {
    return [part("days", days, daysChart), part("hours", heatmap.cells, (cells) => hoursChart(heatmap.weeks, cells))];
  }
}

/** A chart, or a note without any activity. @param {string} name @param {any[]} all @param {(all: any[]) => object} chartOf */
function part(name, all, chartOf) {
  const title = t(`insights.${name}`);
  if (!all.some(isActive)) return section(name, title, h("p.empty", t(`insights.${name}.empty`)));
  const chart = h("insights-chart.chart", { data: all, name: title, ...chartOf(all) });
  return section(name, h("span.hidden", title), chart); // the picture has its title, too
}

/** @param {any} each a day, or an hour of the week */
function isActive({ worked_minutes: worked, minutes_worked: also, focus_minutes: focus, tasks_completed: tasks }) {
  return worked || also || focus || tasks;
}

/** @param {string[]} names */
function columns(...names) {
  return names.map((name) => t(`insights.${name}`));
}

/** @param {any[]} days */
function daysChart(days) {
  const sum = (/** @type {string} */ name) => days.reduce((total, each) => total + each[name], 0);
  const best = most(days, "worked_minutes");
  const minutes = ["worked_minutes", "focus_minutes", "overtime_minutes", "rest_minutes"];
  return {
    path: "stats/days.svg",
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
    columns: columns("day", "work", "focus", "overtime", "rest", "tasks", "points"),
    rows: days.toReversed().map((each) => [
      shortDate(each.date),
      ...minutes.map((name) => minutesText(each[name])),
      number(each.tasks_completed),
      number(each.points),
    ]),
  };
}

/** @param {number} weeks @param {any[]} cells */
function hoursChart(weeks, cells) {
  const names = weekdays();
  const nameOf = (/** @type {any} */ { weekday, hour }) => `${names[weekday][1]} ${hoursOfDay(hour)}`;
  const best = most(cells, "minutes_worked");
  return {
    path: "stats/heatmap.svg",
    alt: t("insights.hours.alt", { count: weeks, best: nameOf(best), most: minutesText(best.minutes_worked) }),
    height: 510,
    columns: columns("hour", "work", "focus", "tasks"),
    rows: cells.filter(isActive).map((each) => [
      nameOf(each),
      minutesText(each.minutes_worked),
      minutesText(each.focus_minutes),
      number(each.tasks_completed),
    ]),
  };
}

/** @param {any[]} all @param {string} name */
function most(all, name) {
  return all.reduce((one, other) => (other[name] > one[name] ? other : one));
}

define("insights-days", Days);
