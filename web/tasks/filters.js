/** Search, filters and order of a list. */

import { h, icon } from "../core/dom.js";
import { t } from "../core/words.js";
import { hasDueFilter, SORTS } from "./lists.js";

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
  const select = (/** @type {"priority" | "due" | "sort"} */ name) =>
    h(
      "div",
      { class: "field", key: name },
      h("label", { for: `filter-${name}` }, t(`tasks.filter.${name}`)),
      h("select", { id: `filter-${name}`, value: filters[name], onchange: set(name) }, CHOICES[name].map((each) => h("option", { value: each, key: each }, t(`tasks.filter.${name}.${each}`)))),
    );
  const count = ["priority", "due", "tags", "sort"].filter((name) => filters[/** @type {"tags"} */ (name)]).length;
  return h(
    "search",
    { class: "filters" },
    h(
      "div",
      { class: "search" },
      icon("search"),
      h("input", { type: "search", value: filters.search, "aria-label": t("tasks.search"), placeholder: t("tasks.search"), maxlength: 200, dir: "auto", oninput: set("search") }),
    ),
    h(
      "details",
      null,
      h("summary", null, count ? t("tasks.filters.count", { count }) : t("tasks.filters")),
      h(
        "div",
        { class: "filter-fields" },
        select("priority"),
        hasDueFilter(list) && select("due"),
        h("div", { class: "field", key: "tags" }, h("label", { for: "filter-tags" }, t("tasks.filter.tags")), h("input", { id: "filter-tags", value: filters.tags, dir: "auto", autocomplete: "off", oninput: set("tags") })),
        select("sort"),
      ),
    ),
  );
}
