/** "Plan my day": which tasks to do when, with breaks, and why. */

import { ApiError, get } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital, select } from "../core/form.js";
import { minutesText, nearDate, t, time } from "../core/words.js";
import { addDays, dayTitle } from "./dates.js";
import { restorePlans } from "./planning.js";

const DAYS_AHEAD = 7; // the API's limit

class DayPlan extends View {
  list = ""; // the list to go back to
  date = "";
  /** @type {any} */
  plan = null;
  /** @type {unknown} */
  failure = null;
  isBusy = false;
  asked = 0;

  get stores() {
    return [day];
  }

  connected() {
    this.date = day.value.date;
    this.#load();
    return day.watch(() => this.#load());
  }

  get isOff() {
    return day.value.user?.preferences?.assistant === false;
  }

  view() {
    return h(
      "section",
      { class: "card stack", "aria-labelledby": "plan-title" },
      h(
        "div",
        { class: "detail-head" },
        h("h2", { id: "plan-title", tabindex: -1 }, t("tasks.plan")),
        h("a", { class: "round", href: `#tasks/${this.list}`, "aria-label": t("tasks.back") }, icon("close")),
      ),
      this.isOff ? showOff() : [this.#days(), this.#body()],
    );
  }

  #days() {
    const today = day.value.date;
    const dates = Array.from({ length: DAYS_AHEAD + 1 }, (_, days) => addDays(today, days));
    const choose = (/** @type {any} */ { target }) => {
      this.date = target.value;
      this.plan = null;
      this.update();
      this.#load();
    };
    return select({ id: "plan-day", label: t("tasks.plan.day"), value: this.date, onchange: choose, options: dates.map((date) => [date, capital(dayTitle(date))]) });
  }

  #body() {
    if (this.failure) return [h("p", null, explain(this.failure)), h("button", { class: "primary", onclick: () => this.#load() }, t("retry"))];
    if (!this.plan) return h("p", { class: "empty", role: "status" }, t("loading"));
    const { text, because, blocks, left_out: left, capacity_minutes: capacity } = this.plan;
    const hasTasks = blocks.some((/** @type {any} */ block) => block.kind === "task");
    return [
      h("p", null, text),
      hasTasks && h("p", { class: "soft" }, t("tasks.plan.capacity", { time: minutesText(capacity) })),
      blocks.length > 0 && h("ol", { class: "timeline" }, blocks.map(showBlock)),
      hasTasks &&
        h(
          "div",
          { class: "buttons" },
          h("button", { class: "primary", disabled: this.isBusy, onclick: () => this.#apply() }, icon("check"), t("tasks.plan.use")),
          h("button", { class: "plain", onclick: () => this.#load() }, t("tasks.plan.again")),
        ),
      left.length > 0 &&
        h(
          "details",
          { open: left.length < 6 },
          h("summary", null, t("tasks.plan.left-out", { count: left.length })),
          h("ul", { class: "left-out" }, left.map(showLeftOut)),
        ),
      because.length > 0 && h("details", null, h("summary", null, t("tasks.plan.because")), h("ul", { class: "left-out" }, because.map((/** @type {string} */ each) => h("li", null, each)))),
    ];
  }

  async #load() {
    if (this.isOff) return;
    const asked = ++this.asked;
    try {
      const plan = await get(`assistant/plan?date=${this.date}`);
      if (asked !== this.asked) return; // another day was chosen meanwhile
      this.plan = plan;
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  async #apply() {
    const { date, version, blocks } = this.plan;
    this.isBusy = true;
    this.update();
    try {
      const { send } = await import("../core/outbox.js");
      const ids = new Set(blocks.map((/** @type {any} */ block) => block.task_id));
      const before = (await get("tasks?completed=false&limit=500")).filter((/** @type {any} */ task) => ids.has(task.id));
      const planned = await send({ method: "POST", path: "assistant/plan/apply", body: { date, version } });
      say(t("tasks.plan.used", { count: planned.length, date: nearDate(date, day.value.date) }), { undo: () => restorePlans(before) });
      await changed();
      location.hash = `tasks/${date === day.value.date ? "today" : date}`;
    } catch (error) {
      const isChanged = error instanceof ApiError && error.status === 409;
      say(isChanged ? t("tasks.plan.changed") : explain(error), { kind: isChanged ? undefined : "error" });
      await this.#load();
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
    h("span", { class: "when" }, h("time", { datetime: from }, time(from)), "–", h("time", { datetime: to }, time(to))),
    h(
      "div",
      null,
      kind === "task"
        ? h("a", { class: "what", href: `#tasks/${id}`, dir: "auto" }, title)
        : h("span", { class: "what" }, icon(kind === "lunch" ? "meal" : "rest"), t(`tasks.plan.${kind}`)),
      h("span", { class: "meta" }, `${minutesText(minutes)} · ${why}`),
    ),
  );
}

/** @param {any} task */
function showLeftOut({ task_id: id, title, why }) {
  return h("li", { key: id }, h("a", { href: `#tasks/${id}`, dir: "auto" }, title), h("span", { class: "meta" }, why));
}

function showOff() {
  return [h("p", null, t("tasks.plan.off")), h("a", { class: "soft-button", href: "#settings" }, icon("settings"), t("tasks.plan.settings"))];
}

define("day-plan", DayPlan);
