/** The working day: clocking in and out, pauses, the hours against the limit, and the focus timer. */

import { now } from "../core/api.js";
import { act, day, doing, minutesLeft, withdraw } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { clockText, minutesText, t, time } from "../core/words.js";

class WorkdayCard extends View {
  get stores() {
    return [day];
  }

  connected() {
    return this.tick(1);
  }

  view() {
    const { work_session: work, focus_session: focus, settings } = day.value;
    return h(
      "section",
      { "aria-labelledby": "work-title" },
      h("h2", { id: "work-title" }, t("work.title")),
      showHours(work, settings.workday_limit_minutes),
      h("div.buttons", work ? workButtons(work) : clockIn()),
      h("h3.focus-title", t(focus?.session_type === "break" ? "focus.on-break" : "focus.title")),
      focus ? showFocus(focus) : focusButtons(settings),
      h("div.buttons", h("a.more", { href: "#shutdown" }, icon("moon"), t("work.shutdown")), h("a.more", { href: "#history" }, icon("list"), t("nav.history"))),
    );
  }
}

/** @param {any} work @param {number} limit minutes */
function showHours(work, limit) {
  const { health, received } = day.value;
  const running = work && !work.paused;
  const worked = Math.round(health.worked_minutes + (running ? (now() - received) / 60_000 : 0));
  const state = !work
    ? t("work.off")
    : work.paused
      ? t("work.paused", { time: time(work.pauses.at(-1).from) })
      : t("work.on", { time: time(work.start_time) });
  const text =
    worked > limit
      ? t("work.over", { worked: minutesText(worked), over: minutesText(worked - limit) })
      : t("work.today", { worked: minutesText(worked), limit: minutesText(limit) });
  return [
    h("p", { class: `state ${running ? "on" : ""}` }, state),
    h("p.hours", text),
    h("span", { class: `bar work ${worked > limit ? "over" : ""}` }, h("span", { css: { "--share": `${(100 * worked) / limit}%` } })),
  ];
}

function clockIn() {
  const onclick = doing("work_sessions/start", t("work.clocked-in"), "clock_in");
  return h("button.primary", { onclick }, icon("play"), t("work.clock-in"));
}

/** @param {any} work */
function workButtons(work) {
  const pause = work.paused ? "resume" : "pause";
  const turn = doing(`work_sessions/${pause}`, t(work.paused ? "work.resumed" : "work.paused.done"), `${pause}_work`);
  const end = doing(work.id ? `work_sessions/${work.id}/end` : "time-logs/end-work", t("work.clocked-out"), "clock_out");
  return [
    h(
      "button",
      { class: work.paused ? "primary" : "soft-button", onclick: turn },
      icon(work.paused ? "play" : "pause"),
      t(`work.${pause}`),
    ),
    h("button.soft-button", { onclick: end }, icon("stop"), t("work.clock-out")),
  ];
}

/** Start a focus session, on a task if one is given, or a break. */
/** @param {"focus" | "break"} type @param {number} minutes @param {string} [task] its id */
export function startFocus(type, minutes, task) {
  const body = { duration_minutes: minutes, session_type: type, ...(task && { task_id: task }) };
  return act(
    { method: "POST", path: "focus-sessions/start", body, timed: true },
    {
      done: t(type === "focus" ? "focus.started" : "focus.break-started"),
      undo: (session) => ({ event: `start_${type}`, id: session.session_id }),
    },
  );
}

/** @param {any} settings */
function focusButtons({ focus_minutes: focus, break_minutes: rest }) {
  return h(
    "div.buttons",
    h("button.soft-button", { onclick: () => startFocus("focus", focus) }, icon("focus"), t("focus.start", { minutes: focus })),
    h("button.soft-button", { onclick: () => startFocus("break", rest) }, icon("rest"), t("focus.break", { minutes: rest })),
  );
}

/** @param {any} session */
function showFocus(session) {
  const left = minutesLeft(session);
  const { session_id: id, session_type: type } = session;
  const end = (/** @type {"complete" | "stop"} */ how) => {
    const done = how === "stop" ? "focus.stopped" : type === "focus" ? "focus.completed" : "focus.break-completed";
    return doing(`focus-sessions/${id}/${how}`, t(done), how === "stop" ? "stop_focus" : `complete_${type}`, { id });
  };
  const undo = h("button.soft-button.small", { onclick: () => withdraw(session.waiting) }, t("focus.withdraw"));
  return [
    h("p.timer", { role: "timer" }, left >= 0 ? t("focus.left", { time: clockText(left) }) : t("focus.over", { time: clockText(left) })),
    session.waiting ? h("p", t("today.waiting"), " ", undo) : h( // without an id, it can only be withdrawn
      "div.buttons",
      h("button.primary.small", { onclick: end("complete") }, icon("check"), t("focus.complete")),
      h("button.soft-button.small", { onclick: end("stop") }, icon("stop"), t("focus.stop")),
      h("a.plain.small", { href: "#focus" }, t("focus.open")),
    ),
  ];
}

define("workday-card", WorkdayCard);
