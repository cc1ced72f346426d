/** Today's tasks: add one in a line, complete one with a tap. The list of all tasks has both as well. */

import { get } from "../core/api.js";
import { act, day, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { dayOf, isolate, minutesText, nearDate, t, time } from "../core/words.js";

const MAX_SHOWN = 8; // tasks, until the user asks for all

class TodayCard extends View {
  isWhole = false;

  get stores() {
    return [day];
  }

  view() {
    const tasks = day.value.tasks;
    const open = tasks.filter((/** @type {any} */ task) => !task.completed);
    const done = tasks.filter((/** @type {any} */ task) => task.completed);
    return h(
      "section",
      { "aria-labelledby": "today-title" },
      h("h2", { id: "today-title" }, t("today.title")),
      h("add-task"),
      !open.length && h("p", { class: "empty" }, t(done.length ? "today.all-done" : "today.empty")),
      open.length > 0 && h("ul", { class: "tasks" }, (this.isWhole ? open : open.slice(0, MAX_SHOWN)).map((/** @type {any} */ task) => showTask(task))),
      open.length > MAX_SHOWN && !this.isWhole && h("button", { class: "plain", onclick: () => this.#showAll() }, t("today.more", { count: open.length - MAX_SHOWN })),
      done.length > 0 &&
        h("details", { class: "done" }, h("summary", null, t("today.done", { count: done.length })), h("ul", { class: "tasks" }, done.map((/** @type {any} */ task) => showTask(task)))),
      h("a", { class: "more", href: "#tasks" }, icon("list"), t("today.all")),
    );
  }

  #showAll() {
    this.isWhole = true;
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement} */ (this.querySelectorAll(".tasks .check")[MAX_SHOWN]).focus());
  }
}

/** A line in which a task is added, and what was read in it. */
class AddTask extends View {
  /** The task that was added last, and the line that it was read from. @type {{task: any, line: string} | null} */
  added = null;
  isBusy = false;

  get stores() {
    return [day];
  }

  view() {
    return [
      h(
        "form",
        { class: "add", onsubmit: (/** @type {SubmitEvent} */ event) => this.#add(event) },
        h("label", { class: "hidden", for: "add-task" }, t("today.add")),
        h("input", { id: "add-task", name: "line", maxlength: 1000, autocomplete: "off", placeholder: t("today.add"), enterkeyhint: "done" }),
        h("button", { class: "primary icon-only", "aria-label": t("today.add.button"), disabled: this.isBusy }, icon("plus")),
      ),
      h("p", { class: "hint" }, t("today.add.hint")),
      this.added && this.#readAs(),
    ];
  }

  /** @param {SubmitEvent} event */
  async #add(event) {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).line);
    const line = input.value.trim();
    if (!line || this.isBusy) return;
    this.isBusy = true;
    this.update();
    const answer = await act({ method: "POST", path: "interaction/messages", body: { text: line, intent: "add_task" }, timed: true });
    this.isBusy = false;
    if (answer?.waiting) input.value = "";
    if (answer?.did?.length) {
      input.value = "";
      const { event: name, id } = answer.did[0];
      say(answer.reply, { undo: () => act({ method: "POST", path: "undo", body: { event: name, id } }, { done: t("undone") }) });
      this.added = await get(`tasks/${id}`).then((task) => ({ task, line }), () => null);
    }
    this.update();
    input.focus();
  }

  /** What was read in the line beside the title, each put back by a tap. */
  #readAs() {
    const { task } = /** @type {any} */ (this.added);
    const chips = readings(task);
    if (!chips.length) return null;
    return h(
      "p",
      { class: "chips", "aria-live": "polite" },
      t("today.read"),
      " ",
      chips.map((chip) =>
        h(
          "button",
          { class: "chip", key: chip.name, title: t("today.put-back", { what: chip.label }), "aria-label": t("today.put-back", { what: chip.label }), onclick: () => this.#putBack(chip) },
          chip.label,
          icon("close"),
        ),
      ),
    );
  }

  /** Put the words of a reading back into the title. @param {Reading} chip */
  async #putBack(chip) {
    const { task, line } = /** @type {any} */ (this.added);
    const title = `${task.title} ${wordsOf(chip.name, line, task.title)}`.trim();
    const changedTask = await act({ method: "PUT", path: `tasks/${task.id}`, body: { title, ...chip.cleared } });
    if (changedTask && !changedTask.waiting) this.added = { task: changedTask, line };
    this.update();
  }
}

/** @typedef {{name: "when" | "tags" | "priority" | "estimate", label: string, cleared: object}} Reading */

/** @param {any} task @returns {Reading[]} */
function readings(task) {
  const today = day.value.date;
  /** @type {Reading[]} */
  const list = [];
  if (task.due_date || task.planned_date || task.recurrence) {
    const date = task.due_date ? dayOf(task.due_date) : task.planned_date;
    const label = date ? nearDate(date, today) + (task.reminder_time ? ` ${time(task.reminder_time)}` : "") : t("task.repeats");
    list.push({ name: "when", label, cleared: { due_date: null, planned_date: null, recurrence: null, reminder_time: null, reminder_enabled: false } });
  }
  if (task.tags.length) list.push({ name: "tags", label: task.tags.map((/** @type {string} */ tag) => `#${tag}`).join(" "), cleared: { tags: [] } });
  if (task.priority !== "medium") list.push({ name: "priority", label: t(`task.priority.${task.priority}`), cleared: { priority: "medium" } });
  if (task.estimate_minutes) list.push({ name: "estimate", label: minutesText(task.estimate_minutes), cleared: { estimate_minutes: null } });
  return list;
}

const MARKS = { tags: /^#/, priority: /^!/, estimate: /^\d+\s?(m|min|h)$/i };

/** The words of a line that are not in the title and belong to a reading. */
/** @param {string} name @param {string} line @param {string} title */
function wordsOf(name, line, title) {
  const left = title.split(/\s+/);
  const read = line.split(/\s+/).filter((word) => {
    const place = left.findIndex((each) => each.toLowerCase() === word.toLowerCase());
    if (place < 0) return true;
    left.splice(place, 1);
    return false;
  });
  const kindOf = (/** @type {string} */ word) => Object.entries(MARKS).find(([, mark]) => mark.test(word))?.[0] ?? "when";
  return read.filter((word) => kindOf(word) === name).join(" ");
}

/**
 * A task as a row of a list; `props` are those of the row, `meta` and `actions` what a longer list adds to it.
 *
 * @param {any} task @param {{props?: object, meta?: import("../core/dom.js").Children, actions?: import("../core/dom.js").Children}} [options]
 */
export function showTask(task, { props, meta, actions } = {}) {
  const today = day.value.date;
  const due = task.due_date && dayOf(task.due_date);
  const isOverdue = !task.completed && due && due < today;
  return h(
    "li",
    { key: task.id, class: `task ${task.completed ? "completed" : ""} ${task.waiting ? "waiting" : ""}`, ...props },
    task.waiting ? withdrawButton(task) : h(
      "button",
      { class: "check", role: "checkbox", "aria-checked": String(task.completed), "aria-label": t(task.completed ? "today.reopen" : "today.complete", { title: task.title }), onclick: (/** @type {Event} */ { currentTarget }) => toggle(task, currentTarget) },
      icon("check"),
    ),
    h(
      task.waiting ? "span" : "a",
      { class: "title", href: task.waiting ? null : `#tasks/${task.id}` },
      h("span", { dir: "auto" }, task.title),
      h(
        "span",
        { class: "meta" },
        (task.waiting || task.isWaiting) && h("span", null, t("today.waiting")),
        task.priority === "high" && h("span", { class: "high" }, t("task.priority.high")),
        due && h("span", { class: isOverdue ? "overdue" : "" }, t("task.due", { date: nearDate(due, today) })),
        task.estimate_minutes && h("span", null, minutesText(task.estimate_minutes)),
        task.carried_over > 0 && h("span", null, t("task.carried", { count: task.carried_over })),
        meta,
        task.tags.map((/** @type {string} */ tag) => h("span", { dir: "auto" }, `#${tag}`)),
      ),
    ),
    actions,
  );
}

/** A task without an id can be withdrawn, not completed. @param {any} task */
function withdrawButton({ title, waiting }) {
  const label = t("today.withdraw", { title });
  const onclick = async () => (await import("../core/outbox.js")).withdraw(waiting);
  return h("button", { class: "check", "aria-label": label, title: label, onclick }, icon("close"));
}

/** Complete or reopen a task. @param {any} task @param {any} from the element that was used */
export function toggle(task, from) {
  const action = task.completed ? "reopen" : "complete";
  return act(
    { method: "PATCH", path: `tasks/${task.id}`, body: { action }, timed: !task.completed },
    {
      done: t(task.completed ? "today.reopened" : "today.completed", { title: isolate(task.title) }),
      from,
      undo: ({ id }) => ({ event: `${action}_task`, id }),
    },
  );
}

define("add-task", AddTask);
define("today-card", TodayCard);
