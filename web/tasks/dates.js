/** Dates of a user whose day may begin after midnight. */

import { day } from "../core/day.js";
import { toLocal } from "../core/moments.js";
import { longDate, nearDate, startOfDay } from "../core/words.js";

const DAY_MS = 86_400_000;

/** A date such as "tomorrow, Friday 20 March". @param {string} date */
export function dayTitle(date) {
  const today = day.value.date;
  const isNear = Math.abs(Date.parse(date) - Date.parse(today)) <= DAY_MS;
  return isNear ? `${nearDate(date, today)}, ${longDate(date)}` : longDate(date);
}

/** Whether a due date is a whole day, which ends in its last second. @param {string} moment */
export function isWholeDay(moment) {
  const end = Date.parse(moment) + 1000;
  const [hours, minutes] = toLocal(end).slice(11).split(":").map(Number);
  return hours * 60 + minutes === startOfDay() && end % 60_000 === 0;
}
