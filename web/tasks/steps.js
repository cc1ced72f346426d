/** The steps (subtasks) of a task: what shows them, and how each change makes a new list of them. */

import { newKey } from "../core/api.js";
import { h, icon } from "../core/dom.js";
import { form } from "../core/form.js";
import { iconButton } from "../core/parts.js";
import { t } from "../core/words.js";

/** @typedef {{id: string, title: string, completed: boolean}} Step */
/** @typedef {(steps: Step[]) => Step[]} Change so that it can be made again on a list that has changed meanwhile */
/** @typedef {(change: Change) => Promise<unknown>} Changing returns whether it succeeded */

const MOST = 100; // the API's limit

/** @param {Step[]} steps @param {Changing} change */
export function showSteps(steps, change) {
  const count = steps.length;
  const done = steps.filter((step) => step.completed).length;
  const label = t("tasks.steps.add");
  return h(
    "section.stack.steps",
    { "aria-labelledby": "steps-title" },
    h("h3", { id: "steps-title" }, t("tasks.steps"), count > 0 && h("span.soft", ` ${t("tasks.steps.done", { done, count })}`)),
    count > 0 && h("ul", steps.map((step, place) => showStep(step, place === 0, place === count - 1, change))),
    count < MOST &&
      form(
        ({ elements }) => add(elements.title, change),
        { class: "add" },
        h("input", { name: "title", maxlength: 200, autocomplete: "off", placeholder: label, "aria-label": label, enterkeyhint: "done" }),
        h("button.soft-button.icon-only", { "aria-label": t("tasks.steps.add.button") }, icon("plus")),
      ),
  );
}

/** @param {Step} step @param {boolean} isFirst @param {boolean} isLast @param {Changing} change */
function showStep({ id, title, completed }, isFirst, isLast, change) {
  const edit = (/** @type {Partial<Step>} */ changes) =>
    change((steps) => steps.map((step) => (step.id === id ? { ...step, ...changes } : step)));
  const move = async (/** @type {number} */ by, /** @type {Element} */ button) => {
    const item = button.closest("li");
    await change((steps) => moved(steps, id, by));
    const same = /** @type {HTMLElement | null | undefined} */ (item?.querySelector(`.${by < 0 ? "up" : "down"}:enabled`));
    (same ?? /** @type {HTMLElement | null | undefined} */ (item?.querySelector("button:enabled")))?.focus();
  };
  const button = (/** @type {string} */ kind, /** @type {string} */ picture, /** @type {import("../core/dom.js").Props} */ props) =>
    iconButton(picture, t(`tasks.steps.${kind}`, { title }), { class: `plain icon-only small ${kind}`, ...props });
  return h(
    "li",
    { key: id, class: completed ? "completed" : "" },
    h("input", {
      type: "checkbox",
      checked: completed,
      "aria-label": title,
      onchange: async ({ currentTarget: box }) => {
        if (!(await edit({ completed: box.checked }))) box.checked = completed;
      },
    }),
    h("textarea", {
      class: "step-title",
      rows: 1,
      value: title,
      maxlength: 200,
      dir: "auto",
      "aria-label": t("tasks.steps.rename", { title }),
      onkeydown: (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        event.currentTarget.blur();
      },
      onchange: ({ currentTarget: field }) => {
        const name = field.value.trim();
        if (name) edit({ title: name });
        else field.value = title;
      },
    }),
    button("up", "left", { disabled: isFirst, onclick: (event) => move(-1, event.currentTarget) }),
    button("down", "right", { disabled: isLast, onclick: (event) => move(1, event.currentTarget) }),
    button("remove", "close", { onclick: () => change((steps) => steps.filter((step) => step.id !== id)) }),
  );
}

/** @param {HTMLInputElement} input @param {Changing} change */
async function add(input, change) {
  const title = input.value.trim();
  if (!title) return;
  const step = { id: newKey(), title, completed: false };
  input.value = ""; // at once, so that it is not added twice
  if (!(await change((steps) => [...steps, step]))) input.value ||= title;
}

/** @param {Step[]} steps @param {string} id @param {number} by */
function moved(steps, id, by) {
  const list = [...steps];
  const place = list.findIndex((step) => step.id === id);
  const to = place + by;
  if (place >= 0 && to >= 0 && to < list.length) list.splice(to, 0, ...list.splice(place, 1));
  return list;
}
