/** Challenges: those of this week, the leaderboard, and the user's own totals. */

import "../core/confirm.js";
import { get } from "../core/api.js";
import { avatarOf } from "../core/avatar.js";
import { act } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { addDays } from "../core/moments.js";
import { figures, section } from "../core/parts.js";
import { Reading } from "../core/reading.js";
import { longDate, number, t, translated } from "../core/words.js";
import { showLeaders } from "./leaders.js";

/** @typedef {{challenges: any[], leaders: any[], stats: any}} Week */

/** @extends {Reading<Week>} */
class ChallengesScreen extends Reading {
  path = "";

  async load() {
    const [challenges, leaders, stats] = await Promise.all(["week", "leaders", "stats"].map((name) => get(`challenges/${name}`)));
    return { challenges, leaders, stats };
  }

  view() {
    return [h("h1", { tabindex: -1 }, t("challenges.title")), super.view()];
  }

  /** @param {Week} week */
  content({ challenges, leaders, stats }) {
    return h(
      "div.parts",
      h(
        "section.stack",
        { "aria-labelledby": "week-title" },
        h("h2", { id: "week-title" }, t("challenges.week")),
        challenges.length > 0
          ? [
              h("p.soft", t("challenges.until", { date: lastDay(challenges[0]) })),
              h("ul.stack", challenges.map((each) => this.#challenge(each))),
            ]
          : h("p.card.empty", t("challenges.none")),
      ),
      h("div.aside", showStats(stats), showLeaders(leaders)),
    );
  }

  /** @param {any} challenge */
  #challenge(challenge) {
    const { id, name, description, points, target_value: target, status } = challenge;
    const title = translated(`challenges.name.${id}`, name);
    return h(
      "li",
      { key: id, class: `card stack challenge ${status ?? ""}`, "aria-labelledby": `challenge-${id}` },
      h(
        "h3",
        { id: `challenge-${id}` },
        h("span", { dir: "auto" }, title),
        h("span.pill", t("points", { count: points, sign: "" })),
      ),
      h("p", h("span", { dir: "auto" }, translated(`challenges.text.${id}`, description, { count: target }))),
      status && showProgress(challenge),
      showMembers(challenge),
      this.#action(id, status, title),
    );
  }

  /** @param {string} id @param {string | null} status @param {string} title */
  #action(id, status, title) {
    if (status === "completed") return null;
    const values = { name: title };
    const label = t(status ? "challenges.leave.label" : "challenges.join.label", values);
    const join = () => this.#change("POST", id, "join", t("challenges.joined", values));
    if (!status) {
      return h("button.primary", { key: "join", "aria-label": label, onclick: join }, icon("plus"), t("challenges.join"));
    }
    return h("confirm-button", {
      key: "leave",
      label: t("challenges.leave"),
      name: label,
      question: t("challenges.leave.question"),
      yes: t("challenges.leave.yes"),
      no: t("challenges.leave.no"),
      action: () => this.#change("DELETE", id, "leave", t("challenges.left", values)),
    });
  }

  /** Join or leave, and move the focus to the control that is then in place of the one that was used. */
  /** @param {string} method @param {string} id @param {string} verb @param {string} done */
  async #change(method, id, verb, done) {
    if (!(await act({ method, path: `challenges/${id}/${verb}` }, { done }))) return;
    await this.read();
    this.focusOn(`[aria-labelledby="challenge-${id}"] button`);
  }
}

/** @param {any} challenge */
function showProgress({ progress, total, status, points }) {
  return h(
    "div.progress",
    { key: "progress" },
    h("span.bar", h("span", { css: { "--share": `${(100 * progress) / total}%` } })),
    status === "completed"
      ? h("p.done", icon("check"), t("challenges.completed", { count: points }))
      : h("p.meta", t("challenges.progress", { progress, total })),
  );
}

/** @param {{joined_count: number, joined_avatars: string[], status: string | null}} challenge */
function showMembers({ joined_count: all, joined_avatars: avatars, status }) {
  const count = status ? all - 1 : all;
  const one = status ? "challenges.members.you" : "challenges.members.none";
  const text = count < 1 ? t(one) : t(status ? "challenges.members.and-you" : "challenges.members", { count });
  const faces = avatars.map((url, index) => h("span", { key: index }, avatarOf(url)));
  return h("p.members", h("span.faces", faces), text);
}

/** The last day of a challenge's week, such as "Sunday 22 March". @param {any} challenge */
function lastDay({ created_at: from, duration_days: days }) {
  return longDate(addDays(new Date(from).toISOString().slice(0, 10), days - 1));
}

/** @param {any} stats */
function showStats({ total_points: points, challenges_done: done, shutdown_streak: streak, avg_shutdown_time: time }) {
  return section("stats", t("challenges.stats"), figures([
    [t("challenges.points"), number(points)],
    [t("challenges.stats.done"), number(done)],
    [t("challenges.stats.streak"), number(streak, { style: "unit", unit: "day", unitDisplay: "long" })],
    [t("challenges.stats.time"), time === "0:00" ? "–" : time],
  ]));
}

define("challenges-screen", ChallengesScreen);
