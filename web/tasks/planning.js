/** Planning a task for a day: the strip of days, by dragging to it or by a list of them. */

import { get } from "../core/api.js";
import { act, changed, day, explain, say } from "../core/day.js";
import { h, icon, render } from "../core/dom.js";
import { isolate, longDate, nearDate, t } from "../core/words.js";
import { addDays, dayTitle, weekday } from "./dates.js";

const DAYS_AHEAD = 7;
const DRAG_DISTANCE = 8; // pixels: less is a click
const WORK_DAYS = [1, 2, 3, 4, 5]; // the API's default

/** Today and the days after it. */
export function comingDays() {
  return Array.from({ length: DAYS_AHEAD }, (_, days) => addDays(day.value.date, days));
}

/** The coming days as links to their lists; tasks are dropped on them. @param {string} here the list that is shown */
export function dayStrip(here) {
  const today = day.value.date;
  return h(
    "nav",
    { class: "days", "aria-label": t("tasks.days") },
    comingDays().map((date) =>
      h(
        "a",
        {
          key: date,
          href: `#tasks/${date === today ? "today" : date}`,
          "data-day": date,
          "aria-label": dayTitle(date),
          "aria-current": (date === today ? "today" : date) === here && "page",
        },
        h("span", { class: "weekday" }, longDate(date, { weekday: "short" })),
        h("strong", null, longDate(date, { day: "numeric" })),
      ),
    ),
    h(
      "a",
      { key: "none", href: "#tasks/unplanned", "data-day": "", "aria-label": t("tasks.no-day"), "aria-current": here === "unplanned" && "page" },
      h("span", { class: "weekday" }, t("tasks.no-day.short")),
      h("strong", null, icon("list")),
    ),
  );
}

/**
 * The days for which a task can be planned, as buttons.
 *
 * @param {any} task @param {(date: string | null) => unknown} choose @param {() => unknown} close
 */
export function planMenu(task, choose, close) {
  const today = day.value.date;
  return h(
    "div",
    {
      class: "plan-menu",
      role: "group",
      "aria-label": t("tasks.plan-for.label", { title: task.title }),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape") close();
      },
    },
    comingDays().map((date) =>
      h(
        "button",
        { key: date, class: "chip", "aria-pressed": String(task.planned_date === date), onclick: () => choose(date) },
        nearDate(date, today),
      ),
    ),
    h("button", { key: "none", class: "chip", "aria-pressed": String(!task.planned_date), onclick: () => choose(null) }, t("tasks.no-day")),
    h(
      "form",
      {
        key: "other",
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          const { value } = /** @type {HTMLInputElement} */ (/** @type {any} */ (event.target).date);
          if (value) choose(value);
        },
      },
      h("input", { type: "date", name: "date", required: true, min: today, "aria-label": t("tasks.other-day") }),
      h("button", { class: "soft-button small" }, t("tasks.plan-day")),
    ),
  );
}

/** Plan a task for a day, or for none. @param {any} task @param {string | null} date @returns {Promise<boolean>} */
export async function planTask(task, date) {
  const before = task.planned_date;
  if (before === date) return false;
  const title = isolate(task.title);
  const label = date ? t("tasks.planned-for", { title, date: nearDate(date, day.value.date) }) : t("tasks.planned-none", { title });
  const change = (/** @type {string | null} */ to) => ({ method: "PUT", path: `tasks/${task.id}`, body: { planned_date: to } });
  const answer = await act({ ...change(date), label });
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
  const { send } = await import("../core/outbox.js");
  const results = await Promise.allSettled(
    tasks.map((task) => send({ method: "PUT", path: `tasks/${task.id}`, body: { planned_date: to(task) }, label: t("tasks.plan-for.label", { title: isolate(task.title) }) })),
  );
  const failed = results.find((result) => result.status === "rejected");
  if (failed) say(explain(failed.reason), { kind: "error" });
  return tasks.filter((_, place) => results[place].status === "fulfilled");
}

/** The user's next work day; public holidays are known only where the assistant recommends one. */
export async function nextWorkDay() {
  const advice = day.value.recommendations?.find((/** @type {any} */ each) => each.kind === "replan_overdue");
  if (advice?.action?.body?.planned_date) return advice.action.body.planned_date;
  const workDays = day.value.user?.preferences?.work_days ?? WORK_DAYS;
  const off = await get("users/days-off").catch(() => []);
  const isOff = (/** @type {string} */ date) => off.some((/** @type {any} */ each) => each.from <= date && date <= each.to);
  let date = addDays(day.value.date, 1);
  for (let days = 0; days < 366 && (!workDays.includes(weekday(date)) || isOff(date)); days += 1) date = addDays(date, 1);
  return date;
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
  /** @type {HTMLElement | null} */
  let ghost = null;
  /** @type {HTMLElement | null} */
  let over = null;
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
  listen("pointermove", (/** @type {PointerEvent} */ { clientX: x, clientY: y, pointerId: id }) => {
    if (id !== pointerId || (!ghost && Math.hypot(x - startX, y - startY) < DRAG_DISTANCE)) return;
    ghost ??= createGhost(task);
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
  listen("keydown", (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && stop());
}

/** @param {any} task */
function createGhost(task) {
  getSelection()?.removeAllRanges();
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  ghost.setAttribute("aria-hidden", "true");
  render(ghost, icon("calendar"), h("span", { dir: "auto" }, task.title));
  document.body.append(ghost);
  document.documentElement.classList.add("dragging");
  return ghost;
}
