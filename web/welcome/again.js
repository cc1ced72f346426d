/** Signing in again when a sign-in has ended: what is on the screen stays, and what waits is sent afterwards. */

import { ApiError, signedOut, signIn } from "../core/api.js";
import { day, explain, loadDay } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { language, t } from "../core/words.js";

class SignInAgain extends View {
  error = "";
  isBusy = false;

  get stores() {
    return [language];
  }

  connected() {
    queueMicrotask(() => queueMicrotask(() => this.#show()));
  }

  view() {
    const { username } = day.value.user;
    return h(
      "dialog",
      { class: "ask", "aria-labelledby": "again-title", oncancel: (event) => event.preventDefault() },
      h("h2", { id: "again-title" }, t("again.title")),
      h("p", null, t("again.text")),
      h(
        "form",
        { class: "stack", novalidate: true, onsubmit: (event) => this.#submit(event) },
        h("p", { class: "error", role: "alert" }, this.error),
        h("input", { class: "hidden", name: "username", autocomplete: "username", value: username, readonly: true, tabindex: -1, "aria-hidden": "true" }),
        h(
          "div",
          { class: "field" },
          h("label", { for: "again-password" }, t("again.password", { name: username })),
          h("input", { id: "again-password", name: "password", type: "password", autocomplete: "current-password", required: true }),
        ),
        h("button", { class: "primary wide", disabled: this.isBusy }, t("welcome.sign-in")),
        h("button", { class: "plain wide", type: "button", onclick: signedOut }, t("again.other")),
      ),
    );
  }

  #show() {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const password = form.password.value;
    if (!password || this.isBusy) return;
    this.isBusy = true;
    this.update();
    try {
      await signIn(day.value.user.username, password);
      loadDay();
    } catch (error) {
      this.error = error instanceof ApiError && error.status === 401 ? t("welcome.wrong") : explain(error);
      form.password.focus();
    }
    this.isBusy = false;
    this.update();
  }
}

define("sign-in-again", SignInAgain);
