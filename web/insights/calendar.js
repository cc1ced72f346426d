/** Days, weeks and months of the calendar, by dates as YYYY-MM-DD. */

const DAY_MS = 86_400_000;

/** @param {string} date @param {number} days */
export function addDays(date, days) {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

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

/** The period before (-1) or after (1) the one that begins on a date. @param {string} kind @param {string} from @param {-1 | 1} by */
export function shifted(kind, from, by) {
  return periodOf(kind, by < 0 ? addDays(from, -1) : addDays(periodOf(kind, from).to, 1));
}
