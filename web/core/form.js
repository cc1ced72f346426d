/** Fields of forms: a label, its control, a hint, and what is wrong with its value. */

import { ApiError, now } from "./api.js";
import { h } from "./dom.js";
import { language, longDate, minutesText, refusalText, t } from "./words.js";

/** @typedef {{id: string, label: string, hint?: string | false, error?: string, [attribute: string]: any}} Field */
/** @typedef {Field & import("./dom.js").Handlers} HandledField */
/** @typedef {[value: string | number, text: string][]} Options */

/** A field whose control is an `<input>`, with any attributes and handlers. @param {HandledField} field */
export function input({ id, label, hint, error, ...attributes }) {
  return field({ id, label, hint, error }, h("input", { id, name: id, ...described(id, hint, error), ...attributes }));
}

/** A field whose control is a `<textarea>`. @param {HandledField} field */
export function textarea({ id, label, hint, error, ...attributes }) {
  return field({ id, label, hint, error }, h("textarea", { id, name: id, ...described(id, hint, error), ...attributes }));
}

/** A field whose control is a `<select>`. @param {HandledField & {options: Options, value: string | number}} field */
export function select({ id, label, hint, error, options, value, ...attributes }) {
  const list = options.map(([each, text]) => h("option", { key: String(each), value: String(each) }, text));
  return field({ id, label, hint, error }, h("select", { id, name: id, ...described(id, hint, error), ...attributes, value: String(value) }, list));
}

/** A check box with its label beside it; as a switch, what it does takes effect at once. */
/** @param {Field & {checked: boolean, onchange: (checked: boolean) => void, role?: "switch"}} field */
export function check({ id, label, hint, checked, onchange, ...attributes }) {
  const handler = (/** @type {Event} */ event) => onchange(/** @type {HTMLInputElement} */ (event.target).checked);
  return h(
    "div",
    { class: attributes.role === "switch" ? "choice switch" : "choice" },
    h("input", { id, type: "checkbox", ...described(id, hint), ...attributes, checked, onchange: handler }),
    h("label", { for: id }, label),
    hint && h("p", { id: `${id}-hint`, class: "hint" }, hint),
  );
}

/** @param {Field} field @param {any} control */
function field({ id, label, hint, error }, control) {
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    control,
    hint && h("p", { id: `${id}-hint`, class: "hint" }, hint),
    error && h("p", { id: `${id}-error`, class: "error" }, error),
  );
}

/** @param {string} id @param {string | false} [hint] @param {string} [error] */
function described(id, hint, error) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { "aria-describedby": ids || null, "aria-invalid": error ? "true" : null };
}

/** A group of controls with a common name. @param {string} name @param {any[]} controls */
export function group(name, ...controls) {
  return h("fieldset", null, h("legend", null, name), controls);
}

/** The field of a time zone, which can be searched by name. @param {Field & {value: string}} props */
export function zoneField({ id, value, ...rest }) {
  const clock = isZone(value) && t("zone.now", { time: new Intl.DateTimeFormat("en-GB", { timeZone: value, hour: "2-digit", minute: "2-digit" }).format(now()) });
  return [
    input({ ...rest, id, value, list: `${id}-list`, autocomplete: "off", autocapitalize: "none", spellcheck: "false", required: true, hint: clock || t("zone.hint") }),
    h("datalist", { id: `${id}-list` }, ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => h("option", { value: zone }))),
  ];
}

/** Whether a text is the name of a time zone. @param {string} name */
export function isZone(name) {
  try {
    return Boolean(name) && /[A-Za-z]/.test(name[0]) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** The languages of the page, each by its own name. @type {Options} */
export const LANGUAGES = [
  ["en", "English"],
  ["es", "Español"],
];

/** The weekdays in the order of ISO 8601, by name. @param {"long" | "short"} [width] @returns {[number, string][]} */
export function weekdays(width = "long") {
  return [1, 2, 3, 4, 5, 6, 7].map((day) => [day, longDate(`2024-01-0${day}`, { weekday: width })]); // a Monday
}

/** Lengths of time to choose from, the present one among them. */
/** @param {number} from @param {number} to @param {number} step @param {number} value all in minutes @returns {Options} */
export function lengths(from, to, step, value) {
  const all = new Set([value]);
  for (let each = from; each <= to; each += step) all.add(each);
  return [...all].sort((one, other) => one - other).map((each) => [each, minutesText(each)]);
}

/** Capitalised as the first word of a label. @param {string} word */
export function capital(word) {
  return word.charAt(0).toLocaleUpperCase(language.value) + word.slice(1);
}

/** What is wrong with each field, from a refusal; empty if it names none. @param {unknown} error @returns {Record<string, string>} */
export function fieldErrors(error) {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.details.map(({ field, message }) => [field.replace(/^preferences\.|\[\d+\]$/g, ""), refusalText(message)]));
}
