/** The work sessions of the last 31 days, which can be corrected and removed. */

import "../core/confirm.js";
import { ApiError, get, now, request } from "../core/api.js";
import { changed, day, explain, say, sayFailure } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { capital, fault, fieldErrors, form, input } from "../core/form.js";
import { iconButton } from "../core/parts.js";
import { addDays, byDay, toLocal, toMoment } from "../core/moments.js";
import { dateOf, minutesText, nearDate, t, time } from "../core/words.js";
import { Part } from "./part.js";

const DAYS = 31;

/** @extends {Part<any[]>} */
class WorkHistory extends Part {
  subject = "history.work";
  /** The session that is corrected: its id, version, and the times as they are typed. @type {any} */
  edited = null;
  /** @type {Record<string, string>} */
  errors = {};

  watched() {
    return `${day.value?.work_session?.id} ${day.value?.health.worked_minutes}`;
  }

  load() {
    return get(`work_sessions?from=${addDays(day.value.date, 1 - DAYS)}&limit=500`);
  }

  frame() {
    return { before: h("p.hint", t("history.work.hint")) };
  }

  /** @param {any[]} sessions */
  content(sessions) {
    if (!sessions.length) return h("p.empty", t("history.work.empty"));
    return byDay(sessions, (each) => each.start_time).map(([date, list]) => this.#showDay(date, list));
  }

  /** @param {string} date @param {any[]} list */
  #showDay(date, list) {
    const hours = list.reduce((sum, each) => sum + (each.duration ?? 0), 0);
    return h(
      "section",
      { key: date, class: "day" },
      h("h3", capital(nearDate(date, day.value.date)), hours > 0 && h("span.soft", minutesText(hours * 60))),
      h("ul.rows", list.map((each) => (this.edited?.id === each.id ? this.#form() : this.#show(each)))),
    );
  }

  /** @param {{id: string, start_time: string, end_time: string | null, duration: number, pauses: any[]}} session */
  #show({ id, start_time: start, end_time: end, duration, pauses }) {
    if (!end) {
      const running = h("span", t("history.work.running", { time: time(start) }));
      return h("li", { key: id }, icon("play"), running, h("a.more", { href: "#home" }, t("nav.home")));
    }
    const endDate = dateOf(end) === dateOf(start) ? "" : `${nearDate(dateOf(end), day.value.date)}, `;
    const span = `${time(start)} – ${endDate}${time(end)}`;
    const worked = minutesText(duration * 60);
    const paused = pauses.reduce((sum, each) => sum + (Date.parse(each.to ?? end) - Date.parse(each.from)) / 60_000, 0);
    const pausedText = paused >= 1 && ` · ${t("history.work.paused", { time: minutesText(paused) })}`;
    return h(
      "li",
      { key: id },
      h("span", h("strong", span), h("span.meta", worked, pausedText)),
      iconButton("edit", t("history.correct.name", { span }), {
        id: `correct-${id}`,
        title: t("history.correct"),
        onclick: () => this.#edit(id),
      }),
      h("confirm-button", {
        picture: "trash",
        name: t("history.remove.name", { span }),
        question: t("history.remove.question", { time: worked }),
        yes: t("history.remove"),
        action: () => this.#remove(id),
      }),
    );
  }

  #form() {
    const { id, isBusy } = this.edited;
    return h(
      "li",
      { key: `edit-${id}` },
      form(
        () => this.#save(),
        { class: "stack correction", onkeydown: ({ key }) => key === "Escape" && this.#close() },
        h("div.pair", this.#field("start"), this.#field("end")),
        h("p.hint", t("history.correct.hint")),
        fault(this.errors.form),
        h(
          "div.buttons",
          h("button.primary", { disabled: isBusy }, t("save")),
          h("button", { type: "button", class: "plain", onclick: () => this.#close() }, t("cancel")),
        ),
      ),
    );
  }

  /** @param {"start" | "end"} name */
  #field(name) {
    return input({
      id: `session-${name}`,
      label: t(`history.${name}`),
      type: "datetime-local",
      required: true,
      value: this.edited[name],
      max: toLocal(now()),
      error: this.errors[`${name}_time`],
      oninput: ({ target }) => {
        this.edited[name] = target.value;
        this.update();
      },
    });
  }

  /** @param {string} id */
  async #edit(id) {
    try {
      const { data, etag } = await request("GET", `work_sessions/${id}`);
      const [start, end] = [toLocal(data.start_time), toLocal(data.end_time)];
      this.edited = { id, etag, start, end, before: { start, end } };
      this.errors = {};
      this.focusOn("#session-start");
    } catch (error) {
      sayFailure(error);
      this.read();
    }
  }

  #close() {
    const id = this.edited?.id;
    this.edited = null;
    this.focusOn(this.data?.some((each) => each.id === id) ? `#correct-${CSS.escape(id)}` : "h2");
  }

  async #save() {
    const { id, etag, start, end, before, isBusy } = this.edited;
    if (isBusy) return;
    this.errors = faults(start, end);
    if (!Object.keys(this.errors).length) {
      this.edited.isBusy = true;
      this.update();
      // A time that stays keeps its seconds.
      const body = {
        ...(start !== before.start && { start_time: toMoment(start) }),
        ...(end !== before.end && { end_time: toMoment(end) }),
      };
      try {
        const { data } = await request("PUT", `work_sessions/${id}`, { body, headers: { "If-Match": etag } });
        await Promise.all([this.read(), changed()]);
        this.#close();
        say(t("history.corrected", { time: minutesText(data.duration * 60) }));
        return;
      } catch (error) {
        this.errors = refusals(error);
      }
      this.edited.isBusy = false;
    }
    this.focusOn("[aria-invalid]");
  }

  /** @param {string} id */
  async #remove(id) {
    try {
      await request("DELETE", `work_sessions/${id}`);
      say(t("history.removed"));
      this.focusOn("h2");
      await Promise.all([this.read(), changed()]);
    } catch (error) {
      say(refusals(error).form ?? explain(error), { kind: "error" });
    }
  }
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

/** Why the server refused, by field, or for the `form`. @param {unknown} error @returns {Record<string, string>} */
function refusals(error) {
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 409) return { form: t("history.conflict") };
  if (status === 412) return { form: t("history.stale") };
  const errors = fieldErrors(error);
  return errors.start_time || errors.end_time ? errors : { form: explain(error) };
}

define("work-history", WorkHistory);
