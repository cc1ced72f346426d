/** The leaderboard: the ten with most points this week, and the user. */

import { avatarOf } from "../core/avatar.js";
import { day } from "../core/day.js";
import { h } from "../core/dom.js";
import { link, section } from "../core/parts.js";
import { number, t } from "../core/words.js";

const TOP = 10;

/** @param {any[]} leaders */
export function showLeaders(leaders) {
  const isHidden = day.value.user?.preferences?.leaderboard === false;
  const isEmpty = leaders.every((each) => !each.points);
  const columns = ["rank", "name", "points"].map((each) => h("th", { scope: "col" }, t(`challenges.${each}`)));
  return section(
    "leaders",
    t("challenges.leaders"),
    isEmpty && h("p.soft", t("challenges.leaders.empty")),
    h("table.leaders", h("thead.hidden", h("tr", columns)), h("tbody", leaders.map(showLeader))),
    h("p.hint", t(`challenges.leaders.${isHidden ? "off" : "hint"}`)),
    isHidden && link("#settings/leaderboard", "settings", t("challenges.leaders.link")),
  );
}

/** @param {any} leader @param {number} index */
function showLeader({ rank, name, avatar, points, is_current_user: isUser }, index) {
  const shownName = [h("span", { dir: "auto" }, name), isUser && h("span.pill", t("challenges.you"))];
  return h(
    "tr",
    { key: index, class: `${isUser ? "self" : ""} ${index >= TOP ? "apart" : ""}`, "aria-current": isUser && "true" },
    h("td.rank", number(rank)),
    h("th", { scope: "row" }, h("span.who", avatarOf(avatar, name), h("span.name", shownName))),
    h("td.score", number(points)),
  );
}
