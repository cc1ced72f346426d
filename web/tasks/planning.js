/** Planning a task for a day: the strip of days, by dragging to it or by a list of them. */

import { get } from "../core/api.js";
import { act, changed, day, say, sayFailure } from "../core/day.js";
import { h, icon, render } from "../core/dom.js";
import { capital, form } from "../core/form.js";
import { datesFrom } from "../core/moments.js";
import { send } from "../core/outbox.js";
import { dayTitle, isolate, longDate, nearDate, t } from "../core/words.js";

const DAYS_SHOWN = 7;
const DRAG_DISTANCE = 8; // pixels: less is a click
const WORK_DAYS = [1, 2, 3, 4, 5]; // the API's default

/** The coming days as links to their lists; tasks are dropped on them. @param {string} here the list that is shown */
export function dayStrip(here) {
  const link = (/** @type {string} */ list, /** @type {string} */ date, /** @type {string} */ label, /** @type {any[]} */ ...texts) =>
    h(
      "a",
      { key: list, href: `#tasks/${list}`, "data-day": date, "aria-label": label, "aria-current": list === here && "page" },
      h("span.weekday", texts[0]),
      h("strong", texts[1]),
    );
  const days = datesFrom(day.value.date, DAYS_SHOWN).map((date) => {
    const list = date === day.value.date ? "today" : date;
    return link(list, date, dayTitle(date, day.value.date), longDate(date, { weekday: "short" }), longDate(date, { day: "numeric" }));
  });
  const none = link("unplanned", "", t("tasks.no-day"), t("tasks.no-day.short"), icon("list"));
  return h("nav.days", { "aria-label": t("tasks.days") }, days, none);
}

/**
 * The days for which a task can be planned, as buttons.
 *
 * @param {any} task @param {(date: string | null) => unknown} choose @param {() => unknown} close
 */
export function planMenu({ title, planned_date: planned }, choose, close) {
  const today = day.value.date;
  const chip = (/** @type {string | null} */ date, /** @type {string} */ text) =>
    h("button", { key: date ?? "none", class: "chip", "aria-pressed": String((planned ?? null) === date), onclick: () => choose(date) }, text);
  return h(
    "div",
    {
      class: "plan-menu",
      role: "group",
      "aria-label": t("tasks.plan-for.label", { title }),
      onkeydown: (event) => event.key === "Escape" && close(),
    },
    datesFrom(today, DAYS_SHOWN).map((date) => chip(date, capital(nearDate(date, today)))),
    chip(null, t("tasks.no-day")),
    form(
      ({ date }) => date.value && choose(date.value),
      { key: "other", class: null, novalidate: null },
      h("input", { type: "date", name: "date", required: true, min: today, "aria-label": t("tasks.other-day") }),
      h("button.soft-button.small", t("tasks.plan-day")),
    ),
  );
}

/** Plan a task for a day, or for none. @param {any} task @param {string | null} date @returns {Promise<boolean>} */
export async function planTask(task, date) {
  const before = task.planned_date;
  if (before === date) return false;
  const title = isolate(task.title);
  const near = date && nearDate(date, day.value.date);
  const label = near ? t("tasks.planned-for", { title, date: near }) : t("tasks.planned-none", { title });
  const change = (/** @type {string | null} */ to) => ({ method: "PUT", path: `tasks/${task.id}`, body: { planned_date: to } });
  task.planned_date = date; // at once: the next choice is compared with it
  const answer = await act({ ...change(date), label });
  if (!answer && task.planned_date === date) task.planned_date = before;
  if (!answer || answer.waiting) return false;
  say(label, { undo: () => act(change(before), { done: t("undone") }) });
  return true;
}

/** Plan several tasks for a day. @param {any[]} tasks @param {string} date */
export async function planAll(tasks, date) {
  const moved = await setPlans(tasks, () => date);
  if (moved.length) {
    const text = t("tasks.planned-all", { count: moved.length, date: nearDate(date, day.value.date) });
    say(text, { undo: () => restorePlans(moved) });
  }
  await changed();
}

/** Plan tasks as they were planned before. @param {any[]} tasks as they were */
export async function restorePlans(tasks) {
  if ((await setPlans(tasks, (task) => task.planned_date)).length) say(t("undone"));
  await changed();
}

/** Return the tasks that were changed; a failure is said once. @param {any[]} tasks @param {(task: any) => string | null} to */
async function setPlans(tasks, to) {
  const plan = (/** @type {any} */ task) => {
    const label = t("tasks.plan-for.label", { title: isolate(task.title) });
    return send({ method: "PUT", path: `tasks/${task.id}`, body: { planned_date: to(task) }, label });
  };
  const results = await Promise.allSettled(tasks.map(plan));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) sayFailure(failed.reason);
  return tasks.filter((_, place) => results[place].status === "fulfilled");
}

/** The user's next work day; public holidays are known only where the assistant recommends one. */
export async function nextWorkDay() {
  const advice = day.value.recommendations?.find((/** @type {any} */ each) => each.kind === "replan_overdue");
  if (advice?.action?.body?.planned_date) return advice.action.body.planned_date;
  const workDays = day.value.user?.preferences?.work_days ?? WORK_DAYS;
  const off = await get("users/days-off").catch(() => []);
  const isOff = (/** @type {string} */ date) => off.some((/** @type {any} */ each) => each.from <= date && date <= each.to);
  const [, ...next] = datesFrom(day.value.date, 367);
  return next.find((date) => workDays.includes(new Date(date).getUTCDay() || 7) && !isOff(date)) ?? next[0];
}

/**
 * Follow a pointer that was pressed on a task until it is released on a day.
 *
 * @param {PointerEvent} event @param {any} task @param {(date: string | null) => unknown} drop
 */
export function dragTask(event, task, drop) {
  const target = /** @type {Element} */ (event.target);
  const isHandle = target.closest(".plan-button") !== null;
  if (event.button !== 0 || (!isHandle && (event.pointerType !== "mouse" || target.closest("button, input, form")))) return;
  let [ghost, over] = /** @type {(HTMLElement | null)[]} */ ([null, null]);
  const { clientX: startX, clientY: startY, pointerId } = event;
  const stopping = new AbortController();
  const listen = (/** @type {string} */ name, /** @type {(event: any) => void} */ listener) =>
    addEventListener(name, listener, { signal: stopping.signal, capture: true });
  const stop = () => {
    stopping.abort();
    ghost?.remove();
    over?.classList.remove("over");
    document.documentElement.classList.remove("dragging");
  };
  listen("pointermove", ({ clientX: x, clientY: y, pointerId: id }) => {
    if (id !== pointerId || (!ghost && Math.hypot(x - startX, y - startY) < DRAG_DISTANCE)) return;
    ghost ??= createGhost(task.title);
    ghost.style.setProperty("--x", `${x}px`);
    ghost.style.setProperty("--y", `${y}px`);
    const found = /** @type {HTMLElement | null} */ (document.elementFromPoint(x, y)?.closest("[data-day]") ?? null);
    if (found === over) return;
    over?.classList.remove("over");
    over = found;
    over?.classList.add("over");
  });
  listen("pointerup", () => {
    const [wasDragged, date] = [ghost !== null, over?.dataset.day];
    stop();
    if (!wasDragged) return;
    // The click that follows is the end of the drag.
    const swallow = (/** @type {Event} */ click) => (click.preventDefault(), click.stopPropagation());
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
    if (date !== undefined) drop(date || null);
  });
  listen("pointercancel", stop);
  listen("keydown", ({ key }) => key === "Escape" && stop());
}

/** What follows the pointer. @param {string} title */
function createGhost(title) {
  getSelection()?.removeAllRanges();
  const ghost = Object.assign(document.createElement("div"), { className: "ghost", ariaHidden: "true" });
  render(ghost, icon("calendar"), h("span", { dir: "auto" }, title));
  document.body.append(ghost);
  document.documentElement.classList.add("dragging");
  return ghost;
}
