/** The fields of a task's form. What is typed is reported at once; the form itself keeps what it shows. */

import { h } from "../core/dom.js";
import { capital, check, dayBoxes, group, input, select, textarea } from "../core/form.js";
import { t } from "../core/words.js";
import { PRIORITIES } from "./lists.js";
import { CHOICES, choiceOf, daysOf, ruleOf } from "./recurrence.js";

/** `original` is the recurrence rule of the task, `choice` what is chosen for it. */
/** @typedef {{errors: Record<string, string>, choice: string, original: string, edit: (name: string, value: string, choice?: string) => void}} Editing */

/** @param {Record<string, string>} values @param {Editing} editing */
export function showFields(values, editing) {
  const { errors, edit } = editing;
  const field = (/** @type {string} */ name) => ({
    id: `task-${name}`,
    label: t(`tasks.field.${name}`),
    error: errors[name],
    oninput: (/** @type {any} */ { target }) => edit(name, target.value),
    // Given once: some types of control lose what is half typed when their value is set.
    ref: (/** @type {any} */ control) => queueMicrotask(() => (control.value = values[name])),
  });
  const text = { dir: "auto", autocomplete: "off" };
  const pair = (/** @type {any[]} */ ...fields) => h("div.pair", fields);
  return [
    input({ ...field("title"), ...text, maxlength: 200 }),
    textarea({ ...field("description"), dir: "auto", rows: 4, maxlength: 5000 }),
    pair(
      select({ ...field("priority"), value: values.priority, options: PRIORITIES.map((each) => [each, t(`tasks.priority.${each}`)]) }),
      input({ ...field("estimate"), type: "number", min: 1, max: 2400, inputmode: "numeric" }),
    ),
    input({ ...field("tags"), ...text, maxlength: 1100, hint: t("tasks.tags.hint") }),
    pair(input({ ...field("planned"), type: "date" }), input({ ...field("start"), type: "date" })),
    pair(input({ ...field("due"), type: "date" }), input({ ...field("dueTime"), type: "time" })),
    repeatFields(values.recurrence, editing),
    group(
      t("tasks.field.reminder"),
      check({
        id: "task-reminder",
        label: t("tasks.reminder"),
        checked: Boolean(values.reminder),
        onchange: (isOn) => edit("reminder", isOn ? "yes" : ""),
      }),
      values.reminder && input({ ...field("reminderAt"), type: "datetime-local" }),
    ),
  ];
}

/** @param {string} rule @param {Editing} editing */
function repeatFields(rule, { errors, choice, original, edit }) {
  const days = daysOf(rule);
  const choices = choiceOf(original) === "other" ? [...CHOICES, "other"] : CHOICES;
  return [
    select({
      id: "task-recurrence",
      label: t("tasks.field.recurrence"),
      error: errors.recurrence,
      value: choice,
      options: choices.map((each) => [each, capital(t(`tasks.repeat.${each}`))]),
      onchange: ({ target: { value } }) => edit("recurrence", value === "other" ? original : ruleOf(value, days), value),
    }),
    choice === "weekly" &&
      dayBoxes("task-day", days, (chosen) => edit("recurrence", ruleOf("weekly", chosen), "weekly"), {
        role: "group",
        "aria-label": t("tasks.repeat.days"),
      }),
    choice === "other" && h("p.hint", { dir: "ltr" }, h("code", rule)),
  ];
}
