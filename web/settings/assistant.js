/** The assistant, what it must not suggest any more, and the leaderboard. */

import { changed } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { check } from "../core/form.js";
import { dateOf, language, longDate, t } from "../core/words.js";
import { card, ListCard, profile, switchPreference, user } from "./cards.js";

/** A switch that changes a preference at once. @param {string} name @param {string[]} texts label and hint @param {boolean} checked */
function preference(name, [label, hint], checked) {
  const onchange = (/** @type {boolean} */ isOn) => switchPreference(name, isOn);
  return check({ id: `preference-${name}`, role: "switch", label: t(label), hint: t(hint), checked, onchange });
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
      h("p", t("settings.assistant.text")),
      preference("assistant", ["settings.assistant.on", "settings.assistant.hint"], isOn),
      isOn && preference("ai_phrasing", ["settings.phrasing", "settings.phrasing.hint"], phrasing === true),
      isOn && this.loaded((list) => list.length > 0 && this.#list(list)),
    );
  }

  /** @param {any[]} list */
  #list(list) {
    return [h("h3", t("settings.muted")), this.rows(list, (each) => this.#muted(each))];
  }

  /** @param {any} muted */
  #muted({ kind, until }) {
    const name = t(`settings.advice.${kind}`);
    const length = until ? t("settings.muted.until", { date: longDate(dateOf(until)) }) : t("settings.muted.always");
    const onclick = () => this.removeItem(kind, t("settings.unmuted"));
    return h(
      "li",
      { key: kind },
      h("span", name, h("span.meta", length)),
      h("button.soft-button.small", { "aria-label": t("settings.unmute.name", { name }), onclick }, t("settings.unmute")),
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
    return card("leaderboard", preference("leaderboard", ["settings.leaderboard.on", "settings.leaderboard.hint"], isOn));
  }
}

define("assistant-settings", AssistantSettings);
define("leaderboard-settings", LeaderboardSettings);
