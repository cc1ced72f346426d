/** Signing in and signing up. */

import { ApiError, request, signIn } from "../core/api.js";
import { explain } from "../core/day.js";
import { define, h, View } from "../core/dom.js";
import { codeFault, codeField, fault, fieldErrors, form, input, password } from "../core/form.js";
import { language, t, zone } from "../core/words.js";

class WelcomeScreen extends View {
  isNew = false;
  needsCode = false; // once the name and the password were right
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
      "main.welcome",
      null,
      h(
        "div.greeting",
        null,
        h("img", { src: "icons/icon.svg", alt: "", width: 160, height: 160 }),
        h("p.name", null, "Avanochi"),
        h("h1", { tabindex: -1 }, t("welcome.title")),
        h("p", null, t("welcome.text")),
      ),
      form(
        (controls) => this.#submit(controls),
        { class: "card" },
        h("h2", null, action),
        fault(this.error),
        this.#field("username", t("welcome.name"), { autocomplete: "username", autocapitalize: "none", maxlength: 64 }),
        this.#field("password", t("welcome.password"), {
          ...password(this.isNew ? "new-password" : "current-password"),
          hint: this.isNew && t("welcome.password.hint"),
        }),
        this.needsCode && codeField("code", this.fieldErrors.code),
        h("button.primary.wide", { disabled: this.isBusy }, action),
        h(
          "button.plain.wide",
          { type: "button", onclick: () => this.#toggle() },
          t(this.isNew ? "welcome.to-sign-in" : "welcome.to-sign-up"),
        ),
        !this.isNew &&
          h("details.forgotten", null, h("summary", null, t("welcome.forgotten")), h("p", null, t("welcome.forgotten.text"))),
      ),
    );
  }

  /** @param {string} id @param {string} label @param {Record<string, any>} attributes */
  #field(id, label, attributes) {
    return input({ id, label, error: this.fieldErrors[id], required: true, ...attributes });
  }

  #toggle() {
    this.isNew = !this.isNew;
    this.needsCode = false;
    this.error = "";
    this.fieldErrors = {};
    this.update();
  }

  /** @param {any} controls */
  async #submit(controls) {
    const [username, password, code] = [controls.username.value.trim(), controls.password.value, controls.code?.value];
    this.error = username && password ? "" : t("welcome.missing");
    if (!isSecureContext) this.error = t("welcome.insecure"); // browsers keep no cookie of the sign-in
    this.fieldErrors = {};
    if (!this.error && this.needsCode && !code) this.fieldErrors.code = t("code.missing");
    else if (!this.error) {
      this.isBusy = true;
      this.update();
      try {
        if (this.isNew) await request("POST", "auth/register", { body: { username, password, timezone: zone() } });
        await signIn(username, password, code);
      } catch (error) {
        this.#show(error);
      }
      this.isBusy = false;
    }
    const isName = this.fieldErrors.username || !(this.fieldErrors.password || username);
    this.focusOn(this.error ? (isName ? "#username" : "#password") : "#code");
  }

  /** @param {unknown} error */
  #show(error) {
    const wrongCode = codeFault(error);
    if (wrongCode !== null) {
      this.needsCode = true;
      this.fieldErrors.code = wrongCode;
      return;
    }
    const isWrong = error instanceof ApiError && error.status === 401;
    this.error = isWrong ? t("welcome.wrong") : explain(error);
    if (error instanceof ApiError && error.details.length) {
      this.fieldErrors = fieldErrors(error);
      if (error.details.every((each) => ["username", "password"].includes(each.field))) this.error = " ";
    }
  }
}

define("welcome-screen", WelcomeScreen);
