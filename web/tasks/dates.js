/** Dates of a user whose day may begin after midnight, and whose zone need not be that of this device. */

import { day } from "../core/day.js";
import { longDate, nearDate, zone } from "../core/words.js";

const MINUTE = 60_000;

/** A date some days after another. @param {string} date @param {number} days */
export function addDays(date, days) {
  return new Date(Date.parse(date) + days * 1440 * MINUTE).toISOString().slice(0, 10);
}

/** A date such as "tomorrow, Friday 20 March". @param {string} date */
export function dayTitle(date) {
  const isNear = Math.abs(Date.parse(date) - Date.parse(day.value.date)) <= 1440 * MINUTE;
  return isNear ? `${nearDate(date, day.value.date)}, ${longDate(date)}` : longDate(date);
}

/** The weekday of a date, from 1 (Monday) to 7 (Sunday). @param {string} date */
export function weekday(date) {
  return new Date(date).getUTCDay() || 7;
}

/** The moment of a local time in the user's zone. @param {string} date @param {string} clock HH:MM */
export function momentOf(date, clock) {
  const wanted = Date.parse(`${date}T${clock}Z`);
  // The second step is for a change of the offset between the first guess and the moment.
  let moment = wanted - offsetAt(wanted);
  moment = wanted - offsetAt(moment);
  return new Date(moment).toISOString();
}

/** The local time of a moment, as HH:MM. @param {string | number} moment */
export function clockOf(moment) {
  return local(moment).slice(11, 16);
}

/** The local date and time of a moment, as a field of them takes it. @param {string | number} moment */
export function local(moment) {
  const at = new Date(moment).valueOf();
  return new Date(at + offsetAt(at)).toISOString().slice(0, 16);
}

/** The offset of the user's zone from UTC, in milliseconds. @param {number} moment */
function offsetAt(moment) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone(),
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const seconds = Math.floor(moment / 1000) * 1000;
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) - seconds;
}
