/** The drinks, meals and rests of a day: removing them, and adding what was forgotten. */

import { get, now } from "../core/api.js";
import { act, day, explain, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital, input, select } from "../core/form.js";
import { language, minutesText, nearDate, number, t, time } from "../core/words.js";
import { addDays, toLocal, toMoment } from "../core/moments.js";

const BACK_DAYS = 7; // as far as the API takes an entry
const MEALS = ["breakfast", "lunch", "dinner", "snack"];

/** @type {Record<string, {path: string, event: string, text: (entry: any) => string}>} */
const KINDS = {
  water: { path: "health/hydration", event: "drink", text: ({ amount_ml: amount }) => t("history.drink", { amount: number(amount) }) },
  meal: { path: "health/meals", event: "meal", text: ({ kind }) => t(`history.meal.${kind}`) },
  rest: { path: "health/rests", event: "rest", text: ({ minutes }) => t("history.rest", { time: minutesText(minutes) }) },
};

class CareHistory extends View {
  date = "";
  /** @type {any[] | null} */
  list = null;
  goal = "";
  /** @type {unknown} */
  failure = null;
  draft = { kind: "water", amount: "250", minutes: "10", clock: "" };
  error = "";

  get stores() {
    return [language];
  }

  connected() {
    this.#show(day.value.date);
    return day.watch(() => day.value && this.#load());
  }

  /** @param {string} date */
  #show(date) {
    if (!date || date > day.value.date) return;
    if (date !== this.date) this.list = null;
    this.date = date;
    this.draft.clock = toLocal(now()).slice(11);
    this.error = "";
    this.#load();
    this.update();
  }

  async #load() {
    const { date } = this;
    try {
      const kinds = Object.keys(KINDS);
      const answers = await Promise.all(kinds.map((kind) => get(`${KINDS[kind].path}?date=${date}`)));
      if (date !== this.date) return;
      const entries = answers.flatMap(({ entries: list }, place) => list.map((/** @type {any} */ entry) => ({ entry, type: kinds[place] })));
      this.list = entries.sort((one, other) => one.entry.at.localeCompare(other.entry.at));
      this.goal = t("history.drunk", { total: answers[0].total_ml, goal: answers[0].goal_ml });
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  view() {
    const today = day.value.date;
    const isRecent = this.date >= addDays(today, 1 - BACK_DAYS);
    return h(
      "section",
      { class: "stack", "aria-labelledby": "history-care" },
      h("h2", { id: "history-care", tabindex: -1 }, t("history.care")),
      h(
        "div",
        { class: "choose-day" },
        h("button", { type: "button", class: "plain icon-only", "aria-label": t("history.day-before"), onclick: () => this.#show(addDays(this.date, -1)) }, icon("left")),
        input({ id: "care-date", label: capital(nearDate(this.date, today)), type: "date", value: this.date, max: today, onchange: (/** @type {any} */ { target }) => this.#show(target.value) }),
        h("button", { type: "button", class: "plain icon-only", "aria-label": t("history.day-after"), disabled: this.date >= today, onclick: () => this.#show(addDays(this.date, 1)) }, icon("right")),
      ),
      this.#content(),
      isRecent ? this.#form() : h("p", { class: "hint" }, t("history.too-far")),
    );
  }

  #content() {
    if (this.failure && !this.list) return [h("p", { class: "error" }, explain(this.failure)), h("button", { type: "button", class: "soft-button", onclick: () => this.#load() }, t("retry"))];
    if (!this.list) return h("p", { class: "soft", role: "status" }, t("loading"));
    return [
      h("p", { class: "soft" }, this.goal),
      this.list.length ? h("ul", { class: "rows" }, this.list.map((each) => this.#entry(each))) : h("p", { class: "empty" }, t("history.care.empty")),
    ];
  }

  /** @param {{entry: any, type: string}} each */
  #entry({ entry, type }) {
    const { path, event, text } = KINDS[type];
    const name = `${text(entry)}, ${time(entry.at)}`;
    const remove = async () => {
      this.querySelector("h2")?.focus();
      const done = t("history.entry.removed", { name });
      const answer = await act({ method: "DELETE", path: `${path}/${encodeURIComponent(entry.id)}`, label: done });
      if (!answer || answer.waiting) return;
      say(done, { undo: () => this.#takeBack(`delete_${event}`, entry.id) });
      await this.#load();
    };
    return h(
      "li",
      { key: entry.id },
      icon(type),
      h("span", null, text(entry), h("span", { class: "meta" }, time(entry.at))),
      h("button", { type: "button", class: "plain icon-only", "aria-label": t("history.entry.remove", { name }), title: t("history.remove"), onclick: remove }, icon("trash")),
    );
  }

  /** Undo, also on a day that Home does not show. @param {string} event @param {string} id */
  async #takeBack(event, id) {
    await act({ method: "POST", path: "undo", body: { event, id } }, { done: t("undone") });
    await this.#load();
  }

  #form() {
    const { kind, amount, minutes, clock } = this.draft;
    const keep = (/** @type {string} */ name) => (/** @type {any} */ { target }) => {
      this.draft = { ...this.draft, [name]: target.value };
      this.error = "";
      this.update();
    };
    /** @type {import("../core/form.js").Options} */
    const kinds = [["water", t("history.kind.water")], ...MEALS.map((each) => /** @type {[string, string]} */ ([each, t(`history.meal.${each}`)])), ["rest", t("history.kind.rest")]];
    return h(
      "form",
      { class: "stack", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => this.#add(event) },
      h("h3", null, t("history.add.title")),
      h(
        "div",
        { class: "pair" },
        select({ id: "care-kind", label: t("history.kind"), options: kinds, value: kind, onchange: keep("kind") }),
        kind === "water" && input({ id: "care-amount", label: t("history.amount"), type: "number", min: 1, max: 3000, step: 1, required: true, inputmode: "numeric", value: amount, oninput: keep("amount") }),
        kind === "rest" && input({ id: "care-minutes", label: t("history.minutes"), type: "number", min: 1, max: 240, step: 1, required: true, inputmode: "numeric", value: minutes, oninput: keep("minutes") }),
        input({ id: "care-clock", label: t("history.clock"), type: "time", required: true, value: clock, oninput: keep("clock") }),
      ),
      h("p", { class: "error", role: "alert" }, this.error),
      h("div", { class: "buttons" }, h("button", { class: "primary" }, icon("plus"), t("history.add"))),
    );
  }

  /** @param {SubmitEvent} event */
  async #add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { kind, amount, minutes, clock } = this.draft;
    const wrong = /** @type {HTMLInputElement | undefined} */ ([...form.elements].find((each) => "validity" in each && !(/** @type {HTMLInputElement} */ (each).validity.valid)));
    this.error = wrong?.validationMessage ?? "";
    const at = clock ? toMoment(`${this.date}T${clock}`) : "";
    if (!this.error && Date.parse(at) > now() + 60_000) this.error = t("history.ahead");
    this.update();
    if (this.error) {
      (wrong ?? /** @type {HTMLElement | null} */ (form.querySelector("#care-clock")))?.focus();
      return;
    }
    const type = MEALS.includes(kind) ? "meal" : kind;
    const body = type === "meal" ? { kind } : type === "water" ? { amount_ml: Number(amount) } : { minutes: Number(minutes) };
    const { path, event: name } = KINDS[type];
    const entry = await act({ method: "POST", path, body: { ...body, at }, label: KINDS[type].text(body) }, { from: form });
    if (!entry || entry.waiting) return;
    say(t("history.added"), { undo: () => this.#takeBack(name, entry.id) });
    await this.#load();
  }
}

define("care-history", CareHistory);
