/** The charts that the API draws, each with its numbers as a table. */

import { h, Store } from "../core/dom.js";
import { language, t } from "../core/words.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 351px)"); // where a chart would be smaller than it is clear at

/** The theme of the page, `light` or `dark`. */
export const theme = new Store(themeOfPage());

/** Whether charts are scrolled. */
export const isNarrow = new Store(narrow.matches);

function themeOfPage() {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
}

function followTheme() {
  if (theme.value !== themeOfPage()) theme.set(themeOfPage());
}

dark.addEventListener("change", followTheme);
narrow.addEventListener("change", () => isNarrow.set(narrow.matches));
new MutationObserver(followTheme).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });

/** How often the numbers of a chart have changed. @type {Map<string, {numbers: string, version: number}>} */
const shown = new Map();

/** @param {string} path @param {any} data */
function versionOf(path, data) {
  const numbers = JSON.stringify([language.value, data]);
  const before = shown.get(path);
  if (before?.numbers === numbers) return before.version;
  const version = (before?.version ?? -1) + 1;
  shown.set(path, { numbers, version });
  return version;
}

/**
 * Describe a chart. Its picture is loaded again once the theme or its data have changed: the API ignores the
 * version in the address, a browser asks again for another address.
 *
 * @param {{path: string, data: any, title: string, alt: string, height: number, columns: string[], rows: (string | number)[][]}} chart
 *   `height` at a width of 640; the first column has the names of the rows
 */
export function chart({ path, data, title, alt, height, columns, rows }) {
  const version = versionOf(path, data);
  const src = `../${path}?theme=${theme.value}${version ? `&version=${version}` : ""}`;
  const region = isNarrow.value ? { role: "region", tabindex: 0, "aria-label": t("insights.chart.of", { title }) } : {};
  return h(
    "div",
    { class: "chart", key: path },
    h("div", { class: "drawing", ...region }, h("img", { src, alt, width: 640, height })),
    h(
      "details",
      null,
      h("summary", null, t("insights.table")),
      h(
        "div",
        { class: "rows", role: "region", tabindex: 0, "aria-label": t("insights.table.of", { title }) },
        h(
          "table",
          null,
          h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col" }, name)))),
          h("tbody", null, rows.map(([name, ...values]) => h("tr", null, h("th", { scope: "row" }, name), values.map((value) => h("td", null, value))))),
        ),
      ),
    ),
  );
}
