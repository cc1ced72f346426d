/** Signing in again when a sign-in has ended: what is on the screen stays, and what waits is sent afterwards. */

import { ApiError, signedOut, signIn } from "../core/api.js";
import { day, explain, loadDay } from "../core/day.js";
import { define, findTitle, h, View } from "../core/dom.js";
import { codeFault, codeField, fault, form, input, password, usernameFor } from "../core/form.js";
import { language, loadTexts, t } from "../core/words.js";

await loadTexts("welcome"); // before it is shown

/** `text` says why, `username` is the user if the day is not there, and `leave` lets another one sign in. */
class SignInAgain extends View {
  text = "";
  username = "";
  leave = signedOut;
  error = "";
  /** What is wrong with the code; null before it is asked for. @type {string | null} */
  wrongCode = null;
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
    const username = this.username || day.value.user.username;
    return h(
      "dialog.ask",
      { "aria-labelledby": "again-title", closedby: "none", oncancel: (event) => event.preventDefault() },
      h("h2", { id: "again-title" }, t("again.title")),
      h("p", this.text || t("again.text")),
      form(
        (controls) => this.#submit(username, controls),
        {},
        fault(this.error),
        usernameFor(username),
        input({ ...password("current-password"), id: "password", label: t("again.password", { name: username }), autofocus: true }),
        this.wrongCode !== null && codeField("code", this.wrongCode),
        h("button.primary.wide", { disabled: this.isBusy }, t("welcome.sign-in")),
        h("button.plain.wide", { type: "button", onclick: this.leave }, t("again.other")),
      ),
    );
  }

  #show() {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** @param {string} username @param {any} controls */
  async #submit(username, { password, code }) {
    if (!password.value || this.isBusy) return;
    this.error = "";
    if (code) this.wrongCode = code.value ? "" : t("code.missing");
    if (this.wrongCode) return this.focusOn("#code");
    this.isBusy = true;
    this.update();
    try {
      await signIn(username, password.value, code?.value);
      loadDay().catch(() => {}); // it is asked for again
    } catch (error) {
      const wrongCode = codeFault(error);
      if (wrongCode !== null) this.wrongCode = wrongCode;
      else this.error = error instanceof ApiError && error.status === 401 ? t("welcome.wrong") : explain(error);
    }
    this.isBusy = false;
    this.focusOn(this.error ? "#password" : "#code");
  }
}

define("sign-in-again", SignInAgain);
