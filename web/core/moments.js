/** Local dates and times of the user's zone, as `datetime-local` fields have them. */

import { dateOf, formatter, zone } from "./words.js";

/** A moment as `YYYY-MM-DDTHH:MM` by the clock of the zone. @param {string | number} moment */
export function toLocal(moment) {
  const parts = formatter(Intl.DateTimeFormat, {
    timeZone: zone(), hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }, "en-CA").formatToParts(new Date(moment));
  const of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value;
  return `${of("year")?.padStart(4, "0")}-${of("month")}-${of("day")}T${of("hour")}:${of("minute")}`;
}

/** The moment at which the clock of the zone shows a local time; the first of two, and after a gap. @param {string} local */
export function toMoment(local) {
  const wanted = Date.parse(`${local}Z`);
  const offset = (/** @type {number} */ moment) => Date.parse(`${toLocal(moment)}Z`) - Math.floor(moment / 60_000) * 60_000;
  const candidates = [wanted - offset(wanted - 86_400_000), wanted - offset(wanted + 86_400_000)];
  const found = candidates.find((moment) => toLocal(moment) === local) ?? candidates[0];
  return new Date(found).toISOString();
}

/** Whether a text is a date of the calendar. @param {string} text */
export function isDate(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A date some days later. @param {string} date YYYY-MM-DD @param {number} days */
export function addDays(date, days) {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A number of dates, one after another. @param {string} from the first @param {number} count */
export function datesFrom(from, count) {
  return Array.from({ length: count }, (_, days) => addDays(from, days));
}

/** Group a list, which is in the order of its moments, by local date. */
/** @template T @param {T[]} list @param {(item: T) => string} momentOf @returns {[date: string, items: T[]][]} */
export function byDay(list, momentOf) {
  /** @type {[string, T[]][]} */
  const days = [];
  for (const item of list) {
    const date = dateOf(momentOf(item));
    if (days.at(-1)?.[0] === date) days.at(-1)?.[1].push(item);
    else days.push([date, [item]]);
  }
  return days;
}
