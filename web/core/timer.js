/** The time of a running focus session or break, as the API shows it. */

import { now } from "./api.js";

/** The minutes that are left of the plan, without pauses; negative when it is over. @param {any} session */
export function minutesLeft({ planned_duration: planned, start_time: start, pauses = [] }) {
  const paused = pauses.reduce(
    (/** @type {number} */ sum, /** @type {any} */ pause) =>
      sum + (pause.to ? Date.parse(pause.to) : now()) - Date.parse(pause.from),
    0,
  );
  return planned - (now() - Date.parse(start) - paused) / 60_000;
}

/** @param {number} minutes @returns {string} such as 4:05; the sign is left out */
export function clockText(minutes) {
  const seconds = Math.abs(minutes < 0 ? Math.ceil(minutes * 60) : Math.ceil(minutes * 60 - 0.01));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
