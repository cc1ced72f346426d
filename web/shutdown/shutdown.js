/** The shutdown ritual in four steps: what was done, tomorrow, letting go, and how the day was. */

import { get } from "../core/api.js";
import { act, day, explain } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { minutesText, t } from "../core/words.js";
import "../home/companion.js";

const STEPS = ["done", "tomorrow", "let-go", "how"];
const LET_GO = ["desk", "screen", "breath", "thanks"];
const RATINGS = ["great", "good", "okay", "tough"];

class ShutdownScreen extends View {
  step = 0;
  /** @type {any} */
  summary = null;
  /** @type {unknown} */
  failure = null;
  /** The ids of the tasks for tomorrow; null until they are chosen. @type {Set<string> | null} */
  chosen = null;
  letGo = LET_GO.map(() => false);
  rating = "";
  note = "";
  isBusy = false;
  /** @type {any} */
  reflection = null;

  get stores() {
    return [day];
  }

  connected() {
    this.#load();
  }

  async #load() {
    this.failure = null;
    try {
      this.summary = await get("dashboard/shutdown-summary");
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  view() {
    if (this.reflection) return this.#goodNight();
    if (this.failure) {
      return [h("h1", { tabindex: -1 }, t("shutdown.title")), h("p", { role: "alert" }, explain(this.failure)), h("button", { class: "primary", onclick: () => this.#load() }, t("retry"))];
    }
    if (!this.summary) return [h("h1", { tabindex: -1 }, t("shutdown.title")), h("p", { class: "empty", role: "status" }, t("loading"))];
    const steps = [() => this.#done(), () => this.#tomorrow(), () => this.#letGo(), () => this.#how()];
    const isLast = this.step === STEPS.length - 1;
    return [
      h("h1", { tabindex: -1 }, t("shutdown.title")),
      h("p", { class: "soft" }, t("shutdown.step", { step: this.step + 1, of: STEPS.length })),
      h("div", { class: "steps", "aria-hidden": "true" }, STEPS.map((name, index) => h("span", { key: name, class: index <= this.step ? "past" : "" }))),
      h(
        "form",
        { class: "card stack", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), isLast ? this.#finish() : this.#go(1)) },
        h("h2", { tabindex: -1, key: STEPS[this.step] }, t(`shutdown.${STEPS[this.step]}`)),
        steps[this.step](),
        h(
          "div",
          { class: "buttons between" },
          this.step > 0 ? h("button", { class: "plain", type: "button", onclick: () => this.#go(-1) }, icon("left"), t("shutdown.back")) : h("a", { class: "plain", href: "#home" }, t("cancel")),
          h("button", { class: "primary", disabled: this.isBusy || (isLast && !this.rating) }, isLast ? [icon("moon"), t("shutdown.finish")] : [t("shutdown.next"), icon("right")]),
        ),
      ),
    ];
  }

  /** @param {number} steps */
  #go(steps) {
    this.step += steps;
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus());
  }

  #done() {
    const { tasksCompleted, todayTasks, focusTime, focusGoal } = this.summary;
    const done = todayTasks.filter((/** @type {any} */ task) => task.completed);
    return [
      h(
        "dl",
        { class: "figures" },
        figure(t("shutdown.worked"), minutesText(day.value.health.worked_minutes)),
        figure(t("shutdown.tasks"), String(tasksCompleted)),
        figure(t("shutdown.focus"), t("shutdown.of", { done: minutesText(focusTime), goal: minutesText(focusGoal) })),
      ),
      done.length
        ? h("ul", { class: "done-list" }, done.map((/** @type {any} */ task) => h("li", null, icon("check"), h("span", { dir: "auto" }, task.name))))
        : h("p", { class: "soft" }, t("shutdown.nothing-done")),
    ];
  }

  #tomorrow() {
    const open = day.value.tasks.filter((/** @type {any} */ task) => !task.completed);
    this.chosen ??= new Set(open.filter((/** @type {any} */ task) => task.planned_date).map((/** @type {any} */ task) => task.id));
    const chosen = this.chosen;
    const toggle = (/** @type {string} */ id) => (chosen.delete(id) || chosen.add(id), this.update());
    return [
      this.summary.tomorrow.length > 0 && [
        h("p", { class: "soft" }, t("shutdown.planned")),
        h("ul", { class: "done-list" }, this.summary.tomorrow.map((/** @type {any} */ task) => h("li", { key: task.id }, icon("calendar"), h("span", { dir: "auto" }, task.name)))),
      ],
      open.length
        ? [
            h("p", null, t("shutdown.choose")),
            h(
              "ul",
              { class: "choices" },
              open.map((/** @type {any} */ task) =>
                h(
                  "li",
                  { key: task.id },
                  h("label", null, h("input", { type: "checkbox", checked: chosen.has(task.id), onchange: () => toggle(task.id) }), h("span", { dir: "auto" }, task.title)),
                ),
              ),
            ),
            h("p", { class: "soft" }, t("shutdown.rest")),
          ]
        : h("p", { class: "soft" }, t("shutdown.nothing-open")),
    ];
  }

  #letGo() {
    const toggle = (/** @type {number} */ index) => {
      this.letGo = this.letGo.map((each, place) => (place === index ? !each : each));
      this.update();
    };
    return [
      h("p", null, t("shutdown.let-go.text")),
      h(
        "ul",
        { class: "choices" },
        LET_GO.map((name, index) =>
          h("li", { key: name }, h("label", null, h("input", { type: "checkbox", checked: this.letGo[index], onchange: () => toggle(index) }), t(`shutdown.let-go.${name}`))),
        ),
      ),
    ];
  }

  #how() {
    const rate = (/** @type {string} */ rating) => {
      this.rating = rating;
      this.update();
    };
    return [
      h(
        "fieldset",
        null,
        h("legend", null, t("shutdown.how.text")),
        h(
          "div",
          { class: "ratings" },
          RATINGS.map((rating) =>
            h(
              "label",
              { class: "rating", key: rating },
              h("input", { type: "radio", name: "rating", value: rating, checked: this.rating === rating, onchange: () => rate(rating) }),
              t(`shutdown.rating.${rating}`),
            ),
          ),
        ),
      ),
      h(
        "div",
        { class: "field" },
        h("label", { for: "note" }, t("shutdown.note")),
        h("textarea", { id: "note", rows: 3, maxlength: 5000, dir: "auto", value: this.note, oninput: (/** @type {any} */ event) => (this.note = event.target.value) }),
        h("p", { class: "hint" }, t("shutdown.private")),
      ),
      day.value.work_session && h("p", { class: "soft" }, t("shutdown.clocks-out")),
    ];
  }

  async #finish() {
    this.isBusy = true;
    this.update();
    const focus = day.value.focus_session;
    if (focus?.session_id) await act({ method: "POST", path: `focus-sessions/${focus.session_id}/stop`, timed: true });
    const body = {
      productivity_rating: this.rating,
      reflection_note: this.note.trim() || null,
      mindful_disconnect_completed: this.letGo,
      plan_tomorrow: [...(this.chosen ?? [])],
      clock_out: true,
    };
    const undo = (/** @type {any} */ { id }) => ({ event: "shutdown", id });
    this.reflection = await act({ method: "POST", path: "dashboard/shutdown-reflection", body, timed: true }, { done: t("shutdown.finished"), undo });
    this.isBusy = false;
    this.update();
    if (this.reflection) requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("h1"))?.focus());
  }

  #goodNight() {
    const { companion } = day.value;
    return h(
      "div",
      { class: "good-night" },
      h("companion-face"),
      h("h1", { tabindex: -1 }, t("shutdown.good-night")),
      h("p", { class: "says" }, companion.message),
      h("a", { class: "plain", href: "#home" }, t("shutdown.home")),
    );
  }
}

/** @param {string} label @param {string} value */
function figure(label, value) {
  return h("div", { key: label }, h("dt", null, label), h("dd", null, value));
}

define("shutdown-screen", ShutdownScreen);
