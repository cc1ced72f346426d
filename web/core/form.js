/** Fields of forms: a label, its control, a hint, and what is wrong with its value. */

import { ApiError, now } from "./api.js";
import { h } from "./dom.js";
import { language, longDate, minutesText, refusalText, t, time } from "./words.js";

const WEEK = [1, 2, 3, 4, 5, 6, 7];

/** @typedef {{id: string, label: string, hint?: string | false, error?: string, [attribute: string]: any}} Field */
/** @typedef {Field & import("./dom.js").Handlers} HandledField */
/** @typedef {[value: string | number, text: string][]} Options */

/** A field whose control is an `<input>`, with any attributes and handlers. @param {HandledField} props */
export function input(props) {
  return field("input", props);
}

/** A field whose control is a `<textarea>`. @param {HandledField} props */
export function textarea(props) {
  return field("textarea", props);
}

/** A field whose control is a `<select>`. @param {HandledField & {options: Options, value: string | number}} props */
export function select({ options, value, ...props }) {
  const list = options.map(([each, text]) => h("option", { key: String(each), value: String(each) }, text));
  return field("select", { ...props, value: String(value) }, list);
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

/** @param {string} tag @param {HandledField} props @param {any} [content] of the control */
function field(tag, { id, label, hint, error, ...attributes }, content) {
  const control = h(tag, { id, name: id, ...described(id, hint, error), ...attributes }, content);
  return h(
    "div.field",
    h("label", { id: `${id}-label`, for: id }, label),
    attributes.type === "password" ? h("div.beside", control, showButton(id)) : control,
    hint && h("p", { id: `${id}-hint`, class: "hint" }, hint),
    error && h("p", { id: `${id}-error`, class: "error" }, error),
  );
}

/** A button that shows a password until the form is submitted. @param {string} id of its control */
function showButton(id) {
  const state = { "aria-pressed": "false", "aria-controls": id, "aria-describedby": `${id}-label` };
  return h("button.plain", { type: "button", ...state, onclick: toggle }, t("show"));
}

/** @param {{currentTarget: any}} event */
function toggle({ currentTarget: button }) {
  const control = button.previousElementSibling;
  const show = (/** @type {boolean} */ isShown) => {
    control.type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  };
  const isHidden = control.type === "password";
  show(isHidden);
  if (isHidden) control.form.addEventListener("submit", () => show(false), { once: true, capture: true });
}

/** @param {string} id @param {string | false} [hint] @param {string} [error] */
function described(id, hint, error) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { "aria-describedby": ids || null, "aria-invalid": error ? "true" : null };
}

/** What is wrong with a form as a whole, read out at once. @param {string} [text] */
export function fault(text) {
  return h("p.error", { role: "alert" }, text);
}

/** A group of controls with a common name. @param {string} name @param {any[]} controls */
export function group(name, ...controls) {
  return h("fieldset", h("legend", name), controls);
}

/** Attributes of the field of a password. @param {"current-password" | "new-password"} autocomplete */
export function password(autocomplete) {
  return { type: "password", required: true, autocomplete };
}

/** The field of a code beside a password: of an authenticator app, or a recovery code. @param {string} id @param {string} [error] */
export function codeField(id, error) {
  const attributes = { autocomplete: "one-time-code", inputmode: "text", autocapitalize: "characters", spellcheck: "false", required: true, maxlength: 64 };
  return input({ id, label: t("code"), hint: t("code.hint"), error, ...attributes });
}

/** What is wrong with a code, from a refusal: nothing if it was only missing, null if it is about something else. */
/** @param {unknown} error */
export function codeFault(error) {
  const code = error instanceof ApiError && error.code;
  return code === "wrong_code" ? t("code.wrong") : code === "code_required" ? "" : null;
}

/** Whose password a form is about, for password managers. @param {string} value */
export function usernameFor(value) {
  const attributes = { name: "username", autocomplete: "username", value, readonly: true };
  return h("input", { ...attributes, class: "hidden", tabindex: -1, "aria-hidden": "true" });
}

/** A form that the page checks itself. */
/** @param {(form: any) => unknown} submit @param {import("./dom.js").Props} props @param {any[]} content */
export function form(submit, props, ...content) {
  const onsubmit = (/** @type {SubmitEvent} */ event) => (event.preventDefault(), submit(event.target));
  return h("form.stack", { novalidate: true, onsubmit, ...props }, content);
}

/** Check boxes for the weekdays, whose ids begin with `id`. */
/** @param {string} id @param {number[]} chosen @param {(days: number[]) => void} choose @param {import("./dom.js").Props} [props] */
export function dayBoxes(id, chosen, choose, props) {
  const toggled = (/** @type {number} */ day) => WEEK.filter((each) => (each === day) !== chosen.includes(each));
  const box = (/** @type {[number, string]} */ [day, name]) =>
    check({ id: `${id}-${day}`, label: capital(name), checked: chosen.includes(day), onchange: () => choose(toggled(day)) });
  return h("div.weekdays", { ...props }, weekdays("short").map(box));
}

/** The field of a time zone, which can be searched by name. @param {Field & {value: string}} props */
export function zoneField({ id, value, ...rest }) {
  const clock = isZone(value) && t("zone.now", { time: time(now(), value) });
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
  return WEEK.map((day) => [day, longDate(`2024-01-0${day}`, { weekday: width })]); // a Monday
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
