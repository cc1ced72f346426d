/** Recurrence rules (RFC 5545) as plain choices; a rule that is none of them is kept as it is. */

import { day } from "../core/day.js";
import { t } from "../core/words.js";

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

export const CHOICES = ["none", "daily", "workdays", "weekly", "monthly", "yearly"];

/** @type {Record<string, string>} */
const PLAIN = { "": "none", "FREQ=DAILY": "daily", "FREQ=MONTHLY": "monthly", "FREQ=YEARLY": "yearly", "FREQ=WEEKLY": "weekly" };

/** The choice that a rule is, or `other`. @param {string} rule */
export function choiceOf(rule) {
  if (rule in PLAIN) return PLAIN[rule];
  if (rule === workdaysRule()) return "workdays";
  return /^FREQ=WEEKLY;BYDAY=(\w\w,?)+$/.test(rule) ? "weekly" : "other";
}

/** The weekdays of a weekly rule, from 1 (Monday) to 7. @param {string} rule */
export function daysOf(rule) {
  const names = rule.match(/BYDAY=([\w,]+)/)?.[1].split(",") ?? [];
  return names.map((name) => WEEKDAYS.indexOf(name) + 1);
}

/** @param {string} choice @param {number[]} days of a weekly rule */
export function ruleOf(choice, days) {
  if (choice === "workdays") return workdaysRule();
  if (choice === "weekly" && days.length) return weekly(days);
  return Object.keys(PLAIN).find((rule) => PLAIN[rule] === choice) ?? "";
}

/** @param {number[]} days */
function weekly(days) {
  return `FREQ=WEEKLY;BYDAY=${[...days].sort((a, b) => a - b).map((each) => WEEKDAYS[each - 1]).join()}`;
}

function workdaysRule() {
  return weekly(day.value.user?.preferences?.work_days ?? [1, 2, 3, 4, 5]);
}

/** A few words for a rule. @param {string} rule */
export function repeatText(rule) {
  const choice = choiceOf(rule);
  return choice === "other" ? t("task.repeats") : t(`tasks.repeat.${choice}`);
}
