/** What waits to be sent, or was refused: a list under the header, and the day as it will be. */

import { now } from "../core/api.js";
import { day, say, setOverlay } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { kept, retry, withdraw } from "../core/outbox.js";
import { dateOf, language, loadTexts, nearTime, t } from "../core/words.js";
import { withActs } from "./overlay.js";

/** @typedef {import("../core/kept.js").Kept} Kept */

class WaitingList extends View {
  get stores() {
    return [kept, language];
  }

  view() {
    const all = kept.value;
    const waiting = all.filter((each) => each.state === "waiting");
    const others = all.filter((each) => each.state !== "waiting");
    return [
      waiting.length > 0 &&
        h(
          "details.waiting-card",
          { key: "waiting" },
          h("summary", icon("send"), t("waiting.count", { count: waiting.length })),
          h("ul", waiting.map(showAct)),
        ),
      others.length > 0 &&
        h(
          "section.waiting-card",
          { key: "others", "aria-label": t("waiting.decide") },
          h("ul", others.map(showAct)),
        ),
    ];
  }
}

/** @param {Kept} act */
function showAct(act) {
  const { number, state, sentence, created } = act;
  return h(
    "li",
    { key: number },
    h(
      "div",
      h("p", h("strong", { dir: "auto" }, nameOf(act)), " ", h("span.soft", nearTime(created, dateOf(now())))),
      state === "refused" && h("p.error", t("waiting.refused", { why: sentence })),
      state === "asked" && h("p.soft", t("waiting.old")),
    ),
    h(
      "div.buttons",
      state !== "waiting" && h("button.soft-button.small", { onclick: () => retry(number) }, t(state === "asked" ? "waiting.send" : "waiting.retry")),
      h("button.plain.small", { onclick: () => takeBack(number) }, t({ waiting: "waiting.withdraw", asked: "waiting.drop", refused: "waiting.dismiss" }[state])),
    ),
  );
}

/** Take back what waits, unless it has been sent meanwhile. @param {number} number */
export async function takeBack(number) {
  if (!(await withdraw(number))) say(t("waiting.too-late"));
}

/** What was done, in the user's words if there are any. @param {Kept} act @returns {string} */
export function nameOf({ label, body }) {
  return body?.title || body?.text || label || t("waiting.change");
}

/** Show the day with what waits. */
function showDay() {
  const waiting = kept.value.filter((each) => each.state === "waiting");
  setOverlay((data) => withActs(data, waiting));
}

const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "waiting/waiting.css" });
document.head.append(styles);
await loadTexts("waiting");
define("waiting-list", WaitingList);
kept.watch(showDay);
if (day.value) showDay();
