/** The drinks, meals and rests of a day: removing them, and adding what was forgotten. */

import { get, now } from "../core/api.js";
import { act, day, say } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { capital, fault, form, input, select } from "../core/form.js";
import { iconButton, list } from "../core/parts.js";
import { addDays, toLocal, toMoment } from "../core/moments.js";
import { minutesText, nearDate, t, time } from "../core/words.js";
import { Part } from "./part.js";

const BACK_DAYS = 7; // as far as the API takes an entry
const MEALS = ["breakfast", "lunch", "dinner", "snack"];

/** @typedef {{path: string, event: string, text: (entry: any) => string}} Kind */
/** @type {Record<string, Kind>} */
const KINDS = {
  water: { path: "health/hydration", event: "drink", text: ({ amount_ml: amount }) => t("care.water.done", { amount }) },
  meal: { path: "health/meals", event: "meal", text: ({ kind }) => t(`care.meal.${kind}`) },
  rest: { path: "health/rests", event: "rest", text: ({ minutes }) => t("history.rest", { time: minutesText(minutes) }) },
};

/** @extends {Part<{water: any, entries: any[]}>} */
class CareHistory extends Part {
  subject = "history.care";
  date = day.value.date;
  draft = { kind: "water", amount: "250", minutes: "10", clock: toLocal(now()).slice(11) };
  problem = "";

  watched() {
    return day.value; // also what was taken back on another day
  }

  async load() {
    const kinds = Object.keys(KINDS);
    const answers = await Promise.all(kinds.map((kind) => get(`${KINDS[kind].path}?date=${this.date}`)));
    const entries = answers.flatMap((answer, place) => {
      return answer.entries.map((/** @type {any} */ entry) => ({ ...entry, type: kinds[place] }));
    });
    return { water: answers[0], entries: entries.sort((one, other) => one.at.localeCompare(other.at)) };
  }

  /** @param {string} date */
  #show(date) {
    if (!date || date > day.value.date) return;
    this.date = date;
    this.data = null;
    this.draft.clock = toLocal(now()).slice(11);
    this.problem = "";
    this.update();
    this.read();
  }

  frame() {
    const today = day.value.date;
    const turn = (/** @type {string} */ picture, /** @type {string} */ label, /** @type {number} */ days) => {
      const date = addDays(this.date, days);
      return iconButton(picture, t(label), { disabled: date > today, onclick: () => this.#show(date) });
    };
    return {
      before: h(
        "div.choose-day",
        turn("left", "history.day-before", -1),
        input({
          id: "care-date",
          label: capital(nearDate(this.date, today)),
          type: "date",
          value: this.date,
          max: today,
          onchange: ({ target }) => this.#show(target.value),
        }),
        turn("right", "history.day-after", 1),
      ),
      after: this.date > addDays(today, -BACK_DAYS) ? this.#form() : h("p.hint", t("history.too-far")),
    };
  }

  /** @param {{water: any, entries: any[]}} care */
  content({ water: { total_ml: total, goal_ml: goal }, entries }) {
    return [
      h("p.soft", t("history.drunk", { total, goal })),
      list("rows", entries.map((each) => this.#entry(each)), t("history.care.empty")),
    ];
  }

  /** @param {any} entry */
  #entry(entry) {
    const { id, at, type } = entry;
    const { path, event, text } = KINDS[type];
    const name = `${text(entry)}, ${time(at)}`;
    const remove = async () => {
      this.focusOn("h2");
      const done = t("history.entry.removed", { name });
      const answer = await act({ method: "DELETE", path: `${path}/${encodeURIComponent(id)}`, label: done });
      await this.#recorded(answer && { ...answer, id }, done, `delete_${event}`);
    };
    return h(
      "li",
      { key: id },
      icon(type),
      h("span", text(entry), h("span.meta", time(at))),
      iconButton("trash", t("history.remove.name", { span: name }), { title: t("history.remove"), onclick: remove }),
    );
  }

  /** Show what was done, which can be taken back, also on a day that Home does not show. */
  /** @param {any} answer @param {string} done @param {string} event */
  async #recorded(answer, done, event) {
    if (!answer || answer.waiting) return;
    const undo = async () => {
      await act({ method: "POST", path: "undo", body: { event, id: answer.id } }, { done: t("undone") });
      await this.read();
    };
    say(done, { undo });
    await this.read();
  }

  #form() {
    const { kind, amount, minutes, clock } = this.draft;
    const keep = (/** @type {string} */ name) => (/** @type {any} */ { target }) => {
      this.draft = { ...this.draft, [name]: target.value };
      this.problem = "";
      this.update();
    };
    const control = (/** @type {string} */ name, /** @type {object} */ attributes) =>
      input({ id: `care-${name}`, label: t(`history.${name}`), required: true, oninput: keep(name), ...attributes });
    const number = { type: "number", min: 1, inputmode: "numeric" };
    /** @type {import("../core/form.js").Options} */
    const meals = MEALS.map((each) => [each, t(`care.meal.${each}`)]);
    /** @type {import("../core/form.js").Options} */
    const options = [["water", t("need.water")], ...meals, ["rest", t("need.rest")]];
    return form(
      (controls) => this.#add(controls),
      {},
      h("h3", t("history.add.title")),
      h(
        "div.pair",
        select({ id: "care-kind", label: t("history.kind"), options, value: kind, onchange: keep("kind") }),
        kind === "water" && control("amount", { ...number, max: 3000, value: amount }),
        kind === "rest" && control("minutes", { ...number, max: 240, value: minutes }),
        control("clock", { type: "time", value: clock }),
      ),
      fault(this.problem),
      h("button.primary", icon("plus"), t("today.add.button")),
    );
  }

  /** @param {any} controls */
  async #add(controls) {
    const { kind, amount, minutes, clock } = this.draft;
    const wrong = controls.querySelector(":invalid");
    const at = clock ? toMoment(`${this.date}T${clock}`) : "";
    this.problem = wrong?.validationMessage ?? (Date.parse(at) > now() + 60_000 ? t("history.ahead") : "");
    this.update();
    if (this.problem) return (wrong ?? controls.querySelector("#care-clock")).focus();
    const type = MEALS.includes(kind) ? "meal" : kind;
    const body = type === "meal" ? { kind } : type === "water" ? { amount_ml: Number(amount) } : { minutes: Number(minutes) };
    const { path, event: name, text } = KINDS[type];
    const entry = await act({ method: "POST", path, body: { ...body, at }, label: text(body) }, { from: controls });
    await this.#recorded(entry, t("history.added"), name);
  }
}

define("care-history", CareHistory);
