/** The titles of days. */

import { day } from "../core/day.js";
import { longDate, nearDate } from "../core/words.js";

const DAY_MS = 86_400_000;

/** A date such as "tomorrow, Friday 20 March". @param {string} date */
export function dayTitle(date) {
  const today = day.value.date;
  const isNear = Math.abs(Date.parse(date) - Date.parse(today)) <= DAY_MS;
  return isNear ? `${nearDate(date, today)}, ${longDate(date)}` : longDate(date);
}
