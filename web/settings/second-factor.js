/** Two-step sign-in: setting up an authenticator app, the recovery codes, and switching it off. */

import { ApiError, get, isRefreshed, request, signedOut } from "../core/api.js";
import { explain, say } from "../core/day.js";
import { define, h, policy } from "../core/dom.js";
import { codeFault, codeField, fault, fieldErrors, form, input, password, usernameFor } from "../core/form.js";
import { loading, Reading } from "../core/reading.js";
import { t } from "../core/words.js";
import { card, invalid, isWrongPassword, user } from "./cards.js";
import { saveFile } from "./download.js";

const PATH = "auth/second-factor";
const FEW = 2; // recovery codes

/** @typedef {{secret: string, uri: string, viewBox: string, d: string}} Setup */

/** What is shown of the two-step sign-in of the user, and the steps that change it. @extends {Reading<any>} */
export class SecondFactor extends Reading {
  /** What the app needs, while it is set up. @type {Setup | null} */
  setup = null;
  /** New recovery codes, until they were kept. @type {string[]} */
  codes = [];
  /** The form that was sent last, and what is wrong with it by field. */
  sent = "";
  /** @type {Record<string, string>} */
  errors = {};
  isBusy = false;
  said = ""; // about copying

  watched() {
    return null;
  }

  load() {
    return get(PATH);
  }

  /** Why to set it up. */
  get reason() {
    return t("settings.second-factor.text");
  }

  /** The present step. @returns {any} */
  step() {
    if (this.codes.length) return this.#showCodes();
    if (this.error) return this.failure();
    if (!this.data) return loading();
    return [fault(this.sent ? "" : this.errors.form), this.data.enabled ? this.#showOn() : this.setup ? this.#showSetup(this.setup) : this.#showStart()];
  }

  #showStart() {
    return [h("p", this.reason), this.#form("begin", this.#password("begin"), (body) => this.#begin(body))];
  }

  /** @param {Setup} setup */
  #showSetup({ secret, uri, viewBox, d }) {
    const label = t("settings.second-factor.code");
    const code = { id: "enable-code", label, inputmode: "numeric", autocomplete: "one-time-code", required: true, maxlength: 12 };
    return [
      h("h3", { tabindex: -1 }, t("settings.second-factor.scan")),
      h("p", t("settings.second-factor.scan.text")),
      h("svg.qr", { viewBox, role: "img", "aria-label": t("settings.second-factor.picture") }, h("path", { d, stroke: "#000" })),
      h("p", t("settings.second-factor.key"), " ", h("code", { translate: "no" }, secret.match(/.{1,4}/g)?.join(" "))),
      this.#copying("code", h("a.more", { href: uri }, t("settings.second-factor.open"))),
      this.#form("enable", [input({ ...code, error: this.errors.code })], (body) => this.#enable(body)),
    ];
  }

  #showCodes() {
    const text = this.codes.join("\n");
    const save = () => saveFile(`${t("settings.second-factor.file")}\n\n${text}\n`, "text/plain", "avanochi-codes.txt");
    return [
      h("h3", { tabindex: -1 }, t("settings.second-factor.keep")),
      h("p", t("settings.second-factor.keep.text")),
      h("ul.codes", this.codes.map((each) => h("li", h("code", { translate: "no" }, each)))),
      this.#copying(".codes", h("button.soft-button", { type: "button", onclick: save }, t("settings.data.download"))),
      h("div.buttons", h("button.primary", { type: "button", onclick: () => this.#keep() }, t("settings.second-factor.kept"))),
    ];
  }

  #showOn() {
    const { recovery_codes_left: count, required } = this.data;
    const few = count <= FEW && [" ", t("settings.second-factor.few")];
    return [
      h("p", t("settings.second-factor.on")),
      h("p", { class: few ? "error" : "" }, t("settings.second-factor.left", { count }), few),
      h("details", { key: "renewal" }, h("summary", t("settings.second-factor.renew")), this.#form("renew", this.#passwordAndCode("renew"), (body) => this.#renew(body))),
      h(
        "details",
        { key: "removal" },
        h("summary", t("settings.second-factor.remove")),
        required && h("p", t("settings.second-factor.required-here")),
        this.#form("remove", this.#passwordAndCode("remove"), remove, "danger"),
      ),
    ];
  }

  /** @param {string} name @param {any[]} fields @param {(body: any) => Promise<void>} send @param {string} [looks] of its button */
  #form(name, fields, send, looks = "primary") {
    return form(
      (controls) => this.#send(name, controls, send),
      { key: name },
      name !== "begin" && h("p", t(`settings.second-factor.${name}.text`)),
      fields,
      fault(this.sent === name ? this.errors.form : ""),
      h(
        "div.buttons",
        h("button", { class: looks, disabled: this.isBusy }, t(`settings.second-factor.${name}`)),
        name === "enable" && h("button.plain", { type: "button", onclick: () => this.#begun(null) }, t("cancel")),
      ),
    );
  }

  /** @param {string} name of the form */
  #password(name) {
    const { username } = user();
    const error = this.sent === name ? this.errors.password : "";
    return [username && usernameFor(username), input({ ...password("current-password"), id: `${name}-password`, label: t("settings.delete.password"), error })];
  }

  /** @param {string} name of the form */
  #passwordAndCode(name) {
    return [this.#password(name), codeField(`${name}-code`, this.sent === name ? this.errors.code : "")];
  }

  /** A button that copies what an element shows, beside another way to take it along. @param {string} selector @param {any} other */
  #copying(selector, other) {
    const copy = () => {
      getSelection()?.selectAllChildren(/** @type {Element} */ (this.querySelector(selector)));
      this.said = t(`settings.second-factor.${document.execCommand("copy") ? "copied" : "not-copied"}`); // also over http
      this.update();
    };
    const button = h("button.soft-button", { type: "button", onclick: copy }, t("settings.second-factor.copy"));
    return h("div.buttons", button, other, h("span.soft", { role: "status" }, this.said));
  }

  /** @param {string} name @param {HTMLFormElement} controls @param {(body: any) => Promise<void>} send */
  async #send(name, controls, send) {
    if (this.isBusy) return;
    const prefix = `${name}-`;
    [this.sent, this.errors] = [name, invalid(controls, prefix)];
    if (!Object.keys(this.errors).length) {
      this.isBusy = true;
      this.update();
      const inputs = /** @type {HTMLInputElement[]} */ ([...controls.elements]).filter(({ id }) => id);
      await send(Object.fromEntries(inputs.map(({ id, value }) => [id.slice(prefix.length), value]))).catch((error) => this.#refuse(error));
      this.isBusy = false;
    }
    this.focusOn("[aria-invalid]");
  }

  /** @param {unknown} error */
  #refuse(error) {
    const code = codeFault(error);
    const status = error instanceof ApiError && error.status;
    const isOver = status === (this.sent === "enable" ? 404 : 409);
    if (isWrongPassword(error)) this.errors = { password: t("settings.wrong-password") };
    else if (code !== null) this.errors = { code };
    else if (isOver) {
      this.#begun(null);
      this.errors = { form: t(`settings.second-factor.${status === 404 ? "late" : "elsewhere"}`) };
      this.read();
    } else this.errors = fieldErrors(error);
    if (!Object.keys(this.errors).length) this.errors = { form: explain(error) };
  }

  /** @param {any} body */
  async #begin(body) {
    const { secret, uri, qr_code: svg } = (await request("POST", PATH, { body })).data;
    const drawn = new DOMParser().parseFromString(policy?.createHTML(svg) ?? svg, "text/html");
    const read = (/** @type {string} */ tag, /** @type {string} */ name) => drawn.querySelector(tag)?.getAttribute(name) ?? "";
    this.#begun({ secret, uri, viewBox: read("svg", "viewBox"), d: read("path", "d") });
  }

  /** Go to the step that a setup is in. @param {Setup | null} setup */
  #begun(setup) {
    Object.assign(this, { setup, sent: "", errors: {}, said: "" });
    this.focusOn(setup ? "h3" : "input:not(.hidden)");
  }

  /** @param {any} body */
  async #enable(body) {
    this.codes = (await request("POST", `${PATH}/enable`, { body })).data.recovery_codes;
    this.setup = null;
    this.focusOn("h3");
    await isRefreshed().catch(() => {}); // a request that needs it asks for it again
    /** @type {any} */ (document.querySelector("devices-settings"))?.read(); // the others were signed out
  }

  /** @param {any} body */
  async #renew(body) {
    this.codes = (await request("POST", `${PATH}/recovery-codes`, { body })).data.recovery_codes;
    this.focusOn("h3");
  }

  async #keep() {
    await this.read();
    Object.assign(this, { codes: [], said: "" });
    this.focusOn("h2");
  }
}

/** Every sign-in ends, this one as well. @param {any} body */
async function remove(body) {
  await request("DELETE", PATH, { body });
  signedOut();
  say(t("settings.second-factor.removed"));
}

class SecondFactorSettings extends SecondFactor {
  view() {
    return card("second-factor", this.step());
  }
}

define("second-factor-settings", SecondFactorSettings);
