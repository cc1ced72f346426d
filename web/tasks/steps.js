/** The steps (subtasks) of a task: what shows them, and how each change makes a new list of them. */

import { h, icon } from "../core/dom.js";
import { t } from "../core/words.js";

/** @typedef {{id: string, title: string, completed: boolean}} Step */
/** @typedef {(steps: Step[]) => Step[]} Change so that it can be made again on a list that has changed meanwhile */

const MOST = 100; // the API's limit

/** @param {Step[]} steps @param {(change: Change) => Promise<unknown>} change */
export function showSteps(steps, change) {
  const done = steps.filter((step) => step.completed).length;
  return h(
    "section",
    { class: "stack steps", "aria-labelledby": "steps-title" },
    h("h3", { id: "steps-title" }, t("tasks.steps"), steps.length > 0 && h("span", { class: "soft" }, ` ${t("tasks.steps.done", { done, count: steps.length })}`)),
    steps.length > 0 && h("ul", null, steps.map((step, place) => showStep(step, place, steps.length, change))),
    steps.length < MOST &&
      h(
        "form",
        { class: "add", onsubmit: (/** @type {SubmitEvent} */ event) => add(event, change) },
        h("input", { name: "title", maxlength: 200, autocomplete: "off", placeholder: t("tasks.steps.add"), "aria-label": t("tasks.steps.add"), enterkeyhint: "done" }),
        h("button", { class: "soft-button icon-only", "aria-label": t("tasks.steps.add.button") }, icon("plus")),
      ),
  );
}

/** @param {Step} step @param {number} place @param {number} count @param {(change: Change) => Promise<unknown>} change */
function showStep({ id, title, completed }, place, count, change) {
  const edit = (/** @type {Partial<Step>} */ changes) =>
    change((steps) => steps.map((step) => (step.id === id ? { ...step, ...changes } : step)));
  const move = async (/** @type {number} */ by, /** @type {Element} */ button) => {
    await change((steps) => moved(steps, id, by));
    const item = button.closest("li");
    const next = /** @type {HTMLButtonElement | null} */ (item?.querySelector(by < 0 ? ".up:enabled" : ".down:enabled"));
    (next ?? /** @type {HTMLElement | null | undefined} */ (item?.querySelector("button:enabled")))?.focus();
  };
  const button = (/** @type {string} */ kind, /** @type {string} */ picture, /** @type {object} */ props) =>
    h("button", { class: `plain icon-only small ${kind}`, "aria-label": t(`tasks.steps.${kind}`, { title }), ...props }, icon(picture));
  const current = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget);
  const check = async (/** @type {Event} */ event) => {
    const box = current(event);
    if (!(await edit({ completed: box.checked }))) box.checked = completed;
  };
  return h(
    "li",
    { key: id, class: completed ? "completed" : "" },
    h("input", { type: "checkbox", checked: completed, "aria-label": title, onchange: check }),
    h("textarea", {
      class: "step-title",
      rows: 1,
      value: title,
      maxlength: 200,
      dir: "auto",
      "aria-label": t("tasks.steps.rename", { title }),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        current(event).blur();
      },
      onchange: (/** @type {Event} */ event) => {
        const name = current(event).value.trim();
        if (name) edit({ title: name });
        else current(event).value = title;
      },
    }),
    button("up", "left", { disabled: place === 0, onclick: (/** @type {Event} */ event) => move(-1, current(event)) }),
    button("down", "right", { disabled: place === count - 1, onclick: (/** @type {Event} */ event) => move(1, current(event)) }),
    button("remove", "close", { onclick: () => change((steps) => steps.filter((step) => step.id !== id)) }),
  );
}

/** @param {SubmitEvent} event @param {(change: Change) => Promise<unknown>} change */
async function add(event, change) {
  event.preventDefault();
  const input = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements.namedItem("title"));
  const title = input.value.trim();
  if (!title) return;
  const step = { id: crypto.randomUUID(), title, completed: false };
  if (await change((steps) => [...steps, step])) input.value = "";
}

/** @param {Step[]} steps @param {string} id @param {number} by */
function moved(steps, id, by) {
  const list = [...steps];
  const place = list.findIndex((step) => step.id === id);
  const to = place + by;
  if (place >= 0 && to >= 0 && to < list.length) list.splice(to, 0, ...list.splice(place, 1));
  return list;
}
