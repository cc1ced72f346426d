/** The day as it will be once what waits has been sent. */

import { dateOf } from "../core/words.js";

/** @typedef {import("../core/kept.js").Kept} Kept */

/** What each act does to the day, by its method and path; the second argument is an id in the path. */
/** @type {[RegExp, (day: any, act: Kept, id: string) => object][]} */
const EFFECTS = [
  [/^POST interaction\/messages$/, (day, act) => (act.body.intent === "add_task" ? addTask(day, act, act.body.text) : {})],
  [/^POST tasks$/, (day, act) => (act.body.planned_date === day.date ? addTask(day, act, act.body.title) : {})],
  [/^PATCH tasks\/([^/]+)$/, (day, act, id) => changeTask(day, id, { completed: act.body.action === "complete" })],
  [/^PUT tasks\/([^/]+)$/, (day, act, id) => changeTask(day, id, act.body)],
  [/^DELETE tasks\/([^/]+)$/, (day, _, id) => ({ tasks: day.tasks.filter((/** @type {any} */ task) => task.id !== id) })],
  [/^POST health\/hydration$/, drink],
  [/^POST work_sessions\/start$/, (_, act) => ({ work_session: { id: "", start_time: momentOf(act), paused: false, pauses: [] } })],
  [/^POST work_sessions\/pause$/, (day, act) => pauseWork(day, [...(day.work_session?.pauses ?? []), { from: momentOf(act), to: null }], true)],
  [/^POST work_sessions\/resume$/, (day, act) => pauseWork(day, ended(day.work_session?.pauses, act), false)],
  [/^POST (?:work_sessions\/([^/]+)\/end|time-logs\/end-work)$/, () => ({ work_session: null })],
  [/^POST focus-sessions\/start$/, startFocus],
  [/^POST focus-sessions\/[^/]+\/pause$/, (day, act) => pauseFocus(day, [...(day.focus_session?.pauses ?? []), { from: momentOf(act), to: null }], "paused")],
  [/^POST focus-sessions\/[^/]+\/resume$/, (day, act) => pauseFocus(day, ended(day.focus_session?.pauses, act), "running")],
  [/^POST focus-sessions\/([^/]+)\/(?:complete|stop)$/, () => ({ focus_session: null })],
  [/^POST assistant\/recommendations\/([^/]+)\/feedback$/, (day, _, id) => ({ recommendations: day.recommendations.filter((/** @type {any} */ each) => encodeURIComponent(each.id) !== id) })],
];

/** Return the day with acts done, in their order. @param {any} day @param {Kept[]} acts */
export function withActs(day, acts) {
  return acts.reduce((before, act) => {
    const route = `${act.method} ${act.path}`;
    const [pattern, effect] = EFFECTS.find(([each]) => each.test(route)) ?? [];
    return pattern && effect ? { ...before, ...effect(before, act, route.match(pattern)?.[1] ?? ""), isWaiting: true } : before;
  }, day);
}

/** @param {Kept} act @returns {string} */
function momentOf({ body, created }) {
  return body?.at ?? new Date(created).toISOString();
}

/** A task that can only be withdrawn: `waiting` is the number of its act. @param {any} day @param {Kept} act @param {string} title */
function addTask(day, { number }, title) {
  const task = { id: `waiting-${number}`, waiting: number, title, completed: false, tags: [], priority: "medium", carried_over: 0 };
  return { tasks: [task, ...day.tasks] };
}

/** @param {any} day @param {string} id @param {object} changes */
function changeTask(day, id, changes) {
  return { tasks: day.tasks.map((/** @type {any} */ task) => (task.id === id ? { ...task, ...changes, isWaiting: true } : task)) };
}

/** @param {any} day @param {Kept} act */
function drink(day, act) {
  if (dateOf(momentOf(act)) !== day.date) return {};
  const { hydration } = day.health;
  return { health: { ...day.health, hydration: { ...hydration, total_ml: hydration.total_ml + act.body.amount_ml } } };
}

/** Pauses, of which the last ends with an act. @param {any[] | undefined} pauses @param {Kept} act */
function ended(pauses, act) {
  return (pauses ?? []).map((each) => ({ ...each, to: each.to ?? momentOf(act) }));
}

/** @param {any} day @param {any[]} pauses @param {boolean} paused */
function pauseWork(day, pauses, paused) {
  return day.work_session ? { work_session: { ...day.work_session, pauses, paused } } : {};
}

/** @param {any} day @param {any[]} pauses @param {string} status */
function pauseFocus(day, pauses, status) {
  return day.focus_session ? { focus_session: { ...day.focus_session, pauses, status } } : {};
}

/** @param {any} _ @param {Kept} act */
function startFocus(_, act) {
  const { duration_minutes: planned, session_type: type = "focus" } = act.body;
  return {
    focus_session: { session_id: "", waiting: act.number, session_type: type, planned_duration: planned, start_time: momentOf(act), pauses: [] },
  };
}
