/** Today's tasks: add one in a line, complete one with a tap. The list of all tasks has both as well. */

import { get } from "../core/api.js";
import { act, day, openTasks, say, withdraw } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { dayOf, isolate, minutesText, nearMoment, t } from "../core/words.js";

/** @typedef {import("../core/dom.js").Child} Child */

const MAX_SHOWN = 8; // tasks, until the user asks for all

class TodayCard extends View {
  isWhole = false;

  get stores() {
    return [day];
  }

  view() {
    const { tasks, more_tasks: hasMore } = day.value;
    const done = tasks.filter((/** @type {any} */ task) => task.completed);
    const earlier = openTasks().filter(isOverdue);
    const open = openTasks().filter((task) => !isOverdue(task));
    const isWhole = this.isWhole || open.length <= MAX_SHOWN;
    return h(
      "section",
      { "aria-labelledby": "today-title" },
      h("h2", { id: "today-title" }, t("today.title")),
      h("add-task"),
      open.length > 0 && showTasks(isWhole ? open : open.slice(0, MAX_SHOWN)),
      !open.length && !hasMore && h("p.empty", t(done.length ? "today.all-done" : "today.empty")),
      !isWhole && h("button.plain", { onclick: () => this.#showAll() }, t("today.more", { count: open.length - MAX_SHOWN })),
      folded("earlier", earlier, h("a.more", { href: "#tasks/overdue" }, icon("calendar"), t("today.replan"))),
      folded("done", done),
      h("a.more", { href: "#tasks" }, icon("list"), t("today.all")),
    );
  }

  #showAll() {
    this.isWhole = true;
    this.focusOn(`.tasks li:nth-child(${MAX_SHOWN + 1}) .check`);
  }
}

/** @param {any[]} tasks */
function showTasks(tasks) {
  return h("ul.tasks", tasks.map((task) => showTask(task)));
}

/** Tasks behind their number, unless there are none. @param {"earlier" | "done"} name @param {any[]} tasks @param {any} [link] */
function folded(name, tasks, link) {
  return tasks.length > 0 && h("details.folded", { key: name }, h("summary", t(`today.${name}`, { count: tasks.length })), showTasks(tasks), link);
}

/** Whether an open task is past the day for which it is planned, or else due. @param {any} task */
export function isOverdue(task) {
  const on = task.planned_date ?? (task.due_date && dayOf(task.due_date));
  return !task.completed && on && on < day.value.date;
}

/** A line in which a task is added, and what was read in it. */
class AddTask extends View {
  /** The task that was added last, and the line that it was read from. @type {{task: any, line: string, isChanged: boolean} | null} */
  added = null;
  /** @type {typeof import("./readings.js") | null} */
  reader = null;
  isBusy = false;

  get stores() {
    return [day];
  }

  view() {
    return [
      h(
        "form.add",
        { onsubmit: (/** @type {SubmitEvent} */ event) => this.#add(event) },
        h("label.hidden", { for: "add-task" }, t("today.add")),
        h("input", { id: "add-task", name: "line", maxlength: 1000, autocomplete: "off", placeholder: t("today.add"), enterkeyhint: "done" }),
        h("button.primary.icon-only", { "aria-label": t("today.add.button"), disabled: this.isBusy }, icon("plus")),
      ),
      h("p.hint", t("today.add.hint")),
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
    const done = answer?.did?.[0];
    if ((answer?.waiting || done) && input.value.trim() === line) input.value = ""; // else it is the next one already
    if (answer?.reply && !done) say(answer.reply, { kind: "error" });
    if (done) {
      const { event: name, id } = done;
      say(answer.reply, { undo: () => this.#takeBack(name, id) });
      const known = [get(`tasks/${id}`), import("./readings.js")];
      [this.added, this.reader] = await Promise.all(known).then(([task, reader]) => [{ task, line, isChanged: false }, reader], () => [null, null]);
    }
    this.update();
    if (document.activeElement?.matches("a, button:not(.add *)")) return; // the user has gone on
    input.focus();
    this.scrollIntoView({ block: "nearest" }); // above the notice
  }

  /** @param {string} event @param {string} id */
  async #takeBack(event, id) {
    const isChanged = this.added?.task.id === id && this.added.isChanged;
    const request = isChanged ? { method: "DELETE", path: `tasks/${id}` } : { method: "POST", path: "undo", body: { event, id } };
    if (!(await act(request, { done: t("undone") }))) return;
    if (this.added?.task.id === id) this.added = null;
    this.update();
  }

  /** What was read in the line beside the title, each put back by a tap. */
  #readAs() {
    const chips = this.reader?.readings(this.added?.task);
    if (!chips?.length) return null;
    return h(
      "p.chips",
      { "aria-live": "polite" },
      t("today.read"),
      " ",
      chips.map((chip) => {
        const label = t("today.put-back", { what: chip.label });
        const button = { class: "chip", key: chip.name, title: label, "aria-label": label, onclick: () => this.#putBack(chip) };
        return h("button", button, chip.label, icon("close"));
      }),
    );
  }

  /** Put the words of a reading back into the title. @param {import("./readings.js").Reading} chip */
  async #putBack({ name, cleared }) {
    const added = /** @type {any} */ (this.added);
    const { task, line } = added;
    const changes = { title: this.reader?.titleWith(task, line, name), ...cleared };
    const changed = { ...task, ...changes };
    Object.assign(added, { task: changed, isChanged: true }); // at once: the next reading is put back into this title
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement} */ (this.querySelector(".chip") ?? this.querySelector("input")).focus());
    if (await act({ method: "PUT", path: `tasks/${task.id}`, body: changes })) return;
    if (added.task === changed) added.task = task;
    this.update();
  }
}

/**
 * A task as a row of a list; `props` are those of the row, `meta` and `actions` what a longer list adds to it.
 *
 * @param {any} task @param {{props?: object, meta?: Child[], actions?: Child[] | false}} [options]
 */
export function showTask(task, { props, meta, actions } = {}) {
  const today = day.value.date;
  const due = task.due_date && dayOf(task.due_date);
  return h(
    "li",
    { key: task.id, class: `task ${task.completed ? "completed" : ""} ${task.waiting ? "waiting" : ""}`, ...props },
    task.waiting ? withdrawButton(task) : h(
      "button.check",
      { role: "checkbox", "aria-checked": String(task.completed), "aria-label": t(task.completed ? "today.reopen" : "today.complete", { title: task.title }), onclick: (/** @type {Event} */ { currentTarget }) => toggle(task, currentTarget) },
      icon("check"),
    ),
    h(
      task.waiting ? "span" : "a",
      { class: "title", href: task.waiting ? null : `#tasks/${task.id}` },
      h("span", { dir: "auto" }, task.title),
      h(
        "span.meta",
        (task.waiting || task.isWaiting) && h("span", t("today.waiting")),
        task.priority === "high" && h("span.high", t("task.priority.high")),
        due && h("span", { class: !task.completed && due < today && "overdue" }, t("task.due", { date: nearMoment(task.due_date, today) })),
        task.estimate_minutes && h("span", minutesText(task.estimate_minutes)),
        task.carried_over > 0 && h("span", t("task.carried", { count: task.carried_over })),
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
  return h("button.check", { "aria-label": label, title: label, onclick: () => withdraw(waiting) }, icon("close"));
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
