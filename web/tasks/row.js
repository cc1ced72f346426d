/** A task in a list, with the days for which it can be planned. */

import { day } from "../core/day.js";
import { h, icon } from "../core/dom.js";
import { nearDate, t } from "../core/words.js";
import { isOverdue, showTask } from "../home/today.js";
import { dragTask, planMenu } from "./planning.js";
import { repeatText } from "./recurrence.js";

/**
 * @typedef {object} Row
 * @property {string} list the name of the list
 * @property {boolean} isHere whether the task is shown beside the list
 * @property {boolean} isOpen whether its days are shown
 * @property {(isOpen: boolean) => void} show show its days, or hide them
 * @property {(date: string | null) => unknown} plan
 */

/** @param {any} task @param {Row} row */
export function showRow(task, { list, isHere, isOpen, show, plan }) {
  if (task.waiting) return showTask(task);
  const { id, title, completed, planned_date: planned, recurrence, subtasks } = task;
  const today = day.value.date;
  const isTold = planned && planned !== list && list !== "planned" && !(list === "today" && planned === today);
  const done = subtasks.filter((/** @type {any} */ step) => step.completed).length;
  const button = {
    class: "plan-button round",
    "aria-expanded": String(isOpen),
    "aria-label": t("tasks.plan-for.label", { title }),
    title: t("tasks.plan-for"),
    onclick: () => show(!isOpen),
  };
  return showTask(task, {
    props: {
      "data-task": id,
      class: ["task", completed && "completed", isHere && "here", isOpen && "planning"].filter(Boolean).join(" "),
      onpointerdown: !completed && ((/** @type {PointerEvent} */ event) => dragTask(event, task, plan)),
      ondragstart: (/** @type {Event} */ event) => event.preventDefault(),
    },
    meta: [
      isTold && h("span", { class: isOverdue(task) && "overdue" }, t("tasks.planned", { date: nearDate(planned, today) })),
      recurrence && h("span", repeatText(recurrence)),
      subtasks.length > 0 && h("span", t("tasks.steps.done", { done, count: subtasks.length })),
    ],
    actions: !completed && [h("button", button, icon("calendar")), isOpen && planMenu(task, plan, () => show(false))],
  });
}
