/** Signing in and signing up. */

import { ApiError, request, signIn } from "../core/api.js";
import { explain } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { fieldErrors } from "../core/form.js";
import { language, t, zone } from "../core/words.js";

class WelcomeScreen extends View {
  isNew = false;
  isBusy = false;
  error = "";
  /** @type {Record<string, string>} */
  fieldErrors = {};

  get stores() {
    return [language];
  }

  view() {
    const action = t(this.isNew ? "welcome.sign-up" : "welcome.sign-in");
    return h(
      "main",
      { class: "welcome" },
      h(
        "div",
        { class: "greeting" },
        h("img", { src: "icons/icon.svg", alt: "", width: 160, height: 160 }),
        h("p", { class: "name" }, "Avanochi"),
        h("h1", { tabindex: -1 }, t("welcome.title")),
        h("p", null, t("welcome.text")),
      ),
      h(
        "form",
        { class: "card", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => this.#submit(event) },
        h("h2", null, action),
        h("p", { class: "error", role: "alert" }, this.error),
        this.#field("username", t("welcome.name"), { autocomplete: "username", autocapitalize: "none", maxlength: 64 }),
        this.#field("password", t("welcome.password"), {
          type: "password",
          autocomplete: this.isNew ? "new-password" : "current-password",
          hint: this.isNew && t("welcome.password.hint"),
        }),
        h("button", { class: "primary wide", disabled: this.isBusy }, action),
        h(
          "button",
          { class: "plain wide", type: "button", onclick: () => this.#toggle() },
          t(this.isNew ? "welcome.to-sign-in" : "welcome.to-sign-up"),
        ),
        !this.isNew &&
          h("details", { class: "forgotten" }, h("summary", null, t("welcome.forgotten")), h("p", null, t("welcome.forgotten.text"))),
      ),
    );
  }

  /** @param {string} name @param {string} label @param {Record<string, any>} options */
  #field(name, label, { hint, ...attributes }) {
    const error = this.fieldErrors[name];
    const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
    return h(
      "div",
      { class: "field" },
      h("label", { for: name }, label),
      h("input", { id: name, name, required: true, "aria-invalid": error && "true", "aria-describedby": described || null, ...attributes }),
      hint && h("p", { id: `${name}-hint`, class: "hint" }, hint),
      error && h("p", { id: `${name}-error`, class: "error" }, error),
    );
  }

  #toggle() {
    this.isNew = !this.isNew;
    this.error = "";
    this.fieldErrors = {};
    this.update();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const username = form.username.value.trim();
    const password = form.password.value;
    this.error = username && password ? "" : t("welcome.missing");
    this.fieldErrors = {};
    if (!this.error) {
      this.isBusy = true;
      this.update();
      try {
        if (this.isNew) await request("POST", "auth/register", { body: { username, password, timezone: zone() } });
        await signIn(username, password);
      } catch (error) {
        this.#show(error);
      }
      this.isBusy = false;
    }
    this.update();
    const wrong = ["username", "password"].find((name) => name in this.fieldErrors) ?? (username ? "password" : "username");
    if (this.error) form[wrong].focus();
  }

  /** @param {unknown} error */
  #show(error) {
    const isWrong = error instanceof ApiError && error.status === 401;
    this.error = isWrong ? t("welcome.wrong") : explain(error);
    if (error instanceof ApiError && error.details.length) {
      this.fieldErrors = fieldErrors(error);
      if (error.details.every((each) => ["username", "password"].includes(each.field))) this.error = " ";
    }
  }
}

define("welcome-screen", WelcomeScreen);
