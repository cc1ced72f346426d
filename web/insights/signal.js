/** A signal: what was observed, where its rule comes from, and how to silence it. */

import { act, day } from "../core/day.js";
import { h } from "../core/dom.js";
import { longDate, nearDate, t } from "../core/words.js";

const SNOOZES = [7, 14, 30, 60]; // days

/** @param {any} signal @param {() => unknown} changed */
export function showSignal(signal, changed) {
  const { rule, level, since, text, option, source, snoozed_until: snoozed } = signal;
  return h(
    "li",
    { key: rule, id: `signal-${rule}`, class: `signal ${snoozed ? "snoozed" : `level-${level}`}` },
    h("h3", null, t(`insights.signal.${rule}`), " ", h("span", { class: "pill" }, t(snoozed ? "insights.snoozed" : `insights.level.${level}`))),
    h("p", null, text),
    !snoozed && h("p", { class: "option" }, option),
    h(
      "p",
      { class: "meta" },
      t("insights.signal.since", { date: longDate(since, { day: "numeric", month: "long" }) }),
      " · ",
      showSource(source),
    ),
    snoozed ? showSnooze(rule, snoozed, changed) : snoozeForm(rule, changed),
  );
}

/** @param {{title: string, url: string | null}} source */
function showSource({ title, url }) {
  if (!url?.startsWith("https://")) return t("insights.signal.source", { title });
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, t("insights.signal.source", { title }), h("span", { class: "hidden" }, ` ${t("insights.new-tab")}`));
}

/** @param {string} rule @param {string} until @param {() => unknown} changed */
function showSnooze(rule, until, changed) {
  const end = async () => {
    const path = `assistant/signals/${rule}/snooze`;
    if (await act({ method: "DELETE", path }, { done: t("insights.snooze.ended") })) await changed();
  };
  return h(
    "div",
    { class: "buttons", key: "snoozed" },
    h("span", null, t("insights.snooze.until", { date: nearDate(until, day.value.date) })),
    h("button", { class: "plain small", onclick: end }, t("insights.snooze.end")),
  );
}

/** @param {string} rule @param {() => unknown} changed */
function snoozeForm(rule, changed) {
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const body = { days: Number(form.days.value), planned: form.planned.checked };
    const path = `assistant/signals/${rule}/snooze`;
    if (await act({ method: "POST", path, body }, { done: t("insights.snooze.done") })) await changed();
  };
  return h(
    "details",
    { class: "snooze", key: "snooze" },
    h("summary", null, t("insights.snooze")),
    h(
      "form",
      { onsubmit: submit },
      h(
        "div",
        { class: "field" },
        h("label", { for: `days-${rule}` }, t("insights.snooze.days")),
        h("select", { id: `days-${rule}`, name: "days" }, SNOOZES.map((days) => h("option", { value: days, selected: days === 14 }, t("insights.snooze.for", { count: days })))),
      ),
      h("label", { class: "choice" }, h("input", { type: "checkbox", name: "planned" }), t("insights.snooze.planned")),
      h("button", { class: "primary small" }, t("insights.snooze.button")),
    ),
  );
}
