/** The devices that are signed in, signing out, and the password. */

import "../core/confirm.js";
import { request, signIn, signOut } from "../core/api.js";
import { explain, say } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { input } from "../core/form.js";
import { dateOf, longDate, t, time } from "../core/words.js";
import { card, FormCard, ListCard, user } from "./cards.js";

/** Names in a user agent, the first that is found counts: many name others, too. */
const BROWSERS = { Edg: "Edge", OPR: "Opera", SamsungBrowser: "Samsung Internet", Firefox: "Firefox", FxiOS: "Firefox", CriOS: "Chrome", Chrome: "Chrome", Safari: "Safari" };
const SYSTEMS = { iPhone: "iPhone", iPad: "iPad", Android: "Android", Windows: "Windows", CrOS: "ChromeOS", "Mac OS": "Mac", Linux: "Linux" };

class DevicesSettings extends ListCard {
  path = "auth/sessions";

  view() {
    return card(
      "devices",
      this.loaded((list) => h("ul", { class: "rows" }, list.map((each) => this.#show(each)))),
      h("div", { class: "buttons" }, h("button", { type: "button", class: "soft-button", onclick: () => signOut().catch((error) => say(explain(error), { kind: "error" })) }, t("settings.sign-out"))),
    );
  }

  /** @param {any} signedIn */
  #show({ id, created_at: created, last_used_at: used, user_agent: agent, current }) {
    const name = deviceName(agent);
    const seen = used ?? created;
    return h(
      "li",
      { key: id },
      icon("person"),
      h(
        "span",
        null,
        h("span", { dir: "auto" }, name),
        current && " ",
        current && h("span", { class: "pill" }, t("settings.devices.this")),
        seen && h("span", { class: "meta" }, t("settings.devices.used", { date: longDate(dateOf(seen)), time: time(seen) })),
      ),
      !current &&
        h("confirm-button", { label: t("settings.devices.end"), name: t("settings.devices.end.name", { device: name }), question: t("settings.devices.end.question"), yes: t("settings.devices.end"), action: () => this.#end(id) }),
    );
  }

  /** @param {string} id */
  async #end(id) {
    try {
      await request("DELETE", `auth/sessions/${encodeURIComponent(id)}`);
      say(t("settings.devices.ended"));
      this.querySelector("h2")?.focus();
      await this.load();
    } catch (error) {
      say(explain(error), { kind: "error" });
    }
  }
}

/** A device by name, from the `User-Agent` of its sign-in. @param {string | null} agent */
function deviceName(agent) {
  if (!agent) return t("settings.devices.unknown");
  const find = (/** @type {Record<string, string>} */ names) => names[Object.keys(names).find((name) => agent.includes(name)) ?? ""];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return t("settings.devices.name", { browser, system });
  return browser ?? system ?? agent.slice(0, 60);
}

class PasswordSettings extends FormCard {
  keepsDraft = false;

  read() {
    return { current_password: "", new_password: "" };
  }

  get action() {
    return t("settings.password.change");
  }

  fields() {
    return [
      h("p", null, t("settings.password.text")),
      // So that a password manager knows whose password this is.
      h("input", { type: "text", class: "hidden", name: "username", autocomplete: "username", value: user().username, readonly: true, tabindex: -1, "aria-hidden": "true" }),
      input({ ...this.bound("current_password"), type: "password", required: true, autocomplete: "current-password" }),
      input({ ...this.bound("new_password"), type: "password", required: true, minlength: 8, autocomplete: "new-password", hint: t("settings.new_password.hint") }),
    ];
  }

  /** Change it, and sign in again with it: every sign-in ends, this one as well. @param {any} draft */
  async save(draft) {
    await request("POST", "auth/change-password", { body: draft });
    await signIn(user().username, draft.new_password);
    await /** @type {DevicesSettings | null} */ (document.querySelector("devices-settings"))?.load();
  }
}

define("devices-settings", DevicesSettings);
define("password-settings", PasswordSettings);
