/** The fields of a task's form. What is typed is reported at once; the form itself keeps what it shows. */

import { h } from "../core/dom.js";
import { t } from "../core/words.js";
import { CHOICES, choiceOf, daysOf, ruleOf, weekdayNames } from "./recurrence.js";

/** @typedef {{errors: Record<string, string>, choice: string, original: string, edit: (name: string, value: string, choice?: string) => void}} Editing */

/** @param {Record<string, string>} values @param {Editing} editing */
export function showFields(values, editing) {
  const input = (/** @type {string} */ name, /** @type {object} */ props = {}) => field(name, values, editing, "input", props);
  return [
    input("title", { maxlength: 200, dir: "auto", autocomplete: "off" }),
    field("description", values, editing, "textarea", { rows: 4, maxlength: 5000, dir: "auto" }),
    h(
      "div",
      { class: "pair" },
      field("priority", values, editing, "select", {}, ["high", "medium", "low"].map((each) => h("option", { value: each }, t(`tasks.priority.${each}`)))),
      input("estimate", { type: "number", min: 1, max: 2400, inputmode: "numeric" }),
    ),
    input("tags", { maxlength: 1100, dir: "auto", autocomplete: "off", hint: t("tasks.tags.hint") }),
    h("div", { class: "pair" }, input("planned", { type: "date" }), input("start", { type: "date" })),
    h("div", { class: "pair" }, input("due", { type: "date" }), input("dueTime", { type: "time" })),
    repeatFields(values.recurrence, editing),
    h(
      "fieldset",
      null,
      h("legend", null, t("tasks.field.reminder")),
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", checked: values.reminder === "yes", onchange: (/** @type {any} */ { target }) => editing.edit("reminder", target.checked ? "yes" : "") }),
        t("tasks.reminder"),
      ),
      input("reminderAt", { type: "datetime-local", disabled: values.reminder !== "yes" }),
    ),
  ];
}

/**
 * A labelled control. Its value is given once, since some types of control lose what is half typed when it is set.
 *
 * @param {string} name @param {Record<string, string>} values @param {Editing} editing @param {string} tag
 * @param {Record<string, any>} props @param {import("../core/dom.js").Children} [children]
 */
function field(name, values, { errors, edit }, tag, { hint, ...props }, children = null) {
  const id = `task-${name}`;
  const error = errors[name];
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, t(`tasks.field.${name}`)),
    h(
      tag,
      {
        id,
        "aria-invalid": error && "true",
        "aria-describedby": [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || null,
        ...props,
        oninput: (/** @type {any} */ { target }) => edit(name, target.value),
        ref: (/** @type {any} */ control) => queueMicrotask(() => (control.value = values[name])),
      },
      children,
    ),
    hint && h("p", { id: `${id}-hint`, class: "hint" }, hint),
    error && h("p", { id: `${id}-error`, class: "error" }, error),
  );
}

/** @param {string} rule @param {Editing} editing */
function repeatFields(rule, { errors, choice, original, edit }) {
  const days = daysOf(rule);
  const names = weekdayNames("long");
  const choices = choiceOf(original) === "other" ? [...CHOICES, "other"] : CHOICES;
  return h(
    "fieldset",
    null,
    h("legend", null, t("tasks.field.recurrence")),
    h(
      "select",
      {
        "aria-label": t("tasks.field.recurrence"),
        value: choice,
        "aria-invalid": errors.recurrence && "true",
        onchange: (/** @type {any} */ { target }) => edit("recurrence", target.value === "other" ? original : ruleOf(target.value, days), target.value),
      },
      choices.map((each) => h("option", { value: each, key: each }, t(`tasks.repeat.${each}`))),
    ),
    choice === "weekly" &&
      h(
        "div",
        { class: "weekdays", role: "group", "aria-label": t("tasks.repeat.days") },
        weekdayNames("short").map((name, place) =>
          h(
            "label",
            { class: "choice", title: names[place] },
            h("input", {
              type: "checkbox",
              checked: days.includes(place + 1),
              "aria-label": names[place],
              onchange: (/** @type {any} */ { target }) =>
                edit("recurrence", ruleOf("weekly", target.checked ? [...days, place + 1] : days.filter((day) => day !== place + 1)), "weekly"),
            }),
            h("span", null, name),
          ),
        ),
      ),
    choice === "other" && h("p", { class: "hint", dir: "ltr" }, h("code", null, rule)),
    errors.recurrence && h("p", { class: "error" }, errors.recurrence),
  );
}
