/** Saving a task: within reach while it has edits, and after a change elsewhere with what that was. */

import { h } from "../core/dom.js";
import { t } from "../core/words.js";
import { shown } from "./fields.js";

/** The values that were changed elsewhere. @typedef {{name: string, before: string, after: string}[]} Conflict */

/** @param {{isEdited: boolean, isBusy: boolean, isKept: boolean, conflict: Conflict, discard: () => void}} state */
export function showSaving({ isEdited, isBusy, isKept, conflict, discard }) {
  const hasConflict = isEdited && conflict.length > 0;
  return h(
    "div",
    { class: `saving ${isEdited ? "edited" : ""}` },
    h("div", { role: "alert" }, hasConflict && showConflict(conflict)),
    isEdited && !hasConflict && h("p", { class: "soft" }, t(isKept ? "waiting.kept" : "tasks.unsaved")),
    h(
      "div",
      { class: "buttons" },
      h("button", { class: "primary", disabled: !isEdited || isBusy || isKept }, t(hasConflict ? "tasks.conflict.mine" : "save")),
      isEdited && h("button", { type: "button", class: "plain", onclick: discard }, t(hasConflict ? "tasks.conflict.theirs" : "tasks.discard")),
    ),
  );
}

/** @param {Conflict} conflict */
function showConflict(conflict) {
  const value = (/** @type {string} */ name, /** @type {string} */ text) => h("span", { dir: "auto" }, shown(name, text));
  return [
    h("p", null, h("strong", null, t("tasks.conflict.title")), " ", t("tasks.conflict.text")),
    h(
      "ul",
      null,
      conflict.map(({ name, before, after }) =>
        h("li", { key: name }, h("strong", null, t(`tasks.field.${name}`), ": "), h("del", null, value(name, before)), " → ", h("ins", null, value(name, after))),
      ),
    ),
  ];
}
