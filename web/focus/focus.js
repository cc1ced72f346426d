/** Focus: choose what and how long, then a quiet full page with the time that is left. */

import { day, doing, minutesLeft, openTasks } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { select } from "../core/form.js";
import { pills, section, tick } from "../core/parts.js";
import { clockText, minutesText, t } from "../core/words.js";
import "../home/companion.js";
import { startFocus } from "../home/workday.js";
import { chime, isSoundOn, setSound } from "./sound.js";

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
    return this.tick(1, true); // for title and sound
  }

  view() {
    const session = day.value.focus_session;
    return session ? this.#running(session) : this.#choose();
  }

  #choose() {
    const { focus_minutes: focus, break_minutes: rest } = day.value.settings;
    const minutes = this.minutes || focus;
    const choose = (/** @type {number} */ chosen) => {
      this.minutes = chosen;
      this.update();
    };
    const lengths = withUsual(LENGTHS, focus).map((each) => /** @type {[number, string]} */ ([each, minutesText(each)]));
    return [
      h("h1", { tabindex: -1 }, t("nav.focus")),
      h(
        "div.card.stack",
        pills(t("focus.how-long"), "minutes", lengths, minutes, choose),
        select({
          id: "focus-task",
          label: t("focus.on-what"),
          options: [["", t("focus.no-task")], ...openTasks().map(({ id, title }) => /** @type {[string, string]} */ ([id, title]))],
          value: this.taskId,
          onchange: ({ target }) => (this.taskId = target.value),
        }),
        h(
          "button.primary.wide",
          { onclick: () => startFocus("focus", minutes, this.taskId) },
          icon("play"),
          t("focus.begin", { time: minutesText(minutes) }),
        ),
      ),
      section(
        "break",
        t("focus.take-break"),
        h("p.soft", t("focus.break-text")),
        h("div.buttons", withUsual(BREAKS, rest).map((each) => breakButton(each, minutesText(each)))),
      ),
    ];
  }

  /** @param {any} session */
  #running(session) {
    const left = minutesLeft(session);
    const isBreak = session.session_type === "break";
    const isPaused = session.status === "paused";
    const name = t(isBreak ? "focus.on-break" : "focus.on");
    const task = day.value.tasks.find((/** @type {any} */ each) => each.id === session.task_id);
    this.#announce(left, isPaused);
    const share = Math.max(0, Math.min(1, left / session.planned_duration));
    const circle = { cx: 60, cy: 60, r: 54, pathLength: 100 };
    return [
      h("h1", { tabindex: -1, class: "hidden" }, name),
      h(
        "div",
        { class: `focus-page ${isBreak ? "break" : ""} ${isPaused ? "paused" : ""}` },
        h(
          "div.ring",
          h(
            "svg",
            { viewBox: "0 0 120 120", "aria-hidden": "true" },
            h("circle", { ...circle, class: "track" }),
            h("circle", { ...circle, class: "left", "stroke-dasharray": `${100 * share} 100` }),
          ),
          h("companion-face"),
        ),
        h("p.time", { role: "timer" }, clockText(left)),
        h("p.state-text", isPaused ? t("focus.paused") : left < 0 ? t("focus.time-over") : name),
        task && h("p.task-title", { dir: "auto" }, task.title),
        h("div.buttons", controls(session, isBreak, isPaused)),
        tick(t("focus.sound"), { role: "switch", checked: isSoundOn(), onchange: ({ target }) => setSound(target.checked) }),
      ),
    ];
  }

  /** Count down in the title, and sound once when the time is over. @param {number} left @param {boolean} isPaused */
  #announce(left, isPaused) {
    document.title = `${isPaused ? "⏸ " : ""}${left < 0 ? "+" : ""}${clockText(left)} · Avanochi`;
    if (this.wasLeft > 0 && left <= 0 && isSoundOn()) chime();
    this.wasLeft = left;
  }
}

/** @param {number[]} lengths @param {number} own */
function withUsual(lengths, own) {
  return [...new Set([...lengths, own])].sort((one, other) => one - other);
}

/** @param {number} minutes @param {string} label */
function breakButton(minutes, label) {
  return h("button.soft-button", { key: label, onclick: () => startFocus("break", minutes) }, icon("rest"), label);
}

/** @param {any} session @param {boolean} isBreak @param {boolean} isPaused */
function controls({ session_id: id, session_type: type, waiting: isWaiting }, isBreak, isPaused) {
  if (isWaiting) return h("p", t("today.waiting"));
  /** @param {string} verb @param {string} picture @param {string} looks @param {string} done @param {string} event */
  const button = (verb, picture, looks, done, event) => {
    const onclick = doing(`focus-sessions/${id}/${verb}`, t(done), event, { id });
    return h("button", { class: looks, key: verb, onclick }, icon(picture), t(`focus.${verb}`));
  };
  return [
    button("complete", "check", "primary", isBreak ? "focus.break-completed" : "focus.completed", `complete_${type}`),
    isPaused
      ? button("resume", "play", "soft-button", "focus.resumed", "resume_focus")
      : button("pause", "pause", "soft-button", "focus.paused", "pause_focus"),
    !isBreak && !isPaused && breakButton(day.value.settings.break_minutes, t("focus.take-break")),
    button("stop", "stop", "plain", "focus.stopped", "stop_focus"),
  ];
}

define("focus-screen", FocusScreen);
