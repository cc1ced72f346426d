/** The assistant, what it must not suggest any more, and the leaderboard. */

import { request } from "../core/api.js";
import { changed, explain, say } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { check } from "../core/form.js";
import { dateOf, language, longDate, t } from "../core/words.js";
import { card, ListCard, profile, switchPreference, user } from "./cards.js";

class AssistantSettings extends ListCard {
  path = "assistant/recommendations/muted";

  get stores() {
    return [language, profile];
  }

  view() {
    const isOn = user().preferences.assistant !== false;
    return card(
      "assistant",
      h("p", null, t("settings.assistant.text")),
      check({ id: "assistant-on", role: "switch", label: t("settings.assistant.on"), hint: t("settings.assistant.hint"), checked: isOn, onchange: (value) => switchPreference("assistant", value) }),
      isOn &&
        check({ id: "assistant-phrasing", role: "switch", label: t("settings.phrasing"), hint: t("settings.phrasing.hint"), checked: user().preferences.ai_phrasing === true, onchange: (value) => switchPreference("ai_phrasing", value) }),
      isOn && this.loaded((list) => this.#muted(list)),
    );
  }

  /** @param {any[]} list */
  #muted(list) {
    if (!list.length) return null;
    return [
      h("h3", null, t("settings.muted")),
      h("ul", { class: "rows" }, list.map(({ kind, until }) =>
        h(
          "li",
          { key: kind },
          h("span", null, t(`settings.advice.${kind}`), h("span", { class: "meta" }, until ? t("settings.muted.until", { date: longDate(dateOf(until)) }) : t("settings.muted.always"))),
          h("button", { type: "button", class: "soft-button small", "aria-label": t("settings.unmute.name", { name: t(`settings.advice.${kind}`) }), onclick: () => this.#unmute(kind) }, t("settings.unmute")),
        ))),
    ];
  }

  /** @param {string} kind */
  async #unmute(kind) {
    try {
      await request("DELETE", `${this.path}/${encodeURIComponent(kind)}`);
      say(t("settings.unmuted"));
      this.querySelector("h2")?.focus();
      await Promise.all([this.load(), changed()]);
    } catch (error) {
      say(explain(error), { kind: "error" });
    }
  }
}

class LeaderboardSettings extends View {
  get stores() {
    return [language, profile];
  }

  view() {
    return card(
      "leaderboard",
      check({ id: "leaderboard-on", role: "switch", label: t("settings.leaderboard.on"), hint: t("settings.leaderboard.hint"), checked: user().preferences.leaderboard !== false, onchange: (value) => switchPreference("leaderboard", value) }),
    );
  }
}

define("assistant-settings", AssistantSettings);
define("leaderboard-settings", LeaderboardSettings);
