/** A task's fields as the texts of a form, and back. */

import { toLocal, toMoment } from "../core/moments.js";
import { dayOf, isWholeDay, longDate, minutesText, refusalText, t } from "../core/words.js";
import { tagsIn } from "./lists.js";
import { repeatText } from "./recurrence.js";

/** @typedef {Record<string, string>} Values the texts of the form by field; a checkbox is "yes" or "" */

const MOST_SHOWN = 200; // characters of a value that was changed elsewhere

/** The API's field of each field of the form. @type {Record<string, string>} */
const API_FIELDS = {
  title: "title",
  description: "description",
  priority: "priority",
  tags: "tags",
  due: "due_date",
  dueTime: "due_date",
  planned: "planned_date",
  start: "start_date",
  estimate: "estimate_minutes",
  recurrence: "recurrence",
  reminder: "reminder_enabled",
  reminderAt: "reminder_time",
};

/** @param {any} task @returns {Values} */
export function valuesOf(task) {
  const { due_date: due, reminder_time: reminder } = task;
  const isTimed = due && !isWholeDay(due);
  return {
    title: task.title,
    description: task.description ?? "",
    priority: task.priority,
    tags: task.tags.join(", "),
    due: due ? (isTimed ? toLocal(due).slice(0, 10) : dayOf(due)) : "",
    dueTime: isTimed ? toLocal(due).slice(11) : "",
    planned: task.planned_date ?? "",
    start: task.start_date ? dayOf(task.start_date) : "",
    estimate: task.estimate_minutes ? String(task.estimate_minutes) : "",
    recurrence: task.recurrence ?? "",
    reminder: task.reminder_enabled ? "yes" : "",
    reminderAt: reminder ? toLocal(reminder) : "",
  };
}

/** The names of the values that differ. @param {Values} before @param {Values} after */
export function differing(before, after) {
  return Object.keys(after).filter((name) => before[name] !== after[name]);
}

/** What to send for edited fields. @param {Values} values all of them @param {string[]} edited their names */
export function changesOf(values, edited) {
  const { title, description, priority, tags, due, dueTime, planned, start, estimate, recurrence, reminder, reminderAt } = values;
  /** @type {Record<string, unknown>} */
  const all = {
    title: title.trim(),
    description: description.trim() ? description : null,
    priority,
    tags: tagsIn(tags),
    due_date: due && dueTime ? toMoment(`${due}T${dueTime}`) : due || null,
    planned_date: planned || null,
    start_date: start || null,
    estimate_minutes: estimate ? Number(estimate) : null,
    recurrence: recurrence || null,
    reminder_enabled: reminder === "yes",
    reminder_time: reminderAt ? toMoment(reminderAt) : null,
  };
  const fields = new Set(edited.map((name) => API_FIELDS[name]));
  return Object.fromEntries(Object.entries(all).filter(([field]) => fields.has(field)));
}

/** What the API would refuse, by field of the form. @param {Values} values @returns {Record<string, string>} */
export function check(values) {
  /** @type {Record<string, string>} */
  const errors = {};
  if (!values.title.trim()) errors.title = t("tasks.error.title");
  const estimate = Number(values.estimate || 1);
  if (!Number.isInteger(estimate) || estimate < 1 || estimate > 2400) errors.estimate = t("tasks.error.estimate");
  if (values.dueTime && !values.due) errors.due = t("tasks.error.due");
  if (values.reminder && !values.reminderAt) errors.reminderAt = t("tasks.error.reminder");
  return errors;
}

/** Whether a refusal is about a field of the form. @param {{field: string}[]} details */
export function hasField(details) {
  return details.some(({ field }) => nameOf(field));
}

/** The field of the form for one of the API. @param {string} field */
function nameOf(field) {
  return Object.keys(API_FIELDS).find((name) => API_FIELDS[name] === field.split(".")[0]);
}

/** The errors of an answer, by field of the form. @param {{field: string, message: string}[]} details */
export function errorsOf(details) {
  return Object.fromEntries(details.map(({ field, message }) => [nameOf(field) ?? "title", refusalText(message)]));
}

/** A value as people read it. @param {string} name @param {string} value */
export function shown(name, value) {
  if (!value) return t("tasks.nothing");
  if (name === "priority") return t(`tasks.priority.${value}`);
  if (name === "estimate") return minutesText(Number(value));
  if (name === "recurrence") return repeatText(value);
  if (name === "reminder") return t("tasks.on");
  if (name === "reminderAt") return `${longDate(value.slice(0, 10))} ${value.slice(11)}`;
  if (["due", "planned", "start"].includes(name)) return longDate(value);
  return value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)} …` : value;
}
