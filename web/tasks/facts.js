/** What is known of a task beside its fields, and the next one of its series. */

import { get } from "../core/api.js";
import { day } from "../core/day.js";
import { h } from "../core/dom.js";
import { link } from "../core/parts.js";
import { dayOf, longDate, minutesText, nearDate, t, time } from "../core/words.js";

/** @param {any} task @param {any} next the next one of the series of a completed task, if any */
export function showFacts(task, next) {
  const near = (/** @type {string} */ date) => nearDate(date, day.value.date);
  const lines = [
    task.completed && t("tasks.completed-at", { date: near(dayOf(task.completed_at)), time: time(task.completed_at) }),
    task.spent_minutes > 0 && t("tasks.spent", { time: minutesText(task.spent_minutes) }),
    task.carried_over > 0 && t("task.carried", { count: task.carried_over }),
    t("tasks.created", { date: longDate(dayOf(task.created_at), { day: "numeric", month: "long", year: "numeric" }) }),
  ];
  const date = next && (next.planned_date ?? (next.due_date && dayOf(next.due_date)));
  return [
    h("p.meta.facts", lines.filter(Boolean).map((line) => h("span", line))),
    next && link(`#tasks/${next.id}`, "right", date ? t("tasks.next-on", { date: near(date) }) : t("tasks.next")),
  ];
}

/** Find the open task that the completion of another has added. @param {any} task */
export async function findNext({ title, recurrence, created_at: created }) {
  const query = new URLSearchParams({ completed: "false", search: title, limit: "20", sort: "created_at" });
  const found = await get(`tasks?${query}`);
  return found.find((/** @type {any} */ each) => each.recurrence === recurrence && each.title === title && each.created_at > created) ?? null;
}
