/** Setting up the two-step sign-in where the server does nothing before: what is on the screen stays, and what waits. */

import "../welcome/again.js";
import { ApiError, get, goOn, isRefreshed, request, signedOut, signOut } from "../core/api.js";
import { sayFailure } from "../core/day.js";
import { define, findTitle, h } from "../core/dom.js";
import { loadTexts, t } from "../core/words.js";
import { SecondFactor } from "./second-factor.js";

await loadTexts("settings"); // before it is shown

class CodeSetup extends SecondFactor {
  /** The user, if a code is set up already, and this sign-in has shown none. */
  username = "";

  connected() {
    const focused = document.activeElement === document.body ? findTitle() : /** @type {HTMLElement} */ (document.activeElement);
    const stop = super.connected();
    return () => (focused?.focus(), stop());
  }

  /** Go on if this sign-in counts as one with a code once it is refreshed. */
  async load() {
    const factor = await super.load();
    if (factor.required && !factor.enabled) return factor;
    await isRefreshed();
    try {
      await get("users/profile");
      goOn();
    } catch (error) {
      if (!(error instanceof ApiError && error.code === "second_factor_required")) throw error;
      ({ username: this.username } = await get("auth/user_info"));
    }
    return factor;
  }

  get reason() {
    return t("settings.second-factor.required.text");
  }

  view() {
    if (this.username) return h("sign-in-again", { username: this.username, text: t("settings.second-factor.again"), leave });
    return h(
      "dialog.ask",
      {
        "aria-labelledby": "code-setup-title",
        closedby: "none", // browsers that do not know it ask here
        oncancel: (event) => event.preventDefault(),
        ref: (/** @type {HTMLDialogElement} */ dialog) => queueMicrotask(() => dialog.showModal()),
      },
      h("h2", { id: "code-setup-title", tabindex: -1, autofocus: true }, t("settings.second-factor.required")),
      this.step(),
      !this.codes.length && h("button.plain.wide", { type: "button", onclick: () => signOut().catch(sayFailure) }, t("again.other")),
    );
  }
}

/** Let another user sign in; what waits is kept. */
async function leave() {
  await request("POST", "auth/logout").catch(() => {});
  signedOut();
}

define("code-setup", CodeSetup);
