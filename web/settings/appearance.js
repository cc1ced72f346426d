/** How the page looks, speaks and sounds. All but the language is kept on this device. */

import { say } from "../core/day.js";
import { define, View } from "../core/dom.js";
import { check, LANGUAGES, select } from "../core/form.js";
import { pills } from "../core/parts.js";
import { language, setLanguage, t } from "../core/words.js";
import { isSoundOn, setSound } from "../focus/sound.js";
import { card, profile, switchPreference } from "./cards.js";

const THEME = "avanochi.theme";

class AppearanceSettings extends View {
  get stores() {
    return [language, profile];
  }

  view() {
    /** @type {[string, string][]} */
    const themes = ["system", "light", "dark"].map((name) => [name, t(`settings.theme.${name}`)]);
    return card(
      "appearance",
      pills(t("settings.theme"), "theme", themes, localStorage.getItem(THEME) ?? "system", (name) => this.#setTheme(name)),
      select({
        id: "appearance-language",
        label: t("settings.language"),
        options: LANGUAGES,
        value: language.value,
        onchange: ({ target }) => this.#setLanguage(target.value),
      }),
      check({
        id: "appearance-sound",
        role: "switch",
        label: t("settings.sound"),
        hint: t("settings.sound.hint"),
        checked: isSoundOn(),
        onchange: (isOn) => this.#setSound(isOn),
      }),
    );
  }

  /** @param {string} name */
  #setTheme(name) {
    const { dataset } = document.documentElement;
    if (name === "system") {
      localStorage.removeItem(THEME);
      delete dataset.theme;
    } else {
      localStorage.setItem(THEME, name);
      dataset.theme = name;
    }
    this.update();
  }

  /** @param {string} code */
  async #setLanguage(code) {
    await setLanguage(code);
    await switchPreference("language", code);
  }

  /** @param {boolean} isOn */
  #setSound(isOn) {
    setSound(isOn);
    say(t(isOn ? "settings.sound.on" : "settings.sound.off"));
  }
}

define("appearance-settings", AppearanceSettings);
