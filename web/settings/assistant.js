/** The assistant, what it must not suggest any more, and the leaderboard. */

import { changed } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { check } from "../core/form.js";
import { dateOf, language, longDate, t } from "../core/words.js";
import { card, ListCard, profile, switchPreference, user } from "./cards.js";

/** A switch that changes a preference at once. @param {string} id @param {string} name @param {string} label @param {boolean} checked */
function preference(id, name, label, checked) {
  const onchange = (/** @type {boolean} */ isOn) => switchPreference(name, isOn);
  return check({ id, role: "switch", label, hint: t(`settings.${name}.hint`), checked, onchange });
}

class AssistantSettings extends ListCard {
  path = "assistant/recommendations/muted";

  get stores() {
    return [language, profile];
  }

  view() {
    const { assistant, ai_phrasing: phrasing } = user().preferences;
    const isOn = assistant !== false;
    return card(
      "assistant",
      h("p", null, t("settings.assistant.text")),
      preference("assistant-on", "assistant", t("settings.assistant.on"), isOn),
      isOn && preference("assistant-phrasing", "ai_phrasing", t("settings.ai_phrasing"), phrasing === true),
      isOn && this.loaded((list) => list.length > 0 && [h("h3", null, t("settings.muted")), this.rows(list, (each) => this.#muted(each))]),
    );
  }

  /** @param {any} muted */
  #muted({ kind, until }) {
    const name = t(`settings.advice.${kind}`);
    const length = until ? t("settings.muted.until", { date: longDate(dateOf(until)) }) : t("settings.muted.always");
    const onclick = () => this.removeItem(kind, t("settings.unmuted"));
    return h(
      "li",
      { key: kind },
      h("span", null, name, h("span", { class: "meta" }, length)),
      h("button", { type: "button", class: "soft-button small", "aria-label": t("settings.unmute.name", { name }), onclick }, t("settings.unmute")),
    );
  }

  changed() {
    return Promise.all([this.read(), changed()]);
  }
}

class LeaderboardSettings extends View {
  get stores() {
    return [language, profile];
  }

  view() {
    const isOn = user().preferences.leaderboard !== false;
    return card("leaderboard", preference("leaderboard-on", "leaderboard", t("settings.leaderboard.on"), isOn));
  }
}

define("assistant-settings", AssistantSettings);
define("leaderboard-settings", LeaderboardSettings);
