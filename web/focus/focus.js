/** Focus: choose what and how long, then a quiet full page with the time that is left. */

import { act, day, minutesLeft } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { pills } from "../core/parts.js";
import { clockText, minutesText, t } from "../core/words.js";
import "../home/companion.js";
import { chime } from "./sound.js";

const LENGTHS = [15, 25, 50, 90];
const BREAKS = [5, 10, 20];

class FocusScreen extends View {
  minutes = 0; // chosen; 0 for the usual ones
  taskId = "";
  wasLeft = 0; // at the last tick, to notice the end

  get stores() {
    return [day];
  }

  connected() {
    const stop = this.tick(1);
    return () => {
      stop();
      document.title = "Avanochi";
    };
  }

  view() {
    const session = day.value.focus_session;
    return session ? this.#running(session) : this.#choose();
  }

  #choose() {
    const preferences = day.value.user?.preferences ?? {};
    const usual = preferences.focus_minutes ?? 25;
    const rest = preferences.break_minutes ?? 5;
    const minutes = this.minutes || usual;
    const lengths = [...new Set([...LENGTHS, usual])].sort((a, b) => a - b);
    const tasks = day.value.tasks.filter((/** @type {any} */ task) => !task.completed);
    return [
      h("h1", { tabindex: -1 }, t("focus.heading")),
      h(
        "div",
        { class: "focus-choice card stack" },
        pills(t("focus.how-long"), "minutes", lengths.map((each) => [each, minutesText(each)]), minutes, (each) => {
          this.minutes = Number(each);
          this.update();
        }),
        h(
          "div",
          { class: "field" },
          h("label", { for: "focus-task" }, t("focus.on-what")),
          h(
            "select",
            { id: "focus-task", onchange: (/** @type {any} */ event) => (this.taskId = event.target.value) },
            h("option", { value: "" }, t("focus.no-task")),
            tasks.map((/** @type {any} */ task) => h("option", { key: task.id, value: task.id }, task.title)),
          ),
        ),
        h("button", { class: "primary wide", onclick: () => start("focus", minutes, this.taskId) }, icon("play"), t("focus.begin", { time: minutesText(minutes) })),
      ),
      h(
        "section",
        { class: "card stack", "aria-labelledby": "break-title" },
        h("h2", { id: "break-title" }, t("focus.take-break")),
        h("p", { class: "soft" }, t("focus.break-text")),
        h(
          "div",
          { class: "buttons" },
          [...new Set([...BREAKS, rest])].sort((a, b) => a - b).map((each) =>
            h("button", { class: "soft-button", onclick: () => start("break", each) }, icon("rest"), minutesText(each)),
          ),
        ),
      ),
    ];
  }

  /** @param {any} session */
  #running(session) {
    const left = minutesLeft(session);
    const isBreak = session.session_type === "break";
    const isPaused = session.status === "paused";
    const task = day.value.tasks.find((/** @type {any} */ each) => each.id === session.task_id);
    this.#announce(left, isPaused);
    const share = Math.max(0, Math.min(1, left / session.planned_duration));
    return [
      h("h1", { tabindex: -1, class: "hidden" }, t(isBreak ? "focus.on-break" : "focus.on")),
      h(
        "div",
        { class: `focus-page ${isBreak ? "break" : ""} ${isPaused ? "paused" : ""}` },
        h(
          "div",
          { class: "ring" },
          h(
            "svg",
            { viewBox: "0 0 120 120", "aria-hidden": "true" },
            h("circle", { cx: 60, cy: 60, r: 54, pathLength: 100, class: "track" }),
            h("circle", { cx: 60, cy: 60, r: 54, pathLength: 100, class: "left", "stroke-dasharray": `${100 * share} 100` }),
          ),
          h("companion-face"),
        ),
        h("p", { class: "time", role: "timer" }, clockText(left)),
        h("p", { class: "state-text" }, t(isPaused ? "focus.paused" : left < 0 ? "focus.time-over" : isBreak ? "focus.on-break" : "focus.on")),
        task && h("p", { class: "task-title", dir: "auto" }, task.title),
        h("div", { class: "buttons" }, this.#controls(session, isBreak, isPaused)),
        this.#soundSwitch(),
      ),
    ];
  }

  /** @param {any} session @param {boolean} isBreak @param {boolean} isPaused */
  #controls(session, isBreak, isPaused) {
    if (session.waiting) return h("p", null, t("today.waiting"));
    const type = session.session_type;
    const button = (/** @type {string} */ verb, /** @type {string} */ picture, /** @type {string} */ looks, /** @type {string} */ done, /** @type {string} */ event) =>
      h(
        "button",
        {
          class: looks,
          key: verb,
          onclick: (/** @type {Event} */ { currentTarget }) =>
            act(
              { method: "POST", path: `focus-sessions/${session.session_id}/${verb}`, timed: true },
              { done: t(done), from: /** @type {Element} */ (currentTarget), undo: () => ({ event, id: session.session_id }) },
            ),
        },
        icon(picture),
        t(`focus.${verb}`),
      );
    return [
      button("complete", "check", "primary", isBreak ? "focus.break-completed" : "focus.completed", `complete_${type}`),
      isPaused
        ? button("resume", "play", "soft-button", "focus.resumed", "resume_focus")
        : button("pause", "pause", "soft-button", "focus.paused", "pause_focus"),
      !isBreak && !isPaused && h("button", { class: "soft-button", key: "break", onclick: () => start("break", day.value.user?.preferences?.break_minutes ?? 5) }, icon("rest"), t("focus.take-break")),
      button("stop", "stop", "plain", "focus.stopped", "stop_focus"),
    ];
  }

  #soundSwitch() {
    const isOn = localStorage.getItem("avanochi.sound") === "on";
    const toggle = () => {
      localStorage.setItem("avanochi.sound", isOn ? "off" : "on");
      if (!isOn) chime();
      this.update();
    };
    return h("label", { class: "sound" }, h("input", { type: "checkbox", role: "switch", checked: isOn, onchange: toggle }), t("focus.sound"));
  }

  /** Count down in the title, and sound once when the time is over. @param {number} left @param {boolean} isPaused */
  #announce(left, isPaused) {
    document.title = `${isPaused ? "⏸ " : ""}${left < 0 ? "+" : ""}${clockText(left)} · Avanochi`;
    if (this.wasLeft > 0 && left <= 0 && localStorage.getItem("avanochi.sound") === "on") chime();
    this.wasLeft = left;
  }
}

/** @param {string} type @param {number} minutes @param {string} [taskId] */
function start(type, minutes, taskId) {
  return act(
    {
      method: "POST",
      path: "focus-sessions/start",
      body: { duration_minutes: minutes, session_type: type, ...(taskId ? { task_id: taskId } : {}) },
      timed: true,
    },
    {
      done: t(type === "focus" ? "focus.started" : "focus.break-started"),
      undo: (session) => ({ event: `start_${type}`, id: session.session_id }),
    },
  );
}

define("focus-screen", FocusScreen);
