/** What the user has earned: achievements, and points with their reasons. */

import { get, getPage } from "../core/api.js";
import { day, sayFailure } from "../core/day.js";
import { define, h } from "../core/dom.js";
import { list, section } from "../core/parts.js";
import { Reading } from "../core/reading.js";
import { dateOf, loadTexts, nearDate, t, time, translated } from "../core/words.js";
import { dayAndMonth } from "./calendar.js";

const PAGE = 15;
const MAX_PAGE = 500;
const NEAREST = 3; // achievements to come that are shown at once

await loadTexts("challenges"); // their names

/** @typedef {{achievements: any[], points: any[], continuation: string}} Earned */

/** @extends {Reading<Earned>} */
class EarnedParts extends Reading {
  async load() {
    const shown = Math.min(MAX_PAGE, Math.max(PAGE, this.data?.points.length ?? 0));
    const [achievements, { items, continuation }] = await Promise.all([get("achievements"), getPage(`points?limit=${shown}`)]);
    return { achievements, points: items, continuation };
  }

  /** @param {Earned} earned */
  content({ achievements, points, continuation }) {
    const sorted = [...achievements].sort(byProgress);
    const unlocked = sorted.filter((each) => each.unlocked).length;
    const count = unlocked ? "insights.achievements.count" : "insights.achievements.empty";
    const rest = sorted.slice(unlocked + NEAREST);
    return [
      section(
        "achievements",
        t("insights.achievements"),
        h("p.soft", t(count, { count: unlocked, total: achievements.length })),
        h("ul.achievements", sorted.slice(0, unlocked + NEAREST).map(showAchievement)),
        rest.length > 0 && h(
          "details",
          h("summary", t("insights.achievements.more", { count: rest.length })),
          h("ul.achievements", rest.map(showAchievement)),
        ),
      ),
      section(
        "points",
        t("insights.points"),
        list("ledger", points.map(showEntry), t("insights.points.empty")),
        continuation && h("button.soft-button", { onclick: () => this.#more() }, t("insights.points.more")),
      ),
    ];
  }

  /** Add the next page, and move the focus to its first entry. */
  async #more() {
    const { data } = this;
    if (!data?.continuation) return;
    try {
      const { items, continuation } = await getPage(`points?limit=${PAGE}`, data.continuation);
      if (this.data !== data) return; // it was read again meanwhile
      const known = new Set(data.points.map((each) => each.id));
      const added = items.filter((each) => !known.has(each.id));
      this.data = { ...data, points: [...data.points, ...added], continuation };
      this.focusOn(`.ledger li:nth-child(${data.points.length + 1})`);
    } catch (error) {
      sayFailure(error);
    }
  }
}

/** Unlocked ones first, the latest first; then those that are nearest. @param {any} one @param {any} other */
function byProgress(one, other) {
  if (one.unlocked !== other.unlocked) return one.unlocked ? -1 : 1;
  if (one.unlocked) return Date.parse(other.unlocked_at) - Date.parse(one.unlocked_at);
  return other.progress / other.target - one.progress / one.target;
}

/** @param {any} achievement */
function showAchievement({ id, name, description, icon: symbol, unlocked, unlocked_at: at, progress, target }) {
  return h(
    "li",
    { key: id, class: unlocked ? "unlocked" : "" },
    h("span.symbol", { "aria-hidden": "true" }, symbol),
    h(
      "div.stack",
      h("h3", translated(`insights.achievement.${id}`, name)),
      h("p.meta", translated(`insights.achievement.${id}.text`, description)),
      unlocked
        ? h("p.meta", t("insights.achievements.unlocked", { date: dayAndMonth(dateOf(at), { year: "numeric" }) }))
        : [
            h("span.bar", h("span", { css: { "--share": `${(100 * progress) / target}%` } })),
            h("p.meta", t("challenges.progress", { progress, total: target })),
          ],
    ),
  );
}

/** @param {any} entry */
function showEntry({ id, at, rule, delta, reason, source_id: source }) {
  const challenge = translated(`challenges.name.${source.split(":")[1]}`, reason.split(": ")[1] ?? "");
  return h(
    "li",
    { key: id, tabindex: -1 },
    h("span.pill", t("points", { count: Math.abs(delta), sign: delta < 0 ? "−" : "+" })),
    h("span.reason", translated(`insights.rule.${rule}`, reason, { name: challenge })),
    h("span.meta", `${nearDate(dateOf(at), day.value.date)}, ${time(at)}`),
  );
}

define("insights-earned", EarnedParts);
