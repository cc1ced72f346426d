/** A signal: what was observed, where its rule comes from, and how to silence it. */

import { act, day } from "../core/day.js";
import { h } from "../core/dom.js";
import { form, select } from "../core/form.js";
import { tick } from "../core/parts.js";
import { nearDate, number, t } from "../core/words.js";
import { dayAndMonth } from "./calendar.js";

const SNOOZES = [7, 14, 30, 60]; // days

/** @param {any} signal @param {() => unknown} changed */
export function showSignal({ rule, level, since, text, option, source, snoozed_until: until }, changed) {
  const state = t(until ? "insights.snoozed" : `insights.level.${level}`);
  return h(
    "li",
    { key: rule, id: `signal-${rule}`, class: `signal ${until ? "snoozed" : `level-${level}`}` },
    h("h3", t(`insights.signal.${rule}`), " ", h("span.pill", state)),
    h("p", text),
    !until && h("p.option", option),
    h("p.meta", t("insights.signal.since", { date: dayAndMonth(since) }), " · ", showSource(source)),
    until ? showSnooze(rule, until, changed) : snoozeForm(rule, changed),
  );
}

/** @param {{title: string, url: string | null}} source */
function showSource({ title, url }) {
  const text = t("insights.signal.source", { title });
  if (!url?.startsWith("https://")) return text;
  const note = h("span.hidden", ` ${t("insights.new-tab")}`);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, text, note);
}

/** @param {string} rule @param {string} until @param {() => unknown} changed */
function showSnooze(rule, until, changed) {
  const end = async () => {
    const path = `assistant/signals/${rule}/snooze`;
    if (await act({ method: "DELETE", path }, { done: t("insights.snooze.ended") })) await changed();
  };
  return h(
    "div.buttons",
    { key: "snoozed" },
    h("span", t("insights.snooze.until", { date: nearDate(until, day.value.date) })),
    h("button.plain.small", { onclick: end }, t("insights.snooze.end")),
  );
}

/** @param {string} rule @param {() => unknown} changed */
function snoozeForm(rule, changed) {
  const submit = async (/** @type {any} */ { days, planned }) => {
    const body = { days: Number(days.value), planned: planned.checked };
    const path = `assistant/signals/${rule}/snooze`;
    if (await act({ method: "POST", path, body }, { done: t("insights.snooze.done") })) await changed();
  };
  return h(
    "details.snooze",
    { key: "snooze" },
    h("summary", t("insights.snooze")),
    form(
      submit,
      { class: null },
      select({
        id: `days-${rule}`,
        name: "days",
        label: t("insights.snooze.days"),
        options: SNOOZES.map((days) => [days, number(days, { style: "unit", unit: "day", unitDisplay: "long" })]),
        value: 14,
      }),
      tick(t("insights.snooze.planned"), { name: "planned" }),
      h("button.primary.small", t("insights.snooze.button")),
    ),
  );
}
