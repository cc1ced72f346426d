/**
 * Tasks: their lists, search and filters, and beside them a task or the plan of a day.
 *
 * `#tasks/<list>` shows a list, a date the tasks of that day, `#tasks/<id>` a task, and `#tasks/plan` a plan.
 */

import { session } from "../core/api.js";
import { day } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital } from "../core/form.js";
import { isDate } from "../core/moments.js";
import { failed, loading } from "../core/reading.js";
import { dayTitle, nearDate, t } from "../core/words.js";
import { isNarrowed, nothingFound, showFilters } from "./filters.js";
import { isList, LISTS, TaskList, withWaiting } from "./lists.js";
import { dayStrip, nextWorkDay, planAll, planTask } from "./planning.js";
import { showRow } from "./row.js";

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
  /** What was beside a task that is deleted. @type {string[] | null} */
  beside = null;
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
    const isPlan = this.path === "plan";
    const side = this.task
      ? h("task-detail", { key: this.task, class: "side", task: this.task, list: listName, leaving: () => this.#leaving() })
      : isPlan && h("day-plan", { key: "plan", class: "side", list: listName });
    const plan = { class: "soft-button", href: `#tasks/${isPlan ? listName : "plan"}`, "aria-current": isPlan && "page" };
    return [
      h(
        "div.heading",
        h("h1", { tabindex: -1 }, t("tasks.title")),
        h("a", plan, icon("calendar"), t("tasks.plan")),
      ),
      h(
        "div",
        { class: `columns ${side ? "two" : ""}` },
        h(
          "div.list-column.stack",
          h("div.card", h("add-task")),
          dayStrip(isPlan ? "" : listName),
          h("section.card.stack", { "aria-labelledby": "list-title" }, this.#list()),
        ),
        side,
      ),
    ];
  }

  #list() {
    const tab = (/** @type {string} */ name) =>
      h("a", { key: name, href: `#tasks/${name}`, "aria-current": name === listName && "page" }, t(`tasks.list.${name}`));
    const title = isDate(listName) ? capital(dayTitle(listName, day.value.date)) : t(`tasks.list.${listName}.title`);
    const isHidden = listName === "today" || listName === "done"; // as the tab says it already
    return [
      h("nav.tabs", { "aria-label": t("tasks.lists") }, LISTS.map(tab)),
      h("h2", { id: "list-title", tabindex: -1, class: isHidden && "hidden" }, title),
      showFilters(listName, filters, () => this.#search()),
      this.#replan(),
      this.#tasks(),
    ];
  }

  /** Overdue tasks are planned again in one go. */
  #replan() {
    const tasks = this.list?.name === "overdue" ? this.list.groups().flatMap((group) => group.tasks) : [];
    if (!tasks.length) return null;
    const today = day.value.date;
    const button = (/** @type {string} */ date, /** @type {string} */ kind) => {
      const onclick = () => this.#planAll(tasks, date);
      return h("button", { class: `${kind} small`, disabled: this.isBusy, onclick }, t("tasks.replan.for", { date: nearDate(date, today) }));
    };
    return h(
      "div.replan",
      h("p", t("tasks.replan", { count: tasks.length })),
      h("div.buttons", button(today, "primary"), this.workDay && button(this.workDay, "soft-button")),
    );
  }

  /** @returns {any} */
  #tasks() {
    const { list } = this;
    if (!list) return this.failure ? failed(this.failure, () => this.#load()) : loading();
    const groups = withWaiting(list);
    if (!groups.length && isNarrowed(filters)) return nothingFound(listName, filters, () => this.#clear());
    if (!groups.length) return h("p.empty", t(isDate(listName) ? "tasks.empty.day" : `tasks.empty.${listName}`));
    const headingOf = (/** @type {string} */ name) => (isDate(name) ? capital(dayTitle(name, day.value.date)) : t(`tasks.group.${name}`));
    return [
      groups.flatMap(({ name, tasks }) => [
        name && h("h3", { key: `h-${name}`, class: "group" }, headingOf(name)),
        h("ul", { key: `l-${name}`, class: "tasks" }, tasks.map((task) => this.#row(task))),
      ]),
      list.hasMore && h("div", h("button.soft-button", { disabled: this.isBusy, onclick: () => this.#more() }, t("tasks.more"))),
    ];
  }

  #clear() {
    this.#search();
    this.focusOn("input[type=search]");
  }

  /** @param {any} task */
  #row(task) {
    const show = (/** @type {boolean} */ isOpen) => {
      this.menu = isOpen ? task.id : "";
      this.focusOn(rowOf(task.id, ".plan-button"));
    };
    return showRow(task, {
      list: listName,
      isHere: task.id === this.task,
      isOpen: this.menu === task.id,
      show,
      plan: (date) => this.#plan(task, date),
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
    const beside = this.beside ?? [rowOf(before, "a"), "h1"];
    this.beside = null;
    if (!before) return;
    if (isList(path)) this.#refocus(...beside);
    else if (this.path === "plan") requestAnimationFrame(() => this.focusOn("day-plan h2"));
  }

  /** Give the focus to the first that is there, unless it is on a link to a list, or on a field. @param {string[]} selectors */
  #refocus(...selectors) {
    requestAnimationFrame(() => {
      if (document.activeElement?.closest("nav, .heading, input")) return;
      this.focusOn(selectors.find((each) => this.querySelector(each)) ?? "h1");
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
    const count = this.#ids().length;
    await this.#load(true);
    this.focusOn(rowOf(this.#ids()[count], "a"));
  }

  /** The tasks that are shown. @returns {string[]} */
  #ids() {
    return [...this.querySelectorAll("[data-task]")].map((row) => row.getAttribute("data-task") ?? "");
  }

  #search() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#load(), SEARCH_DELAY_MS);
    this.update();
  }

  /** Plan a task; if it leaves the list, the focus goes to the next one. @param {any} task @param {string | null} date */
  async #plan(task, date) {
    const beside = this.#beside(task.id);
    this.menu = "";
    this.update();
    if (await planTask(task, date)) await this.#load();
    this.#refocus(rowOf(task.id, ".plan-button"), ...beside);
  }

  /** What is beside a task, from which the focus goes on when the task leaves the list: the next ones first. @param {string} id */
  #beside(id) {
    const ids = this.#ids();
    const place = ids.indexOf(id);
    const others = [...ids.slice(place + 1), ...ids.slice(0, Math.max(place, 0)).reverse()];
    return [...others.map((each) => rowOf(each, "a")), "#list-title"];
  }

  /** Note what is beside the task that is shown; return what to call once it is deleted. */
  #leaving() {
    const beside = this.#beside(this.task);
    return () => (this.beside = beside);
  }

  /** @param {any[]} tasks @param {string} date */
  async #planAll(tasks, date) {
    this.isBusy = true;
    this.update();
    await planAll(tasks, date);
    await this.#load();
    this.focusOn("#list-title");
  }
}

/** The selector of what is in the row of a task. @param {string} id @param {string} selector */
function rowOf(id, selector) {
  return `[data-task="${CSS.escape(id)}"] ${selector}`;
}

define("tasks-screen", TasksScreen);
