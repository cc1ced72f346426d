/** Challenges: those of this week, the leaderboard, and the user's own totals. */

import { get } from "../core/api.js";
import { act } from "../core/day.js";
import { avatarOf } from "../core/avatar.js";
import { define, h, icon } from "../core/dom.js";
import { Reading } from "../core/reading.js";
import { longDate, number, t, translated } from "../core/words.js";
import { showLeaders } from "./leaders.js";

/** @typedef {{challenges: any[], leaders: any[], stats: any}} Week */

/** @extends {Reading<Week>} */
class ChallengesScreen extends Reading {
  path = "";
  /** The challenge that the user is asked about leaving. */
  #leaving = "";

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
      "div",
      { class: "parts" },
      h(
        "section",
        { class: "week", "aria-labelledby": "week-title" },
        h("h2", { id: "week-title" }, t("challenges.week")),
        challenges.length > 0 && h("p", { class: "soft" }, t("challenges.until", { date: lastDay(challenges[0]) })),
        challenges.length > 0
          ? h("ul", { class: "challenges" }, challenges.map((each) => this.#challenge(each)))
          : h("p", { class: "card empty" }, t("challenges.none")),
      ),
      h("div", { class: "aside" }, showStats(stats), showLeaders(leaders)),
    );
  }

  /** @param {any} challenge */
  #challenge(challenge) {
    const { id, name, description, points, target_value: target, status, joined_count: members, joined_avatars: avatars } = challenge;
    const title = translated(`challenges.name.${id}`, name);
    return h(
      "li",
      { key: id, class: `card challenge ${status ?? ""}`, "aria-labelledby": `challenge-${id}` },
      h("h3", { id: `challenge-${id}` }, h("span", { dir: "auto" }, title), h("span", { class: "pill" }, t("challenges.points", { count: points }))),
      h("p", null, h("span", { dir: "auto" }, translated(`challenges.text.${id}`, description, { count: target }))),
      status && showProgress(challenge),
      h("p", { class: "members" }, h("span", { class: "faces" }, avatars.map((/** @type {string} */ url, /** @type {number} */ index) => h("span", { key: index }, avatarOf(url)))), membersText(members, status)),
      this.#actions(challenge, title),
    );
  }

  /** @param {any} challenge @param {string} title */
  #actions({ id, status }, title) {
    if (status === "completed") return null;
    if (!status) {
      return h(
        "div",
        { class: "buttons", key: "join" },
        h("button", { class: "primary", "aria-label": t("challenges.join.label", { name: title }), onclick: () => this.#join(id, title) }, icon("plus"), t("challenges.join")),
      );
    }
    if (this.#leaving !== id) {
      return h(
        "div",
        { class: "buttons", key: "joined" },
        h("button", { class: "plain small", "aria-label": t("challenges.leave.label", { name: title }), onclick: () => this.#ask(id) }, t("challenges.leave")),
      );
    }
    return h(
      "div",
      { class: "leaving", key: "leaving", role: "group", "aria-label": t("challenges.leave.label", { name: title }) },
      h("p", null, t("challenges.leave.question")),
      h(
        "div",
        { class: "buttons" },
        h("button", { class: "soft-button small", onclick: () => this.#leave(id, title) }, t("challenges.leave.yes")),
        h("button", { class: "plain small", onclick: () => this.#ask("", id) }, t("challenges.leave.no")),
      ),
    );
  }

  /** @param {string} id @param {string} title */
  async #join(id, title) {
    if (await act({ method: "POST", path: `challenges/${id}/join` }, { done: t("challenges.joined", { name: title }) })) await this.#readAndFocus(id);
  }

  /** @param {string} id @param {string} title */
  async #leave(id, title) {
    const isDone = await act({ method: "DELETE", path: `challenges/${id}/leave` }, { done: t("challenges.left", { name: title }) });
    this.#leaving = "";
    if (isDone) await this.#readAndFocus(id);
    else this.update();
  }

  /** Ask whether to leave a challenge; without one, stop asking. @param {string} id @param {string} [from] */
  async #ask(id, from = id) {
    this.#leaving = id;
    this.update();
    await this.#focus(from);
  }

  /** @param {string} id */
  async #readAndFocus(id) {
    await this.read();
    await this.#focus(id);
  }

  /** Move the focus to the first control of a challenge, in place of the one that was used. @param {string} id */
  async #focus(id) {
    await Promise.resolve();
    /** @type {HTMLElement | null} */ (this.querySelector(`[aria-labelledby="challenge-${id}"] button`))?.focus();
  }
}

/** @param {any} challenge */
function showProgress({ progress, total, status, points }) {
  const isDone = status === "completed";
  return h(
    "div",
    { class: "progress", key: "progress" },
    h("span", { class: "bar" }, h("span", { css: { "--share": `${Math.min(100, (100 * progress) / total)}%` } })),
    h("p", { class: isDone ? "done" : "meta" }, isDone && icon("check"), isDone ? t("challenges.completed", { count: points }) : t("challenges.progress", { progress, total })),
  );
}

/** @param {number} count @param {string | null} status */
function membersText(count, status) {
  if (status) return count > 1 ? t("challenges.members.and-you", { count: count - 1 }) : t("challenges.members.you");
  return count ? t("challenges.members", { count }) : t("challenges.members.none");
}

/** The last day of a challenge's week, such as "Sunday 22 March". @param {any} challenge */
function lastDay({ created_at: from, duration_days: days }) {
  const last = new Date(Date.parse(from) + (days - 1) * 86_400_000);
  return longDate(last.toISOString().slice(0, 10));
}

/** @param {any} stats */
function showStats({ total_points: points, challenges_done: done, shutdown_streak: streak, avg_shutdown_time: time }) {
  return h(
    "section",
    { class: "card stack", "aria-labelledby": "stats-title" },
    h("h2", { id: "stats-title" }, t("challenges.stats")),
    h(
      "dl",
      { class: "totals" },
      [
        ["points", number(points)],
        ["done", number(done)],
        ["streak", t("challenges.days", { count: streak })],
        ["time", time === "0:00" ? "–" : time],
      ].map(([key, value]) => h("div", { key }, h("dt", null, t(`challenges.stats.${key}`)), h("dd", null, value))),
    ),
  );
}

define("challenges-screen", ChallengesScreen);
