/**
 * Tasks: their lists, search and filters, and beside them a task or the plan of a day.
 *
 * `#tasks/<list>` shows a list, a date the tasks of that day, `#tasks/<id>` a task, and `#tasks/plan` a plan.
 */

import { session } from "../core/api.js";
import { day, explain } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital } from "../core/form.js";
import { nearDate, t } from "../core/words.js";
import { showTask } from "../home/today.js";
import { dayTitle } from "./dates.js";
import { isNarrowed, nothingFound, showFilters } from "./filters.js";
import { isDay, isList, isOverdue, LISTS, TaskList, withWaiting } from "./lists.js";
import { dayStrip, dragTask, nextWorkDay, planAll, planMenu, planTask } from "./planning.js";
import { repeatText } from "./recurrence.js";

await Promise.all([import("./detail.js"), import("./plan.js")]);

const SEARCH_DELAY_MS = 300;

const UNFILTERED = { search: "", priority: "", tags: "", due: "", sort: "" };

/** Kept while other screens are shown, but not for another user. @type {import("./lists.js").Filters} */
const filters = { ...UNFILTERED };
session.watch(() => Object.assign(filters, UNFILTERED));
let listName = "today";

class TasksScreen extends View {
  path = ""; // what follows `#tasks/` in the address
  shown = ""; // the path for which the screen was shown last
  /** @type {TaskList | null} */
  list = null;
  /** @type {unknown} */
  failure = null;
  menu = ""; // the id of the task whose days are shown
  workDay = "";
  isBusy = false;
  timer = 0;
  asked = 0; // how often: only the last answer counts

  get stores() {
    return [day];
  }

  connected() {
    return day.watch(() => this.#load());
  }

  /** The id of the task that is shown, if any. */
  get task() {
    return this.path && this.path !== "plan" && !isList(this.path) ? this.path : "";
  }

  view() {
    this.#follow();
    const side = this.task ? h("task-detail", { key: this.task, class: "side", task: this.task, list: listName }) : this.path === "plan" && h("day-plan", { key: "plan", class: "side", list: listName });
    return [
      h(
        "div",
        { class: "tasks-head" },
        h("h1", { tabindex: -1 }, t("tasks.title")),
        h("a", { class: "soft-button", href: this.path === "plan" ? `#tasks/${listName}` : "#tasks/plan", "aria-current": this.path === "plan" && "page" }, icon("calendar"), t("tasks.plan")),
      ),
      h("div", { class: `columns ${side ? "two" : ""}` }, this.#listColumn(), side),
    ];
  }

  #listColumn() {
    return h(
      "div",
      { class: "list-column stack" },
      h("div", { class: "card" }, h("add-task")),
      dayStrip(this.path === "plan" ? "" : listName),
      h(
        "section",
        { class: "card stack", "aria-labelledby": "list-title" },
        h(
          "nav",
          { class: "tabs", "aria-label": t("tasks.lists") },
          LISTS.map((name) => h("a", { key: name, href: `#tasks/${name}`, "aria-current": name === listName && "page" }, t(`tasks.list.${name}`))),
        ),
        h("h2", { id: "list-title", tabindex: -1, class: `list-title ${listName === "today" || listName === "done" ? "hidden" : ""}` }, this.#title()),
        showFilters(listName, filters, () => this.#search()),
        this.#replan(),
        this.#tasks(),
      ),
    );
  }

  #title() {
    return isDay(listName) ? capital(dayTitle(listName)) : t(`tasks.list.${listName}.title`);
  }

  /** Overdue tasks are planned again in one go. */
  #replan() {
    const tasks = this.list?.name === "overdue" ? this.list.groups().flatMap((group) => group.tasks) : [];
    if (!tasks.length) return null;
    const button = (/** @type {string} */ date, /** @type {string} */ kind) =>
      h("button", { class: `${kind} small`, disabled: this.isBusy, onclick: () => this.#planAll(tasks, date) }, t("tasks.replan.for", { date: nearDate(date, day.value.date) }));
    return h(
      "div",
      { class: "replan" },
      h("p", null, t("tasks.replan", { count: tasks.length })),
      h("div", { class: "buttons" }, button(day.value.date, "primary"), this.workDay && button(this.workDay, "soft-button")),
    );
  }

  #tasks() {
    const { list } = this;
    if (this.failure && !list) return h("div", { class: "stack" }, h("p", null, explain(this.failure)), h("div", null, h("button", { class: "primary", onclick: () => this.#load() }, t("retry"))));
    if (!list) return h("p", { class: "empty", role: "status" }, t("loading"));
    const groups = withWaiting(list);
    if (!groups.length) return isNarrowed(filters) ? nothingFound(listName, filters, () => this.#clear()) : h("p", { class: "empty" }, t(isDay(listName) ? "tasks.empty.day" : `tasks.empty.${listName}`));
    const headingOf = (/** @type {string} */ name) => (isDay(name) ? capital(dayTitle(name)) : t(`tasks.group.${name}`));
    return [
      groups.flatMap(({ name, tasks }) => [
        name && h("h3", { key: `h-${name}`, class: "group" }, headingOf(name)),
        h("ul", { key: `l-${name}`, class: "tasks" }, tasks.map((task) => this.#row(task))),
      ]),
      list.hasMore && h("div", null, h("button", { class: "soft-button", disabled: this.isBusy, onclick: () => this.#more() }, t("tasks.more"))),
    ];
  }

  #clear() {
    this.#search();
    /** @type {HTMLElement | null} */ (this.querySelector("input[type=search]"))?.focus();
  }

  /** @param {any} task */
  #row(task) {
    if (task.waiting) return showTask(task);
    const today = day.value.date;
    const steps = task.subtasks.filter((/** @type {any} */ step) => step.completed).length;
    const isOpen = this.menu === task.id;
    const close = () => {
      this.menu = "";
      this.update();
      this.#planButton(task.id)?.focus();
    };
    return showTask(task, {
      props: {
        "data-task": task.id,
        class: ["task", task.completed && "completed", task.id === this.task && "here", isOpen && "planning"].filter(Boolean).join(" "),
        onpointerdown: task.completed ? null : (/** @type {PointerEvent} */ event) => dragTask(event, task, (date) => this.#plan(task, date)),
        ondragstart: (/** @type {Event} */ event) => event.preventDefault(),
      },
      meta: [
        task.planned_date && task.planned_date !== listName && listName !== "planned" && !(listName === "today" && task.planned_date === today) &&
          h("span", { class: isOverdue(task) ? "overdue" : "" }, t("tasks.planned", { date: nearDate(task.planned_date, today) })),
        task.recurrence && h("span", null, repeatText(task.recurrence)),
        task.subtasks.length > 0 && h("span", null, t("tasks.steps.done", { done: steps, count: task.subtasks.length })),
      ],
      actions: !task.completed && [
        h(
          "button",
          {
            class: "plan-button round",
            "aria-expanded": String(isOpen),
            "aria-label": t("tasks.plan-for.label", { title: task.title }),
            title: t("tasks.plan-for"),
            onclick: () => {
              this.menu = isOpen ? "" : task.id;
              this.update();
            },
          },
          icon("calendar"),
        ),
        isOpen && planMenu(task, (date) => this.#plan(task, date), close),
      ],
    });
  }

  /** Read what the address names, and keep the focus near: on the list's link, or on the task that was shown. */
  #follow() {
    const path = this.path || "today";
    if (path === this.shown) return;
    const before = this.shown;
    this.shown = path;
    this.menu = "";
    if (isList(path) && (path !== listName || !this.list)) {
      listName = path;
      this.list = null;
    }
    if (!this.list) this.#load();
    if (before && this.path === "plan") {
      requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("day-plan h2"))?.focus());
    }
    if (!before || !isList(path)) return;
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return; // still on a link
      const row = /** @type {HTMLElement | null} */ (this.querySelector(`[data-task="${CSS.escape(before)}"] a`));
      (row ?? this.querySelector("h1"))?.focus();
    });
  }

  /** @param {boolean} [isMore] */
  async #load(isMore = false) {
    const name = listName;
    const asked = ++this.asked;
    const list = this.list && isMore ? this.list : new TaskList(name, filters);
    this.isBusy = isMore;
    try {
      await (isMore ? list.loadMore() : list.load(this.list?.name === name ? this.list.length : 0));
      if (name === "overdue" && !this.workDay) this.workDay = await nextWorkDay();
      if (asked !== this.asked) return;
      this.list = list;
      this.failure = null;
    } catch (error) {
      if (asked === this.asked) this.failure = error;
    } finally {
      this.isBusy = false;
      this.update();
    }
  }

  async #more() {
    const last = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-task]"))].at(-1)?.dataset.task ?? "";
    await this.#load(true);
    requestAnimationFrame(() => {
      const row = this.querySelector(`[data-task="${CSS.escape(last)}"]`);
      /** @type {HTMLElement | null | undefined} */ (row?.nextElementSibling?.querySelector("a"))?.focus();
    });
  }

  #search() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#load(), SEARCH_DELAY_MS);
    this.update();
  }

  /** Plan a task; if it leaves the list, the focus goes to the next one. @param {any} task @param {string | null} date */
  async #plan(task, date) {
    const rows = [...this.querySelectorAll("[data-task]")];
    const place = rows.findIndex((row) => row.getAttribute("data-task") === task.id);
    this.menu = "";
    this.update();
    if (await planTask(task, date)) await this.#load();
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const now = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-task]"));
      const next = this.#planButton(task.id) ?? now[Math.min(place, now.length - 1)]?.querySelector("a");
      (next ?? /** @type {HTMLElement | null} */ (this.querySelector("#list-title")))?.focus();
    });
  }

  /** @param {any[]} tasks @param {string} date */
  async #planAll(tasks, date) {
    this.isBusy = true;
    this.update();
    await planAll(tasks, date);
    await this.#load();
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("#list-title"))?.focus());
  }

  /** @param {string} id @returns {HTMLElement | null} */
  #planButton(id) {
    return this.querySelector(`[data-task="${CSS.escape(id)}"] .plan-button`);
  }
}

define("tasks-screen", TasksScreen);
