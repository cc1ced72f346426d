/** Signing in again when a sign-in has ended: what is on the screen stays, and what waits is sent afterwards. */

import { ApiError, signedOut, signIn } from "../core/api.js";
import { day, explain, loadDay } from "../core/day.js";
import { define, findTitle, h, View } from "../core/dom.js";
import { fault, form, input, password, usernameFor } from "../core/form.js";
import { language, t } from "../core/words.js";

class SignInAgain extends View {
  error = "";
  isBusy = false;

  get stores() {
    return [language];
  }

  connected() {
    const focused = document.activeElement === document.body ? findTitle() : /** @type {HTMLElement} */ (document.activeElement);
    queueMicrotask(() => queueMicrotask(() => this.#show()));
    return () => focused?.focus();
  }

  view() {
    const { username } = day.value.user;
    return h(
      "dialog.ask",
      { "aria-labelledby": "again-title", oncancel: (event) => event.preventDefault() },
      h("h2", { id: "again-title" }, t("again.title")),
      h("p", t("again.text")),
      form(
        (controls) => this.#submit(controls.password),
        {},
        fault(this.error),
        usernameFor(username),
        input({ ...password("current-password"), id: "password", label: t("again.password", { name: username }), autofocus: true }),
        h("button.primary.wide", { disabled: this.isBusy }, t("welcome.sign-in")),
        h("button.plain.wide", { type: "button", onclick: signedOut }, t("again.other")),
      ),
    );
  }

  #show() {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** @param {HTMLInputElement} field */
  async #submit(field) {
    if (!field.value || this.isBusy) return;
    this.isBusy = true;
    this.update();
    try {
      await signIn(day.value.user.username, field.value);
      loadDay();
    } catch (error) {
      this.error = error instanceof ApiError && error.status === 401 ? t("welcome.wrong") : explain(error);
      field.focus();
    }
    this.isBusy = false;
    this.update();
  }
}

define("sign-in-again", SignInAgain);
