/**
 * Home: the companion, the working day and today's tasks, as cards.
 *
 * Each card is a module of this folder that defines the custom element `<name>-card`.
 */

import { act, day } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { t } from "../core/words.js";

const CARDS = [
  "companion",
  "workday",
  "today",
];

await Promise.all(CARDS.map((name) => import(`./${name}.js`)));

class HomeScreen extends View {
  view() {
    return [
      h("h1", { class: "hidden", tabindex: -1 }, t("home.title")),
      h("div", { class: "cards" }, CARDS.map((name) => h(`${name}-card`, { class: "card" })), h("advice-card")),
    ];
  }
}

/** What the companion suggests, each with its action as a button. */
class AdviceCard extends View {
  get stores() {
    return [day];
  }

  view() {
    const list = day.value?.recommendations ?? [];
    if (!list.length) return null;
    return h(
      "section",
      { class: "card", "aria-labelledby": "advice-title" },
      h("h2", { id: "advice-title" }, t("advice.title", { name: day.value.companion.name })),
      h("ul", { class: "advice" }, list.map(showAdvice)),
    );
  }
}

/** @param {any} advice */
function showAdvice({ id, title, text, because, action }) {
  const feedback = `assistant/recommendations/${encodeURIComponent(id)}/feedback`;
  const answer = (/** @type {string} */ verdict) => act({ method: "POST", path: feedback, body: { verdict } });
  return h(
    "li",
    { key: id },
    h("h3", null, title),
    h("p", null, text),
    because.length > 0 &&
      h("details", null, h("summary", null, t("advice.why")), h("ul", null, because.map((/** @type {string} */ each) => h("li", null, each)))),
    h(
      "div",
      { class: "buttons" },
      action && h("button", { class: "primary small", onclick: () => follow(action, answer) }, action.label),
      h("button", { class: "plain small", onclick: () => answer("not_now") }, t("advice.not-now")),
    ),
  );
}

/** Send an action unchanged, and say that it was taken. @param {any} action @param {(verdict: string) => unknown} answer */
async function follow({ method, path, body }, answer) {
  const done = await act({ method, path: path.replace(/^\/api\//, ""), body });
  if (done) await answer("done");
}

define("advice-card", AdviceCard);
define("home-screen", HomeScreen);
