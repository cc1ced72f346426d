/** What several screens are made of: sections with a title, values with their labels, tables, and choices. */

import { h } from "./dom.js";
import { group } from "./form.js";

/** A card that is named by its title. @param {string} name the start of its ids @param {any} title @param {any[]} content */
export function section(name, title, ...content) {
  const id = `${name}-title`;
  return h("section", { class: "card stack", key: name, "aria-labelledby": id }, h("h2", { id, tabindex: -1 }, title), content);
}

/** Labels with their values, and notes on these; as `facts`, one a line. */
/** @param {([label: string, ...values: any[]] | false | null)[]} entries @param {"figures" | "facts"} [looks] */
export function figures(entries, looks = "figures") {
  return h("dl", { class: looks }, entries.filter((entry) => entry).map(figure));
}

/** @param {any} entry */
function figure([label, ...values]) {
  return h("div", { key: label }, h("dt", null, label), values.map((/** @type {any} */ value) => value && h("dd", null, value)));
}

/** A table that scrolls, whose first column names the rows. @param {string} name @param {string[]} columns @param {any[][]} rows */
export function table(name, columns, rows) {
  return h(
    "div",
    { class: "table", role: "group", tabindex: 0, "aria-label": name },
    h(
      "table",
      null,
      h("thead", null, h("tr", null, columns.map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", null, rows.map(([first, ...rest]) => h("tr", null, h("th", { scope: "row", dir: "auto" }, first), rest.map((each) => h("td", null, each))))),
    ),
  );
}

/**
 * One of a few, side by side.
 *
 * @template {string | number} T
 * @param {string} legend @param {string} name @param {[T, string][]} options @param {T} chosen @param {(value: T) => void} choose
 */
export function pills(legend, name, options, chosen, choose) {
  const pill = (/** @type {[T, string]} */ [value, text]) =>
    h("label", { key: value }, h("input", { type: "radio", name, value: String(value), checked: value === chosen, onchange: () => choose(value) }), text);
  return group(legend, h("div", { class: "pills" }, options.map(pill)));
}

/** A check box within its label. @param {any} label @param {import("./dom.js").Props} props of the box */
export function tick(label, props) {
  return h("label", { class: "tick" }, h("input", { type: "checkbox", ...props }), label);
}
