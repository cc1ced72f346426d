/** Search, filters and order of a list. */

import { h, icon } from "../core/dom.js";
import { input, select } from "../core/form.js";
import { t } from "../core/words.js";
import { hasDueFilter, SORTS } from "./lists.js";

const PLAIN = { dir: "auto", autocomplete: "off" };

const CHOICES = {
  priority: ["", "high", "medium", "low"],
  due: ["", "today", "week", "upcoming", "overdue", "none"],
  sort: SORTS,
};

/** @param {string} list @param {import("./lists.js").Filters} filters @param {() => void} changed */
export function showFilters(list, filters, changed) {
  const set = (/** @type {keyof import("./lists.js").Filters} */ name) => (/** @type {any} */ { target }) => {
    filters[name] = target.value;
    changed();
  };
  const choice = (/** @type {"priority" | "due" | "sort"} */ name) =>
    select({
      id: `filter-${name}`,
      label: t(`tasks.filter.${name}`),
      value: filters[name],
      onchange: set(name),
      options: CHOICES[name].map((each) => [each, t(`tasks.filter.${name}.${each}`)]),
    });
  const find = t("tasks.search");
  const count = ["priority", "due", "tags", "sort"].filter((name) => filters[/** @type {"tags"} */ (name)]).length;
  return h(
    "search.filters",
    h(
      "div.search",
      icon("search"),
      h("input", { type: "search", value: filters.search, "aria-label": find, placeholder: find, maxlength: 200, dir: "auto", oninput: set("search") }),
    ),
    h(
      "details",
      h("summary", count ? t("tasks.filters.count", { count }) : t("tasks.filters")),
      h(
        "div.filter-fields",
        choice("priority"),
        hasDueFilter(list) && choice("due"),
        input({ id: "filter-tags", label: t("tasks.filter.tags"), value: filters.tags, ...PLAIN, oninput: set("tags") }),
        choice("sort"),
      ),
    ),
  );
}

/** Whether filters leave out tasks. @param {import("./lists.js").Filters} filters */
export function isNarrowed({ search, priority, tags, due }) {
  return Boolean(search || priority || tags || due);
}

/** @param {string} list @param {import("./lists.js").Filters} filters @param {() => void} cleared */
export function nothingFound(list, filters, cleared) {
  const clear = () => {
    Object.assign(filters, { search: "", priority: "", tags: "", due: "" });
    cleared();
  };
  return h(
    "div.empty.stack",
    { role: "status" },
    h("p", t("tasks.nothing-found")),
    h(
      "div.buttons",
      h("button.soft-button.small", { onclick: clear }, t("tasks.clear-filters")),
      list !== "all" && h("a.plain.small", { href: "#tasks/all" }, t("tasks.search-all")),
    ),
  );
}
