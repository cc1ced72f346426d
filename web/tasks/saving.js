/** Saving a task: within reach while it has edits, and after a change elsewhere with what that was. */

import { h } from "../core/dom.js";
import { t } from "../core/words.js";
import { shown } from "./fields.js";

/** The values that were changed elsewhere. @typedef {{name: string, before: string, after: string}[]} Conflict */

/** @param {{isEdited: boolean, isBusy: boolean, isKept: boolean, conflict: Conflict, discard: () => void}} state */
export function showSaving({ isEdited, isBusy, isKept, conflict, discard }) {
  const hasConflict = isEdited && conflict.length > 0;
  const [save, undo] = hasConflict ? ["tasks.conflict.mine", "tasks.conflict.theirs"] : ["save", "tasks.discard"];
  return h(
    "div",
    { class: `saving ${isEdited ? "edited" : ""}` },
    h("div", { role: "alert" }, hasConflict && showConflict(conflict)),
    isEdited && !hasConflict && h("p.soft", t(isKept ? "waiting.kept" : "tasks.unsaved")),
    h(
      "div.buttons",
      h("button.primary", { disabled: !isEdited || isBusy || isKept }, t(save)),
      isEdited && !isKept && h("button", { type: "button", class: "plain", onclick: discard }, t(undo)),
    ),
  );
}

/** @param {Conflict} conflict */
function showConflict(conflict) {
  const changes = conflict.map(({ name, before, after }) => {
    const value = (/** @type {string} */ tag, /** @type {string} */ text) => h(tag, h("span", { dir: "auto" }, shown(name, text)));
    return h("li", { key: name }, h("strong", t(`tasks.field.${name}`), ": "), value("del", before), " → ", value("ins", after));
  });
  return [h("p", h("strong", t("tasks.conflict.title")), " ", t("tasks.conflict.text")), h("ul", changes)];
}
