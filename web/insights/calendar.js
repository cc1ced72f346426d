/** Days, weeks and months of the calendar, by dates as YYYY-MM-DD. */

import { addDays } from "../core/moments.js";
import { longDate } from "../core/words.js";

/** The first and the last day of the day, ISO week or month that a date is in. @param {string} kind @param {string} date */
export function periodOf(kind, date) {
  if (kind === "day") return { from: date, to: date };
  if (kind === "week") {
    const from = addDays(date, -((new Date(date).getUTCDay() + 6) % 7));
    return { from, to: addDays(from, 6) };
  }
  const from = `${date.slice(0, 7)}-01`;
  return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) };
}

/** The period before or after that from a date. @param {string} kind @param {string} from @param {-1 | 1} by */
export function shifted(kind, from, by) {
  return periodOf(kind, by < 0 ? addDays(from, -1) : addDays(periodOf(kind, from).to, 1));
}

/** A date such as "Fri 20 Mar". @param {string} date */
export function shortDate(date) {
  return longDate(date, { weekday: "short", day: "numeric", month: "short" });
}

/** A date such as "20 March". @param {string} date @param {Intl.DateTimeFormatOptions} [options] */
export function dayAndMonth(date, options) {
  return longDate(date, { day: "numeric", month: "long", ...options });
}

/** Whole hours such as "14:00–15:00". @param {number} from @param {number} [to] */
export function hoursOfDay(from, to = from + 1) {
  return [from, to].map((hour) => `${String(hour % 24).padStart(2, "0")}:00`).join("–");
}
