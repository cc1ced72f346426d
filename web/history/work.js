/** The work sessions of the last 31 days, which can be corrected and removed. */

import "../core/confirm.js";
import { ApiError, get, now, request } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital, fieldErrors, input } from "../core/form.js";
import { dateOf, language, minutesText, nearDate, t, time } from "../core/words.js";
import { addDays, byDay, toLocal, toMoment } from "../core/moments.js";

const DAYS = 31;

class WorkHistory extends View {
  /** @type {any[] | null} */
  list = null;
  /** @type {unknown} */
  failure = null;
  /** The session that is corrected: its id, version, and the times as they are typed. @type {any} */
  edited = null;
  /** @type {Record<string, string>} */
  errors = {};

  get stores() {
    return [language];
  }

  connected() {
    this.#load();
    let shown = workOf(day.value);
    return day.watch(() => {
      if (!day.value || workOf(day.value) === shown) return;
      shown = workOf(day.value);
      this.#load();
    });
  }

  async #load() {
    try {
      this.list = await get(`work_sessions?from=${addDays(day.value.date, 1 - DAYS)}&limit=500`);
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  view() {
    return h("section", { class: "stack", "aria-labelledby": "history-work" }, h("h2", { id: "history-work", tabindex: -1 }, t("history.work")), h("p", { class: "hint" }, t("history.work.hint")), this.#content());
  }

  #content() {
    if (this.failure && !this.list) return [h("p", { class: "error" }, explain(this.failure)), h("button", { type: "button", class: "soft-button", onclick: () => this.#load() }, t("retry"))];
    if (!this.list) return h("p", { class: "soft", role: "status" }, t("loading"));
    if (!this.list.length) return h("p", { class: "empty" }, t("history.work.empty"));
    return byDay(this.list, (each) => each.start_time).map(([date, list]) => this.#showDay(date, list));
  }

  /** @param {string} date @param {any[]} list */
  #showDay(date, list) {
    const hours = list.reduce((sum, each) => sum + (each.duration ?? 0), 0);
    return h(
      "section",
      { key: date, class: "day" },
      h("h3", null, capital(nearDate(date, day.value.date)), hours > 0 && h("span", { class: "soft" }, minutesText(hours * 60))),
      h("ul", { class: "rows" }, list.map((each) => (this.edited?.id === each.id ? this.#form() : this.#show(each)))),
    );
  }

  /** @param {any} session */
  #show(session) {
    const { id, start_time: start, end_time: end, duration, pauses } = session;
    if (!end) return h("li", { key: id }, icon("play"), h("span", null, t("history.work.running", { time: time(start) })), h("a", { class: "more", href: "#home" }, t("nav.home")));
    const span = `${time(start)} – ${dateOf(end) === dateOf(start) ? time(end) : `${nearDate(dateOf(end), day.value.date)}, ${time(end)}`}`;
    const paused = pauses.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + (Date.parse(each.to ?? end) - Date.parse(each.from)) / 60_000, 0);
    return h(
      "li",
      { key: id },
      h("span", null, h("strong", null, span), h("span", { class: "meta" }, minutesText(duration * 60), paused >= 1 && ` · ${t("history.work.paused", { time: minutesText(paused) })}`)),
      h("button", { type: "button", id: `correct-${id}`, class: "plain icon-only", "aria-label": t("history.correct.name", { span }), title: t("history.correct"), onclick: () => this.#edit(session) }, icon("edit")),
      h("confirm-button", { picture: "trash", name: t("history.remove.name", { span }), question: t("history.remove.question", { time: minutesText(duration * 60) }), yes: t("history.remove"), action: () => this.#remove(id) }),
    );
  }

  #form() {
    const { id, start, end } = this.edited;
    const field = (/** @type {"start" | "end"} */ name, /** @type {string} */ value) =>
      input({
        id: `session-${name}`,
        label: t(`history.${name}`),
        type: "datetime-local",
        required: true,
        value,
        max: toLocal(now()),
        error: this.errors[`${name}_time`],
        oninput: (/** @type {any} */ { target }) => {
          this.edited = { ...this.edited, [name]: target.value };
          this.update();
        },
      });
    return h(
      "li",
      { key: `edit-${id}` },
      h(
        "form",
        { class: "stack correction", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => this.#save(event), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#press(event) },
        h("div", { class: "pair" }, field("start", start), field("end", end)),
        h("p", { class: "hint" }, t("history.correct.hint")),
        h("p", { class: "error", role: "alert" }, this.errors.form ?? ""),
        h("div", { class: "buttons" }, h("button", { class: "primary", disabled: this.edited.isBusy }, t("save")), h("button", { type: "button", class: "plain", onclick: () => this.#close() }, t("cancel"))),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  #press({ key }) {
    if (key === "Escape") this.#close();
  }

  /** @param {any} session */
  async #edit({ id }) {
    try {
      const { data, etag } = await request("GET", `work_sessions/${id}`);
      const [start, end] = [toLocal(data.start_time), toLocal(data.end_time)];
      this.edited = { id, etag, start, end, before: { start, end } };
      this.errors = {};
      this.update();
      requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("#session-start"))?.focus());
    } catch (error) {
      say(explain(error), { kind: "error" });
      this.#load();
    }
  }

  #close() {
    const id = this.edited?.id;
    this.edited = null;
    this.update();
    requestAnimationFrame(() => (document.getElementById(`correct-${id}`) ?? this.querySelector("h2"))?.focus());
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const { id, etag, start, end, before, isBusy } = this.edited;
    if (isBusy) return;
    this.errors = faults(start, end);
    if (!Object.keys(this.errors).length) {
      this.edited.isBusy = true;
      this.update();
      // A time that stays keeps its seconds.
      const body = { ...(start === before.start ? {} : { start_time: toMoment(start) }), ...(end === before.end ? {} : { end_time: toMoment(end) }) };
      try {
        const { data } = await request("PUT", `work_sessions/${id}`, { body, headers: { "If-Match": etag } });
        await Promise.all([this.#load(), changed()]);
        this.#close();
        say(t("history.corrected", { time: minutesText(data.duration * 60) }));
        return;
      } catch (error) {
        this.#refused(error);
      }
      this.edited.isBusy = false;
    }
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus());
  }

  /** @param {unknown} error */
  #refused(error) {
    const status = error instanceof ApiError ? error.status : 0;
    this.errors = fieldErrors(error);
    if (status === 409) this.errors = { form: t("history.conflict") };
    else if (status === 412) this.errors = { form: t("history.stale") };
    else if (!this.errors.start_time && !this.errors.end_time) this.errors = { form: explain(error) };
  }

  /** @param {string} id */
  async #remove(id) {
    try {
      await request("DELETE", `work_sessions/${id}`);
      say(t("history.removed"));
      this.querySelector("h2")?.focus();
      await Promise.all([this.#load(), changed()]);
    } catch (error) {
      say(error instanceof ApiError && error.status === 409 ? t("history.conflict") : explain(error), { kind: "error" });
    }
  }
}

/** What tells whether work has changed. @param {any} data */
function workOf(data) {
  return `${data?.work_session?.id} ${data?.health.worked_minutes}`;
}

/** What cannot be right, by field. @param {string} start @param {string} end @returns {Record<string, string>} */
function faults(start, end) {
  if (!start) return { start_time: t("history.missing") };
  if (!end) return { end_time: t("history.missing") };
  if (start >= end) return { end_time: t("history.order") };
  if (Date.parse(toMoment(end)) > now() + 120_000) return { end_time: t("history.ahead") };
  if (Date.parse(toMoment(start)) < now() - DAYS * 86_400_000) return { start_time: t("history.too-old") };
  return {};
}

define("work-history", WorkHistory);
