/** What to expect: the coming week, and signals of workload and recovery. */

import { get } from "../core/api.js";
import { day } from "../core/day.js";
import { define, h } from "../core/dom.js";
import { figures, list, section } from "../core/parts.js";
import { Reading } from "../core/reading.js";
import { dateOf, longDate, minutesText, nearDate, number, t, time } from "../core/words.js";
import { shortDate } from "./calendar.js";
import { showSignal } from "./signal.js";

/** @typedef {Record<string, any> & Record<"days" | "factors" | "signals" | "tasks_at_risk", any[]>} Predictions */

/** @extends {Reading<Predictions>} */
class Ahead extends Reading {
  load() {
    return get("assistant/predictions");
  }

  /** @param {Predictions} predictions */
  content(predictions) {
    const { text, confidence, days, factors, signals, tasks_at_risk: tasks } = predictions;
    return [
      section(
        "ahead",
        t("insights.ahead"),
        h("p", text),
        days.length > 0
          ? [
              outlook(predictions),
              showToday(predictions),
              confidence === "rough" && h("p.hint", { key: "rough" }, t("insights.ahead.rough")),
              showFactors(factors),
            ]
          : h("p.empty", t("insights.ahead.empty")),
        tasks.length > 0 && [h("h3", t("insights.risk")), h("ul.factors", tasks.map(showTask))],
      ),
      section(
        "signals",
        t("insights.signals"),
        h("p.hint", t("insights.signals.hint")),
        list(
          "signals",
          signals.map((each) => showSignal(each, () => this.#readAndFocus(each.rule))),
          t(days.length ? "insights.signals.none" : "insights.signals.early"),
        ),
      ),
    ];
  }

  /** Read again, and move the focus to the first control of a signal, in place of the one that was used. */
  /** @param {string} rule */
  async #readAndFocus(rule) {
    await this.read();
    this.focusOn(`#signal-${rule} :is(summary, button)`);
  }
}

/** @param {Predictions} predictions */
function outlook({ days, week, overload_line_hours: line, text }) {
  const expected = days.map((each) => `${longDate(each.date, { weekday: "long" })} ${hours(each.expected_hours)}`);
  return h("insights-chart", {
    class: "chart",
    path: "assistant/outlook.svg",
    data: [days, week, line, text],
    name: t("insights.ahead"),
    alt: t("insights.ahead.alt", { days: expected.join(", "), line: hours(line) }),
    height: 464,
    columns: [t("insights.day"), ...["expected", "range", "long"].map((each) => t(`insights.ahead.${each}`))],
    rows: days.map((each) => [
      shortDate(each.date),
      hours(each.expected_hours),
      `${hours(each.low_hours)} – ${hours(each.high_hours)}`,
      number(each.overload_chance, { style: "percent" }),
    ]),
  });
}

/** @param {Predictions} predictions */
function showToday({ today, this_week: week, overload_line_hours: line }) {
  const soFar = week && { worked: hours(week.worked_hours), expected: hours(week.expected_hours) };
  return figures(
    [
      today.expected_end && [t("insights.ahead.end"), time(today.expected_end)],
      [t("insights.ahead.today"), hours(today.expected_hours)],
      week && [t("insights.ahead.week"), t("insights.ahead.so-far", soFar)],
      week && [t("insights.ahead.usual"), hours(week.usual_hours)],
      [t("insights.ahead.line"), hours(line)],
    ],
    "facts",
  );
}

/** @param {any[]} factors */
function showFactors(factors) {
  return [h("h3", t("insights.factors")), list("factors", factors.map(showFactor), t("insights.factors.none"))];
}

/** @param {any} factor */
function showFactor({ name, effect, text }) {
  const sign = effect < 0 ? "−" : "+";
  return h("li", { key: name }, h("span.pill", sign, hours(Math.abs(effect))), h("span", text));
}

/** @param {any} task */
function showTask({ task_id: id, title, text, due_date: due }) {
  return h(
    "li",
    { key: id },
    h("a", { href: `#tasks/${id}`, dir: "auto" }, title),
    h("span.soft", t("task.due", { date: nearDate(dateOf(due), day.value.date) })),
    h("span", text),
  );
}

/** @param {number} value */
function hours(value) {
  return minutesText(value * 60);
}

define("insights-ahead", Ahead);
