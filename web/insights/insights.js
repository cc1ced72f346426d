/**
 * Insights: the user's days in words, in charts and in numbers, and what they have earned.
 *
 * Each part is a module of this folder that defines the custom element `insights-<name>`. Those of `ASSISTANT`
 * are what the assistant says: without it, a note is in their place.
 */

import { day } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { language, t } from "../core/words.js";

const ASSISTANT = ["story", "ahead", "metrics"];

await Promise.all([...ASSISTANT, "days", "earned"].map((name) => import(`./${name}.js`)));

class InsightsScreen extends View {
  path = "";

  get stores() {
    return /** @type {any[]} */ ([day, language]);
  }

  view() {
    const { settings, user } = day.value;
    const isOn = settings?.assistant ?? user?.preferences?.assistant ?? true;
    return [
      h("h1", { tabindex: -1 }, t("insights.title")),
      h(
        "div",
        { class: "parts" },
        isOn ? h("insights-story", { key: "story", period: this.path }) : assistantOff(),
        isOn && h("insights-ahead", { key: "ahead" }),
        h("insights-days", { key: "days" }),
        isOn && h("insights-metrics", { key: "metrics" }),
        h("insights-earned", { key: "earned" }),
      ),
    ];
  }
}

function assistantOff() {
  return h(
    "section",
    { class: "card part wide", key: "off", "aria-labelledby": "off-title" },
    h("h2", { id: "off-title" }, t("insights.off.title")),
    h("p", null, t("insights.off.text")),
    h("a", { class: "more", href: "#settings/assistant" }, icon("settings"), t("insights.off.link")),
  );
}

define("insights-screen", InsightsScreen);
