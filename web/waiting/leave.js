/** Asks before signing out while acts wait to be sent, since nothing of a user stays on a device that was left. */

import { session } from "../core/api.js";
import { h, render } from "../core/dom.js";
import { list, removeAll } from "../core/kept.js";
import { drain } from "../core/outbox.js";
import { loadTexts, t } from "../core/words.js";

/** Send what can be sent, and ask about the rest; return whether the user may be signed out. */
export async function mayLeave() {
  await drain();
  const acts = await list(session.value ?? "");
  if (!acts.length) return true;
  await loadTexts("waiting");
  if (!(await ask(acts.length))) return false;
  await removeAll(session.value ?? "");
  return true;
}

/** @param {number} count @returns {Promise<boolean>} */
function ask(count) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "leave-title");
  const close = (/** @type {string} */ value) => () => dialog.close(value);
  render(
    dialog,
    h("h2", { id: "leave-title" }, t("leave.title")),
    h("p", t("leave.text", { count })),
    h(
      "div.buttons",
      h("button.primary", { onclick: close("") }, t("leave.stay")),
      h("button.danger", { onclick: close("leave") }, t("leave.go")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === "leave");
    };
  });
}
