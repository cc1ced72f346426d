/** The shutdown ritual in four steps: what was done, tomorrow, letting go, and how the day was. */

import { get } from "../core/api.js";
import { act, day, openTasks } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { fault, form, textarea } from "../core/form.js";
import { figures, pills, tick } from "../core/parts.js";
import { Reading } from "../core/reading.js";
import { minutesText, t } from "../core/words.js";
import "../home/companion.js";

const STEPS = ["done", "tomorrow", "let-go", "how"];
const LET_GO = ["desk", "screen", "breath", "thanks"];
const RATINGS = ["great", "good", "okay", "tough"];

/** @typedef {{tasksCompleted: number, todayTasks: any[], focusTime: number, focusGoal: number, tomorrow: any[]}} Summary */

/** @extends {Reading<Summary>} */
class ShutdownScreen extends Reading {
  step = 0;
  /** The ids of the tasks for tomorrow; null until they are chosen. @type {Set<string> | null} */
  chosen = null;
  letGo = LET_GO.map(() => false);
  rating = "";
  note = "";
  isMissing = false; // the rating, which was asked for
  isBusy = false;
  isOver = false;

  get stores() {
    return [...super.stores, day];
  }

  load() {
    return get("dashboard/shutdown-summary");
  }

  view() {
    return this.isOver ? goodNight() : [h("h1", { tabindex: -1 }, t("shutdown.title")), super.view()];
  }

  /** @param {Summary} summary */
  content(summary) {
    const { step, isBusy } = this;
    const name = STEPS[step];
    const isLast = step === STEPS.length - 1;
    return [
      h("p.soft", t("shutdown.step", { step: step + 1, of: STEPS.length })),
      h(
        "div.steps",
        { "aria-hidden": "true" },
        STEPS.map((each, index) => h("span", { key: each, class: index <= step ? "past" : "" })),
      ),
      form(
        () => (isLast ? this.#finish() : this.#go(1)),
        { class: "card stack" },
        h("h2", { tabindex: -1, key: name }, t(`shutdown.${name}`)),
        this.#show(name, summary),
        h(
          "div.buttons.between",
          step > 0
            ? h("button.plain", { type: "button", onclick: () => this.#go(-1) }, icon("left"), t("shutdown.back"))
            : h("a.plain", { href: "#home" }, t("cancel")),
          h(
            "button.primary",
            { disabled: isBusy },
            isLast ? [icon("moon"), t("shutdown.finish")] : [t("shutdown.next"), icon("right")],
          ),
        ),
      ),
    ];
  }

  /** @param {number} steps */
  #go(steps) {
    this.step += steps;
    this.focusOn("h2");
  }

  /** What a step asks, below its title. @param {string} name @param {Summary} summary */
  #show(name, summary) {
    if (name === "done") return showDone(summary);
    if (name === "tomorrow") return this.#tomorrow(summary);
    return name === "let-go" ? this.#letGo() : this.#how();
  }

  /** @param {Summary} summary */
  #tomorrow({ tomorrow }) {
    const open = openTasks();
    const isOfToday = (/** @type {any} */ task) => task.planned_date === day.value.date;
    const chosen = (this.chosen ??= new Set(open.filter(isOfToday).map((task) => task.id)));
    const toggle = (/** @type {string} */ id) => chosen.delete(id) || chosen.add(id);
    return [
      tomorrow.length > 0 && [h("p.soft", t("shutdown.planned")), taskList("calendar", tomorrow)],
      open.length > 0
        ? [
            h("p", t("shutdown.choose")),
            h("ul", open.map(({ id, title }) => {
              const box = { checked: chosen.has(id), onchange: () => toggle(id) };
              return h("li", { key: id }, tick(h("span", { dir: "auto" }, title), box));
            })),
            h("p.soft", t("shutdown.rest")),
          ]
        : h("p.soft", t("shutdown.nothing-open")),
    ];
  }

  #letGo() {
    return [
      h("p", t("shutdown.let-go.text")),
      h("ul", LET_GO.map((name, index) => {
        const onchange = (/** @type {any} */ { target }) => (this.letGo[index] = target.checked);
        return h("li", { key: name }, tick(t(`shutdown.let-go.${name}`), { checked: this.letGo[index], onchange }));
      })),
    ];
  }

  #how() {
    const rate = (/** @type {string} */ rating) => {
      this.rating = rating;
      this.update();
    };
    return [
      pills(t("shutdown.how.text"), "rating", RATINGS.map((each) => [each, t(`shutdown.rating.${each}`)]), this.rating, rate),
      fault(this.isMissing && !this.rating ? t("shutdown.how.missing") : ""),
      textarea({
        id: "note",
        label: t("shutdown.note"),
        hint: t("shutdown.private"),
        rows: 3,
        maxlength: 5000,
        dir: "auto",
        value: this.note,
        oninput: ({ target }) => (this.note = target.value),
      }),
      day.value.work_session && h("p.soft", t("shutdown.clocks-out")),
    ];
  }

  async #finish() {
    this.isMissing = !this.rating;
    if (this.isMissing) return this.focusOn("[type=radio]");
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
    const options = { done: t("shutdown.finished"), undo: (/** @type {any} */ { id }) => ({ event: "shutdown", id }) };
    this.isOver = Boolean(await act({ method: "POST", path: "dashboard/shutdown-reflection", body, timed: true }, options));
    this.isBusy = false;
    if (this.isOver) this.focusOn("h1");
    else this.update();
  }
}

/** @param {Summary} summary */
function showDone({ tasksCompleted, todayTasks, focusTime, focusGoal }) {
  const done = todayTasks.filter((task) => task.completed);
  return [
    figures([
      [t("shutdown.worked"), minutesText(day.value.health.worked_minutes)],
      [t("shutdown.tasks"), String(tasksCompleted)],
      [t("nav.focus"), t("shutdown.of", { done: minutesText(focusTime), goal: minutesText(focusGoal) })],
    ]),
    done.length > 0 ? taskList("check", done) : h("p.soft", t("shutdown.nothing-done")),
  ];
}

/** @param {string} picture @param {any[]} tasks */
function taskList(picture, tasks) {
  const items = tasks.map(({ id, name }) => h("li", { key: id }, icon(picture), h("span", { dir: "auto" }, name)));
  return h("ul.done-list", items);
}

function goodNight() {
  return h(
    "div.good-night",
    h("companion-face"),
    h("h1", { tabindex: -1 }, t("shutdown.good-night")),
    h("p.soft", t("shutdown.asleep", { name: day.value.companion.name })),
    h("a.plain", { href: "#home" }, t("shutdown.home")),
  );
}

define("shutdown-screen", ShutdownScreen);
