/** The charts that the API draws, each with its numbers as a table. */

import { define, h, Store, View } from "../core/dom.js";
import { table } from "../core/parts.js";
import { language, t } from "../core/words.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 351px)"); // where a chart would be smaller than it is clear at

/** The theme of the page, `light` or `dark`. */
const theme = new Store(themeOfPage());

/** Whether charts are scrolled. */
const isNarrow = new Store(narrow.matches);

function themeOfPage() {
  return document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
}

function followTheme() {
  if (theme.value !== themeOfPage()) theme.set(themeOfPage());
}

dark.addEventListener("change", followTheme);
narrow.addEventListener("change", () => isNarrow.set(narrow.matches));
new MutationObserver(followTheme).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

/** A number for all data that were drawn. @type {Map<string, number>} */
const versions = new Map();

/** @param {any[]} drawn */
function versionOf(...drawn) {
  const key = JSON.stringify(drawn);
  if (!versions.has(key)) versions.set(key, versions.size);
  return versions.get(key);
}

/**
 * The chart at `path`. Its picture is loaded again once the theme or its `data` have changed: the API ignores the
 * version in the address, a browser asks again for another address. `height` is that at a width of 640; the first
 * of the `columns` has the names of the `rows`.
 */
class Chart extends View {
  path = "";
  /** @type {any} */
  data = null;
  name = "";
  alt = "";
  height = 0;
  /** @type {string[]} */
  columns = [];
  /** @type {string[][]} */
  rows = [];

  get stores() {
    return [theme, isNarrow];
  }

  view() {
    const src = `../${this.path}?theme=${theme.value}&version=${versionOf(this.path, language.value, this.data)}`;
    const scrolled = isNarrow.value ? { role: "group", tabindex: 0, "aria-label": this.name } : {};
    return [
      h("div.drawing", { ...scrolled }, h("img", { src, alt: this.alt, width: 640, height: this.height })),
      h("details", h("summary", t("insights.table")), table(this.name, this.columns, this.rows)),
    ];
  }
}

define("insights-chart", Chart);
