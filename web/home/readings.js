/** What was read in the line of a new task beside its title, and the words of the line that say it. */

import { day } from "../core/day.js";
import { minutesText, nearDate, nearMoment, t, time } from "../core/words.js";

/** @typedef {{name: "when" | "tags" | "priority" | "estimate", label: string, cleared: object}} Reading */

const EDGES = /^[,;:.\-–—>=()[\]"'`“”‘’«»]+|[,;:.\-–—>=()[\]"'`“”‘’«»]+$/g;
const ESTIMATE = /^~?(\d{1,2}h(\d{1,3}(m|min)?)?|\d{1,3}(m|min))$/i; // as the server reads it, at the end
const PRIORITY_MARK = /^(!\w+|p[123])$/i;
const PRIORITY =
  /^(high|highest|high-priority|top|low|lowest|priority|prio|important|unimportant|urgent|urgently|critical|prioridad|prioritari[oa]|alta|máxima|baja|importante|(super)?urgente|urgentemente|urgencia|crític[oa]|prisa)$/i;
const BEFORE_PRIORITY = /^(and|make|it|is|with|as|very|super|not|y|que|sea|es|con|sin|de|como|muy|súper|no|nada|poco)$/i;

/** @param {any} task @returns {Reading[]} */
export function readings(task) {
  const { due_date: due, planned_date: planned, reminder_time: reminder, recurrence, tags, priority, estimate_minutes: estimate } = task;
  const today = day.value.date;
  /** @type {Reading[]} */
  const list = [];
  if (due || planned || recurrence) {
    const date = due ? nearMoment(due, today) : planned ? nearDate(planned, today) + (reminder ? `, ${time(reminder)}` : "") : "";
    const label = [date, recurrence && t("task.repeats")].filter(Boolean).join(" · ");
    list.push({ name: "when", label, cleared: { due_date: null, planned_date: null, recurrence: null, reminder_time: null, reminder_enabled: false } });
  }
  if (tags.length) list.push({ name: "tags", label: tags.map((/** @type {string} */ tag) => `#${tag}`).join(" "), cleared: { tags: [] } });
  if (priority !== "medium") list.push({ name: "priority", label: t(`task.priority.${priority}`), cleared: { priority: "medium" } });
  if (estimate) list.push({ name: "estimate", label: minutesText(estimate), cleared: { estimate_minutes: null } });
  return list;
}

/** The title of a task with the words of a reading, which are no longer read. @param {any} task @param {string} line @param {string} name */
export function titleWith(task, line, name) {
  const left = task.title.split(/\s+/).map(plain);
  const words = line.split(/\s+/).filter((word) => {
    const place = left.indexOf(plain(word));
    if (place >= 0) left.splice(place, 1);
    return place < 0 && plain(word);
  });
  const kinds = kindsOf(words.map(plain), task);
  return [task.title, ...words.filter((_, index) => kinds[index] === name)].join(" ");
}

/** @param {string} word */
function plain(word) {
  return word.toLowerCase().replace(EDGES, "");
}

/** The reading to which each word belongs. @param {string[]} words @param {any} task */
function kindsOf(words, task) {
  const isHigherOrLower = task.priority !== "medium";
  /** @type {string[]} */
  const kinds = words.map((word) => (word.startsWith("#") ? "tags" : isHigherOrLower && PRIORITY_MARK.test(word) ? "priority" : "when"));
  const estimate = words.findLastIndex((word) => ESTIMATE.test(word));
  if (task.estimate_minutes && estimate >= 0) kinds[estimate] = "estimate";
  if (!isHigherOrLower || kinds.includes("priority")) return kinds;
  let place = words.findLastIndex((word, index) => kinds[index] === "when" && PRIORITY.test(word));
  for (; place >= 0 && kinds[place] === "when" && (PRIORITY.test(words[place]) || BEFORE_PRIORITY.test(words[place])); place -= 1) {
    kinds[place] = "priority";
  }
  return kinds;
}
