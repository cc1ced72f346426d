/** How the page looks, speaks and sounds. All but the language is kept on this device. */

import { say } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { check, LANGUAGES, select } from "../core/form.js";
import { language, setLanguage, t } from "../core/words.js";
import { card, profile, switchPreference } from "./cards.js";

const THEME = "avanochi.theme";
const SOUND = "avanochi.sound";

class AppearanceSettings extends View {
  get stores() {
    return [language, profile];
  }

  view() {
    const theme = localStorage.getItem(THEME) ?? "system";
    return card(
      "appearance",
      h(
        "fieldset",
        null,
        h("legend", null, t("settings.theme")),
        h("div", { class: "segments" }, ["system", "light", "dark"].map((name) =>
          h("label", { key: name }, h("input", { type: "radio", name: "theme", value: name, checked: theme === name, onchange: () => this.#setTheme(name) }), h("span", null, t(`settings.theme.${name}`))))),
      ),
      select({ id: "appearance-language", label: t("settings.language"), options: LANGUAGES, value: language.value, onchange: (/** @type {any} */ { target }) => this.#setLanguage(target.value) }),
      check({ id: "appearance-sound", role: "switch", label: t("settings.sound"), hint: t("settings.sound.hint"), checked: localStorage.getItem(SOUND) === "on", onchange: (isOn) => this.#setSound(isOn) }),
    );
  }

  /** @param {string} name */
  #setTheme(name) {
    if (name === "system") {
      localStorage.removeItem(THEME);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(THEME, name);
      document.documentElement.dataset.theme = name;
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
    if (isOn) localStorage.setItem(SOUND, "on");
    else localStorage.removeItem(SOUND);
    say(t(isOn ? "settings.sound.on" : "settings.sound.off"));
    this.update();
  }
}

define("appearance-settings", AppearanceSettings);
