/**
 * Insights: the user's days in words, in charts and in numbers, and what they have earned.
 *
 * Each part is a module of this folder that defines the custom element `insights-<name>`. Without the assistant, a
 * note is in place of what it says.
 */

import { day } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { link, section } from "../core/parts.js";
import { language, t } from "../core/words.js";

const PARTS = ["story", "ahead", "days", "metrics", "earned"];
const WITHOUT_ASSISTANT = ["days", "earned"];

await Promise.all(["chart", ...PARTS].map((name) => import(`./${name}.js`)));

class InsightsScreen extends View {
  path = "";

  get stores() {
    return /** @type {any[]} */ ([day, language]);
  }

  view() {
    const { settings, user } = day.value;
    const isOn = settings?.assistant ?? user?.preferences?.assistant ?? true;
    const parts = isOn ? PARTS : WITHOUT_ASSISTANT;
    return [
      h("h1", { tabindex: -1 }, t("insights.title")),
      h(
        "div.parts",
        !isOn && section(
          "off",
          t("insights.off"),
          h("p", t("insights.off.text")),
          link("#settings/assistant", "settings", t("insights.off.link")),
        ),
        parts.map((name) => h(`insights-${name}`, { key: name, ...(name === "story" && { period: this.path }) })),
      ),
    ];
  }
}

define("insights-screen", InsightsScreen);
