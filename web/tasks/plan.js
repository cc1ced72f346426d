/** "Plan my day": which tasks to do when, with breaks, and why. */

import { ApiError, get } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { capital, select } from "../core/form.js";
import { datesFrom } from "../core/moments.js";
import { send } from "../core/outbox.js";
import { loading, Reading } from "../core/reading.js";
import { dayTitle, minutesText, nearDate, t, time } from "../core/words.js";
import { restorePlans } from "./planning.js";

const DAYS_AHEAD = 7; // the API's limit

/** @extends {Reading<any>} */
class DayPlan extends Reading {
  list = ""; // the list to go back to
  date = "";
  isBusy = false;

  connected() {
    this.date = day.value.date;
    return super.connected();
  }

  watched() {
    return day.value;
  }

  get isOff() {
    return day.value.user?.preferences?.assistant === false;
  }

  async load() {
    return this.isOff ? null : get(`assistant/plan?date=${this.date}`);
  }

  view() {
    return h(
      "section.card.stack",
      { "aria-labelledby": "plan-title" },
      h(
        "div.detail-head",
        h("h2", { id: "plan-title", tabindex: -1 }, t("tasks.plan")),
        h("a.round", { href: `#tasks/${this.list}`, "aria-label": t("tasks.back") }, icon("close")),
      ),
      this.isOff ? showOff() : [this.#days(), this.error ? this.failure() : this.data ? this.content(this.data) : loading()],
    );
  }

  #days() {
    return select({
      id: "plan-day",
      label: t("tasks.plan.day"),
      value: this.date,
      options: datesFrom(day.value.date, DAYS_AHEAD + 1).map((date) => [date, capital(dayTitle(date, day.value.date))]),
      onchange: ({ target }) => {
        Object.assign(this, { date: target.value, data: null });
        this.update();
        this.read();
      },
    });
  }

  /** @param {any} plan */
  content({ text, because, blocks, left_out: left, capacity_minutes: capacity }) {
    const hasTasks = blocks.some((/** @type {any} */ block) => block.kind === "task");
    return [
      h("p", text),
      hasTasks && h("p.soft", t("tasks.plan.capacity", { time: minutesText(capacity) })),
      blocks.length > 0 && h("ol.timeline", blocks.map(showBlock)),
      hasTasks &&
        h(
          "div.buttons",
          h("button.primary", { disabled: this.isBusy, onclick: () => this.#apply() }, icon("check"), t("tasks.plan.use")),
          h("button.plain", { onclick: () => this.read() }, t("tasks.plan.again")),
        ),
      reasons(left.map(showLeftOut), t("tasks.plan.left-out", { count: left.length }), left.length < 6),
      reasons(because.map((/** @type {string} */ each) => h("li", each)), t("tasks.plan.because"), false),
    ];
  }

  async #apply() {
    const { date, version, blocks } = this.data;
    this.isBusy = true;
    this.update();
    try {
      const ids = new Set(blocks.map((/** @type {any} */ block) => block.task_id));
      const before = (await get("tasks?completed=false&limit=500")).filter((/** @type {any} */ task) => ids.has(task.id));
      const planned = await send({ method: "POST", path: "assistant/plan/apply", body: { date, version } });
      const text = t("tasks.plan.used", { count: planned.length, date: nearDate(date, day.value.date) });
      say(text, { undo: () => restorePlans(before) });
      await changed();
      location.hash = `tasks/${date === day.value.date ? "today" : date}`;
    } catch (error) {
      const isChanged = error instanceof ApiError && error.status === 409;
      say(isChanged ? t("tasks.plan.changed") : explain(error), { kind: isChanged ? undefined : "error" });
      await this.read();
    }
    this.isBusy = false;
    this.update();
  }
}

/** @param {any} block */
function showBlock({ from, to, kind, task_id: id, title, why }) {
  const minutes = (Date.parse(to) - Date.parse(from)) / 60_000;
  return h(
    "li",
    { key: from, class: `block ${kind === "task" ? "" : "pause"}` },
    h("span.when", h("time", { datetime: from }, time(from)), "–", h("time", { datetime: to }, time(to))),
    h(
      "div",
      kind === "task"
        ? h("a.what", { href: `#tasks/${id}`, dir: "auto" }, title)
        : h("span.what", icon(kind === "lunch" ? "meal" : "rest"), t(`tasks.plan.${kind}`)),
      h("span.meta", `${minutesText(minutes)} · ${why}`),
    ),
  );
}

/** A list that can be opened, unless it is empty. @param {any[]} items @param {string} title @param {boolean} open */
function reasons(items, title, open) {
  return items.length > 0 && h("details", { key: title, open }, h("summary", title), h("ul.left-out", items));
}

/** @param {any} task */
function showLeftOut({ task_id: id, title, why }) {
  return h("li", { key: id }, h("a", { href: `#tasks/${id}`, dir: "auto" }, title), h("span.meta", why));
}

function showOff() {
  const settings = h("a.soft-button", { href: "#settings" }, icon("settings"), t("tasks.plan.settings"));
  return [h("p", t("tasks.plan.off")), settings];
}

define("day-plan", DayPlan);
