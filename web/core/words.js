/** Texts in the user's language, and dates, times and numbers as that language writes them. */

import { Store } from "./dom.js";

const LANGUAGES = ["en", "es"];
const STORED = "avanochi.language";

/** The texts by key: a string with {names}, or an object of them by plural form of {count}. */
/** @typedef {Record<string, string | Record<string, string>>} Texts */

/** The language of the page, `en` or `es`. */
export const language = new Store(LANGUAGES.find((code) => code === localStorage.getItem(STORED)) ?? detect());

/** What is loaded, by language: some texts, those of the API, are in Spanish alone. @type {Record<string, Texts>} */
const texts = Object.fromEntries(LANGUAGES.map((code) => [code, {}]));
let shown = language.value; // the language before, until the texts of another one are loaded
/** @type {Set<string>} */
const loaded = new Set();
let dayStart = 0; // minutes after midnight
/** @type {string | undefined} */
let timezone; // this device's, until the user's is known

function detect() {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => LANGUAGES.includes(tag));
  return known ?? "en";
}

/**
 * Load the texts of a folder in the current language; `texts` is that of the page's frame and of Home. Where the
 * module has a `prefix`, the keys of all its texts begin with it.
 */
export async function loadTexts(folder = "texts") {
  loaded.add(folder);
  const code = language.value;
  const { default: own, prefix = "" } = await import(`../${folder}/${code}.js`);
  for (const [key, text] of Object.entries(own)) texts[code][prefix + key] = text;
}

/** Show everything in another language, and remember it. @param {string} code */
export async function setLanguage(code) {
  if (code === language.value || !LANGUAGES.includes(code)) return;
  localStorage.setItem(STORED, code);
  language.value = code;
  document.documentElement.lang = code;
  await Promise.all([...loaded].map((folder) => loadTexts(folder)));
  if (language.value !== code) return; // it was changed again meanwhile
  shown = code;
  language.set(code);
}

/** Show times in the zone of the user's profile, and dates by when their day begins. */
/** @param {string} zone @param {string} [start] HH:MM */
export function setZone(zone, start = "00:00") {
  timezone = zone;
  const [hours, minutes] = start.split(":").map(Number);
  dayStart = hours * 60 + minutes;
}

/** The zone in which times are shown. */
export function zone() {
  return timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * Return a text with its values; numbers are written as the language does.
 *
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  let text = find(key) ?? key;
  if (typeof text === "object") {
    text = text[formatter(Intl.PluralRules).select(Number(values.count))] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : (value ?? "");
  });
}

/** @param {string} key */
function find(key) {
  return texts[shown][key] ?? texts[language.value][key];
}

/** A text of the API in the page's language, where the page knows it; else as the API has it. */
/** @param {string} key @param {string} original @param {Record<string, string | number>} [values] */
export function translated(key, original, values) {
  return find(key) === undefined ? original : t(key, values);
}

/** A refusal of the API in the page's language; one with a number is known by `{count}` in its place. @param {string} text */
export function refusalText(text) {
  const [count] = text.match(/\d+/) ?? [];
  const pattern = text.replace(/\d+/, "{count}");
  const known = translated(`api.${text}`, "") || translated(`api.${pattern}`, "", { count: Number(count) });
  return known || text.charAt(0).toUpperCase() + text.slice(1);
}

/** A user's text for the middle of a sentence, whose direction it must not change. @param {string} text */
export function isolate(text) {
  return /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text;
}

/** @type {Map<string, any>} */
const formatters = new Map();

/** Return a cached formatter; constructing one is slow. */
/** @template T @param {new (locale: string, options: any) => T} kind @param {object} [options] @returns {T} */
export function formatter(kind, options, locale = language.value) {
  const key = JSON.stringify([kind.name, locale, options]);
  if (!formatters.has(key)) formatters.set(key, new kind(locale, options));
  return formatters.get(key);
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return formatter(Intl.NumberFormat, options).format(value);
}

/** @param {string | number | Date} moment @param {Intl.DateTimeFormatOptions} options */
function format(moment, options) {
  const locale = language.value === "en" ? "en-GB" : language.value;
  return formatter(Intl.DateTimeFormat, { timeZone: timezone, ...options }, locale).format(new Date(moment));
}

/** A time of day, such as 14:05. @param {string | number | Date} moment @param {string} [timeZone] */
export function time(moment, timeZone = timezone) {
  return format(moment, { hour: "2-digit", minute: "2-digit", timeZone });
}

/** The local date of a moment, as YYYY-MM-DD. @param {string | number | Date} moment */
export function dateOf(moment) {
  return formatter(Intl.DateTimeFormat, { timeZone: timezone }, "en-CA").format(new Date(moment));
}

/** The user's day of a moment, as YYYY-MM-DD: until it begins, that of the date before. @param {string | number} moment */
export function dayOf(moment) {
  return dateOf(new Date(moment).valueOf() - dayStart * 60_000);
}

/** A date (YYYY-MM-DD) such as "Friday 20 March". @param {string} date @param {Intl.DateTimeFormatOptions} [options] */
export function longDate(date, options = { weekday: "long", day: "numeric", month: "long" }) {
  return format(`${date}T12:00:00Z`, { ...options, timeZone: "UTC" });
}

/** A date near today: today, tomorrow, yesterday, a weekday within six days, else day and month. */
/** @param {string} date @param {string} today both YYYY-MM-DD */
export function nearDate(date, today) {
  const days = Math.round((Date.parse(date) - Date.parse(today)) / 86_400_000);
  if (Math.abs(days) <= 1) {
    return formatter(Intl.RelativeTimeFormat, { numeric: "auto" }).format(days, "day");
  }
  if (days > 1 && days < 7) return longDate(date, { weekday: "long" });
  const sameYear = date.slice(0, 4) === today.slice(0, 4);
  return longDate(date, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** A date in full, such as "tomorrow, Friday 20 March". */
/** @param {string} date @param {string} today both YYYY-MM-DD @param {Intl.DateTimeFormatOptions} [options] */
export function dayTitle(date, today, options) {
  const isNear = Math.abs(Date.parse(date) - Date.parse(today)) <= 86_400_000;
  return isNear ? `${nearDate(date, today)}, ${longDate(date, options)}` : longDate(date, options);
}

/** A time of day, with its date unless that is today. @param {string | number} moment @param {string} today */
export function nearTime(moment, today) {
  const date = dateOf(moment);
  return date === today ? time(moment) : `${nearDate(date, today)}, ${time(moment)}`;
}

/** Whether a due date is a whole day, which ends in its last second. @param {string} moment */
export function isWholeDay(moment) {
  const end = Date.parse(moment) + 1000;
  const [hours, minutes] = time(end).split(":").map(Number);
  return hours * 60 + minutes === dayStart && end % 60_000 === 0;
}

/** When a task is due, near today: "tomorrow, 09:00", or the day alone. @param {string} moment @param {string} today */
export function nearMoment(moment, today) {
  const date = nearDate(dayOf(moment), today);
  return isWholeDay(moment) ? date : `${date}, ${time(moment)}`;
}

/** Minutes such as "1 h 20 min". @param {number} minutes */
export function minutesText(minutes) {
  const whole = Math.max(0, Math.round(minutes));
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  return [hours && `${number(hours)}\u00a0h`, (rest || !hours) && `${number(rest)}\u00a0min`].filter(Boolean).join(" ");
}

/** Minutes such as "4:05", without their sign. @param {number} minutes */
export function clockText(minutes) {
  const seconds = Math.abs(minutes < 0 ? Math.ceil(minutes * 60) : Math.ceil(minutes * 60 - 0.01));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
