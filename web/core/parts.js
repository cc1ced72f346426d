/** What several screens are made of: sections with a title, values with their labels, tables, and choices. */

import { h, icon } from "./dom.js";
import { group } from "./form.js";

/** A card that is named by its title. @param {string} name the start of its ids @param {any} title @param {any[]} content */
export function section(name, title, ...content) {
  const id = `${name}-title`;
  return h("section.card.stack", { key: name, "aria-labelledby": id }, h("h2", { id, tabindex: -1 }, title), content);
}

/** Labels with their values, and notes on these; as `facts`, one a line. */
/** @param {([label: string, ...values: any[]] | false | null)[]} entries @param {"figures" | "facts"} [looks] */
export function figures(entries, looks = "figures") {
  return h("dl", { class: looks }, entries.filter((entry) => entry).map(figure));
}

/** @param {any} entry */
function figure([label, ...values]) {
  return h("div", { key: label }, h("dt", label), values.map((/** @type {any} */ value) => value && h("dd", value)));
}

/** A list, or a note if it is empty. @param {string} looks @param {any[]} items @param {string} note */
export function list(looks, items, note) {
  return items.length > 0 ? h("ul", { class: looks }, items) : h("p.empty", note);
}

/** A link with an icon. @param {string} href @param {string} picture @param {string} text */
export function link(href, picture, text) {
  return h("a.more", { href }, icon(picture), text);
}

/** A button that shows an icon alone. @param {string} picture @param {string} label @param {import("./dom.js").Props} props */
export function iconButton(picture, label, props) {
  return h("button", { type: "button", class: "plain icon-only", "aria-label": label, title: label, ...props }, icon(picture));
}

/** A table that scrolls. @param {string} name @param {string[]} columns @param {any[][]} rows the first column names them */
export function table(name, columns, rows) {
  const row = (/** @type {any[]} */ [first, ...rest]) =>
    h("tr", h("th", { scope: "row", dir: "auto" }, first), rest.map((each) => h("td", each)));
  return h(
    "div.table",
    { role: "group", tabindex: 0, "aria-label": name },
    h(
      "table",
      h("thead", h("tr", columns.map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", rows.map(row)),
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
  const pills = options.map(([value, text]) => {
    const radio = { type: "radio", name, value: String(value), checked: value === chosen, onchange: () => choose(value) };
    return h("label", { key: value }, h("input", radio), text);
  });
  return group(legend, h("div.pills", pills));
}

/** A check box within its label. @param {any} label @param {import("./dom.js").Props} props of the box */
export function tick(label, props) {
  return h("label.tick", h("input", { type: "checkbox", ...props }), label);
}
