/** The devices that are signed in, signing out, and the password. */

import "../core/confirm.js";
import { request, signIn, signOut } from "../core/api.js";
import { sayFailure } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { check, codeFault, input, password, usernameFor } from "../core/form.js";
import { dateOf, longDate, t, time } from "../core/words.js";
import { card, FormCard, ListCard, user } from "./cards.js";

/** Names in a user agent, the first that is found counts: many name others, too. */
const BROWSERS = {
  Edg: "Edge", OPR: "Opera", SamsungBrowser: "Samsung Internet", Firefox: "Firefox", FxiOS: "Firefox", CriOS: "Chrome",
  Chrome: "Chrome", Safari: "Safari",
};
const SYSTEMS = {
  iPhone: "iPhone", iPad: "iPad", Android: "Android", Windows: "Windows", CrOS: "ChromeOS", "Mac OS": "Mac", Linux: "Linux",
};

class DevicesSettings extends ListCard {
  path = "auth/sessions";

  view() {
    const leave = () => signOut().catch(sayFailure);
    return card(
      "devices",
      this.loaded((list) => this.rows(list, (each) => this.#show(each))),
      h("div.buttons", null, h("button.soft-button", { onclick: leave }, t("settings.sign-out"))),
    );
  }

  /** @param {any} signedIn */
  #show({ id, created_at: created, last_used_at: used, user_agent: agent, current }) {
    const device = deviceName(agent);
    const seen = used ?? created;
    return h(
      "li",
      { key: id },
      icon("person"),
      h(
        "span",
        null,
        h("span", { dir: "auto" }, device),
        current && [" ", h("span.pill", null, t("settings.devices.this"))],
        seen && h("span.meta", null, t("settings.devices.used", { date: longDate(dateOf(seen)), time: time(seen) })),
      ),
      !current &&
        h("confirm-button", {
          label: t("settings.devices.end"),
          name: t("settings.devices.end.name", { device }),
          question: t("settings.devices.end.question"),
          yes: t("settings.devices.end"),
          action: () => this.removeItem(id, t("settings.devices.ended")),
        }),
    );
  }
}

/** A device by name, from the `User-Agent` of its sign-in. @param {string | null} agent */
function deviceName(agent) {
  if (!agent) return t("settings.devices.unknown");
  const find = (/** @type {object} */ names) => Object.entries(names).find(([name]) => agent.includes(name))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return t("settings.devices.name", { browser, system });
  return browser ?? system ?? agent.slice(0, 60);
}

class PasswordSettings extends FormCard {
  keepsDraft = false;

  read() {
    return { current_password: "", new_password: "", unlink_chats: false };
  }

  get action() {
    return t("settings.password.change");
  }

  fields() {
    return [
      h("p", null, t("settings.password.text")),
      usernameFor(user().username),
      input({ ...this.bound("current_password"), ...password("current-password") }),
      input({ ...this.bound("new_password"), ...password("new-password"), minlength: 8, hint: t("settings.new_password.hint") }),
      check({
        id: "password-unlink_chats",
        label: t("settings.unlink_chats"),
        checked: this.draft.unlink_chats,
        onchange: (checked) => this.keep("unlink_chats", checked),
      }),
    ];
  }

  /** Change it, and sign in again with it: every sign-in ends, this one as well. @param {any} draft */
  async save(draft) {
    await request("POST", "auth/change-password", { body: draft });
    await signIn(user().username, draft.new_password).catch((error) => {
      if (codeFault(error) === null) throw error; // otherwise what is read next asks to sign in again, with a code
    });
    const lists = [...document.querySelectorAll("devices-settings, chats-settings")];
    await Promise.all(lists.map((list) => /** @type {DevicesSettings} */ (list).read()));
  }
}

define("devices-settings", DevicesSettings);
define("password-settings", PasswordSettings);
