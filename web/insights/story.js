/** A day, a week or a month in words. */

import { get } from "../core/api.js";
import { day } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { addDays, isDate } from "../core/moments.js";
import { Reading } from "../core/reading.js";
import { dayTitle, longDate, t } from "../core/words.js";
import { dayAndMonth, periodOf, shifted } from "./calendar.js";

const PERIODS = ["day", "week", "month"];
const MAX_AGE_DAYS = 400; // the API knows nothing of earlier days

/** @extends {Reading<any>} */
class Story extends Reading {
  #kind = "week";
  #date = ""; // any day of the period; empty for the present one

  /** What follows the screen's name in the address, such as `week/2026-03-16`. @param {string} path */
  set period(path) {
    const [kind, date] = path.split("/");
    this.#show(PERIODS.includes(kind) ? kind : "week", isDate(date) ? date : "");
  }

  load() {
    return get(`assistant/narratives?period=${this.#kind}${this.#date && `&date=${this.#date}`}`);
  }

  view() {
    return h(
      "section.card.stack",
      { "aria-label": t("insights.story") },
      h("nav.tabs", { "aria-label": t("insights.period") }, PERIODS.map((each) => this.#tab(each))),
      super.view(),
    );
  }

  /** The period that is asked for, which may not be read yet. */
  get #chosen() {
    return { period: this.#kind, ...periodOf(this.#kind, this.#date || day.value.date) };
  }

  /** @param {any} story */
  content(story) {
    const isOther = nameOf(story) !== nameOf(this.#chosen);
    const name = h("p.period", nameOf(this.#chosen));
    return [
      h("div.turn", { key: "turn" }, this.#turn(-1), name, this.#turn(1)),
      h(
        "div.words",
        { key: "words", "aria-busy": isOther && !this.error && "true" },
        !(isOther && this.error) && [
          h("h2", story.title),
          story.paragraphs.map((/** @type {string} */ text) => h("p", { dir: "auto" }, text)),
          story.source === "model" && h("p.hint", t("insights.story.model")),
        ],
        this.error != null && this.failure(),
      ),
    ];
  }

  /** @param {string} kind */
  #tab(kind) {
    const onclick = () => this.#show(kind, "");
    return h("a", { href: `#insights/${kind}`, onclick, "aria-current": kind === this.#kind && "true" }, t(`insights.${kind}`));
  }

  /** A button to the period before or after. @param {-1 | 1} by */
  #turn(by) {
    const { period: kind, from } = this.#chosen;
    const there = shifted(kind, from, by);
    const today = day.value.date;
    const isKnown = there.from <= today && there.to >= addDays(today, -MAX_AGE_DAYS);
    const period = nameOf({ period: kind, ...there });
    const label = t(by < 0 ? "insights.story.earlier" : "insights.story.later", { period });
    const turn = () => {
      if (!isKnown) return;
      const isNow = there.to >= today;
      // Without an event of navigation, so that the focus stays on the button.
      history.replaceState(null, "", `#insights/${kind}${isNow ? "" : `/${there.from}`}`);
      this.#show(kind, isNow ? "" : there.from);
    };
    return h(
      "button.round",
      { key: by, "aria-label": label, title: label, "aria-disabled": !isKnown && "true", onclick: turn },
      icon(by < 0 ? "left" : "right"),
    );
  }

  /** @param {string} kind @param {string} date */
  #show(kind, date) {
    const today = day.value.date;
    const isNow = !date || periodOf(kind, date).to >= today;
    if (kind === this.#kind && (isNow ? "" : date) === this.#date) return;
    this.#kind = kind;
    this.#date = isNow ? "" : date;
    this.error = null;
    if (!this.isConnected) return;
    this.update();
    this.read();
  }
}

/** A period such as "16 – 22 November". @param {{period: string, from: string, to: string}} period */
function nameOf({ period, from, to }) {
  const today = day.value.date;
  /** @type {Intl.DateTimeFormatOptions} */
  const year = to.slice(0, 4) === today.slice(0, 4) ? {} : { year: "numeric" };
  if (period === "month") return longDate(from, { month: "long", year: "numeric" });
  if (period === "day") return dayTitle(from, today, { weekday: "long", day: "numeric", month: "long", ...year });
  const first = from.slice(0, 7) === to.slice(0, 7) ? longDate(from, { day: "numeric" }) : dayAndMonth(from);
  return `${first} – ${dayAndMonth(to, year)}`;
}

define("insights-story", Story);
