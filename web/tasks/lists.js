/** The lists of tasks: what each asks the API for, and its pages put together. */

import { getPage } from "../core/api.js";
import { day } from "../core/day.js";
import { isDate } from "../core/moments.js";
import { isOverdue } from "../home/today.js";

const PAGE = 50;
const MOST = 500; // the API's limit

/** The lists with a tab, in their order. */
export const LISTS = ["today", "planned", "upcoming", "overdue", "all", "done"];

/** Sorts that the API knows; the first is each list's own. */
export const SORTS = ["", "due_date", "planned_date", "-priority", "-created_at", "created_at"];

/** @typedef {{search: string, priority: string, tags: string, due: string, sort: string}} Filters */
/** @typedef {{name: string, query: Record<string, string>}} Part a query, and the heading of its tasks */

/** @param {string} list @returns {Part[]} */
function partsOf(list) {
  const open = (/** @type {Record<string, string>} */ query = {}, name = "") => ({ name, query: { completed: "false", ...query } });
  const today = day.value.date;
  /** @type {Record<string, Part[]>} */
  const parts = {
    today: [
      open({ planned: "today" }, "today"),
      open({ due_date_range: "today" }, "today"),
      open({ planned: "none", due_date_range: "none" }, "unplanned"),
      { name: "done", query: { completed: "true", completed_from: today, completed_to: today } },
    ],
    overdue: [open({ planned: "overdue", sort: "planned_date" }), open({ due_date_range: "overdue", sort: "due_date" })],
    planned: [open({ planned: "week", sort: "planned_date" })],
    upcoming: [open({ due_date_range: "upcoming", sort: "due_date" })],
    unplanned: [open({ planned: "none" })],
    all: [open()],
    done: [{ name: "", query: { completed: "true" } }],
  };
  return parts[list] ?? [open({ planned: list })];
}

/** Whether an address names a list: one with a tab, `unplanned`, or a day. @param {string} name */
export function isList(name) {
  return LISTS.includes(name) || name === "unplanned" || isDate(name);
}

/** Whether a list can be narrowed by due date: some are about due dates themselves. @param {string} name */
export function hasDueFilter(name) {
  return name !== "upcoming" && name !== "overdue";
}

/** The tags of a line of them. @param {string} line */
export function tagsIn(line) {
  return line.split(",").map((tag) => tag.trim().replace(/^#/, "")).filter(Boolean);
}

/** A list of tasks, which grows by pages. */
export class TaskList {
  /** @param {string} name @param {Filters} filters */
  constructor(name, filters) {
    if (!hasDueFilter(name)) filters = { ...filters, due: "" };
    this.name = name;
    this.sort = filters.sort;
    const parts = partsOf(name).filter((part) => isWithin(part, filters.due));
    /** @type {(Part & {tasks: any[], continuation: string})[]} */
    this.pages = parts.map(({ name, query }) => ({ name, query: narrow(query, filters), tasks: [], continuation: "" }));
  }

  /** Whether there are further tasks. */
  get hasMore() {
    return this.pages.some((page) => page.continuation);
  }

  /** Read the list, with at least as many tasks as it has shown. */
  async load(length = PAGE) {
    const limit = Math.min(MOST, Math.max(PAGE, length));
    await Promise.all(this.pages.map((page) => read(page, limit)));
  }

  async loadMore() {
    const pages = this.pages.filter((page) => page.continuation);
    await Promise.all(pages.map((page) => read(page, PAGE, page.continuation)));
  }

  /** The number of tasks of the longest part. */
  get length() {
    return Math.max(0, ...this.pages.map((page) => page.tasks.length));
  }

  /** The tasks under their headings, each task once. @returns {{name: string, tasks: any[]}[]} */
  groups() {
    const seen = new Set();
    /** @type {Map<string, any[]>} */
    const groups = new Map();
    for (const { name: heading, tasks } of this.pages) {
      for (const task of tasks) {
        if (seen.has(task.id) || (this.name === "overdue" && !isOverdue(task))) continue;
        seen.add(task.id);
        const name = this.name === "planned" ? task.planned_date : heading;
        groups.set(name, [...(groups.get(name) ?? []), task]);
      }
    }
    const compare = ORDERS[this.sort];
    if (this.pages.length > 1 && compare) for (const tasks of groups.values()) tasks.sort(compare);
    return [...groups].map(([name, tasks]) => ({ name, tasks }));
  }
}

/** Whether a part of a list can have tasks within a range of due dates. @param {Part} part @param {string} due */
function isWithin({ query: { due_date_range: range } }, due) {
  return !due || !range || due === range || (due === "week" && range === "today");
}

/** The tasks of a list as they will be once what waits to be sent has been. */
/** @param {TaskList} list @returns {{name: string, tasks: any[]}[]} */
export function withWaiting(list) {
  /** @type {any[]} */
  const waiting = day.value.tasks.filter((/** @type {any} */ task) => task.waiting || task.isWaiting);
  const current = (/** @type {any} */ task) => waiting.find((each) => each.id === task.id) ?? task;
  const groups = list.groups().map(({ name, tasks }) => ({ name, tasks: tasks.map(current) }));
  const added = waiting.filter((task) => task.waiting);
  if (list.name !== "today" || !added.length) return groups;
  const [first, ...others] = groups[0]?.name === "today" ? groups : [{ name: "today", tasks: [] }, ...groups];
  return [{ ...first, tasks: [...added, ...first.tasks] }, ...others];
}

/** @param {TaskList["pages"][number]} page @param {number} limit @param {string} [before] the continuation */
async function read(page, limit, before) {
  const { items, continuation } = await getPage(`tasks?${new URLSearchParams({ ...page.query, limit: String(limit) })}`, before);
  page.tasks = before ? [...page.tasks, ...items] : items;
  page.continuation = continuation;
}

/** A query with filters; what it asks for itself stays, but for the order. */
/** @param {Record<string, string>} query @param {Filters} filters */
function narrow(query, { search, priority, tags, due, sort }) {
  const filters = { search: search.trim(), priority, tags: tagsIn(tags).join(), due_date_range: due };
  const all = { ...filters, ...query, sort: sort || query.sort };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

export const PRIORITIES = ["high", "medium", "low"];
const LAST = "9999";

/** @type {Record<string, (a: any, b: any) => number>} */
const ORDERS = {
  due_date: (a, b) => order(a.due_date ?? LAST, b.due_date ?? LAST),
  planned_date: (a, b) => order(a.planned_date ?? LAST, b.planned_date ?? LAST),
  "-priority": (a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority),
  "-created_at": (a, b) => order(b.created_at, a.created_at),
  created_at: (a, b) => order(a.created_at, b.created_at),
};

/** @param {string} a @param {string} b */
function order(a, b) {
  return a < b ? -1 : Number(a > b);
}
