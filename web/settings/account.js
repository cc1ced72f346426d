/** The user's data: the download, who looked at it, and deleting the account. */

import { request, signedOut } from "../core/api.js";
import { explain, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { fault, form, input, password } from "../core/form.js";
import { removeAll } from "../core/kept.js";
import { dateOf, language, longDate, t, time } from "../core/words.js";
import { card, FormCard, isWrongPassword, ListCard, user } from "./cards.js";
import { saveFile } from "./download.js";

const PATIENCE_MS = 10 * 60_000;

/** What a route is about. @type {[string, RegExp][]} */
const SUBJECTS = [["profile", /^users/], ["tasks", /^tasks/], ["hours", /work|time|focus|session|summary|stats/]];

class DataSettings extends View {
  isBusy = false;
  error = "";

  get stores() {
    return [language];
  }

  view() {
    return card(
      "data",
      h("p", t("settings.data.text")),
      h("p", { role: "status" }, this.isBusy && t("settings.data.busy")),
      this.isBusy && h("progress", { "aria-label": t("settings.data.busy") }),
      fault(this.error),
      h("div.buttons", h("button.soft-button", { onclick: () => this.#download() }, t("settings.data.download"))),
    );
  }

  async #download() {
    if (this.isBusy) return;
    this.isBusy = true;
    this.error = "";
    this.update();
    try {
      const { data } = await request("GET", "users/profile/export", { as: "text", patience: PATIENCE_MS });
      saveFile(data, "application/json", "avanochi-export.json");
      say(t("settings.data.done"));
    } catch (error) {
      this.error = explain(error);
    }
    this.isBusy = false;
    this.update();
  }
}

class AuditSettings extends ListCard {
  path = "users/profile/audit";

  view() {
    const acts = this.loaded((list) => this.rows(list, showAct, t("settings.audit.empty")));
    return card("audit", h("p", t("settings.audit.text")), acts);
  }
}

/** @param {any} entry */
function showAct({ id, at, act }) {
  return h("li", { key: id }, icon("person"), h("span", actName(act), h("span.meta", `${longDate(dateOf(at))}, ${time(at)}`)));
}

/** An administrator's act in words; `act` is the method and the route. @param {string} act */
function actName(act) {
  const [method, route] = act.split(" ");
  const [what] = SUBJECTS.find(([, routes]) => routes.test(route)) ?? ["other"];
  return t(`settings.audit.${method === "GET" ? "read" : "change"}`, { what: t(`settings.audit.${what}`) });
}

class DeleteSettings extends FormCard {
  keepsDraft = false;

  read() {
    return { password: "", confirmation: "" };
  }

  view() {
    this.draft ??= this.read();
    const consequences = ["tasks", "companion", "leaderboard", "never"].map((each) => h("li", t(`settings.delete.${each}`)));
    return card(
      "delete",
      h("p", t("settings.delete.text")),
      h(
        "details",
        h("summary", t("settings.delete.open")),
        h("ul.bullets", consequences),
        form(
          () => this.#delete(),
          {},
          input({ ...this.bound("password"), ...password("current-password"), label: t("settings.delete.password") }),
          input({
            ...this.bound("confirmation"),
            label: t("settings.delete.confirmation", { name: user().username }),
            autocomplete: "off",
            autocapitalize: "none",
            required: true,
            dir: "auto",
          }),
          fault(this.errors.form),
          h("div.buttons", h("button.danger", { disabled: this.isBusy }, t("settings.delete.button"))),
        ),
      ),
    );
  }

  async #delete() {
    if (this.isBusy) return;
    const { password, confirmation } = this.draft;
    const { id, username } = user();
    this.errors = {};
    if (!password) this.errors.password = t("settings.delete.password.missing");
    if (confirmation.trim() !== username) this.errors.confirmation = t("settings.delete.confirmation.wrong");
    if (!Object.keys(this.errors).length) {
      this.isBusy = true;
      this.update();
      try {
        await request("DELETE", "users/profile", { body: { password } });
        history.replaceState(null, "", "#home");
        await removeAll(id);
        signedOut();
        say(t("settings.delete.done"));
        return;
      } catch (error) {
        this.errors = isWrongPassword(error) ? { password: t("settings.wrong-password") } : { form: explain(error) };
      }
      this.isBusy = false;
    }
    this.focusOn("[aria-invalid]");
  }
}

define("data-settings", DataSettings);
define("audit-settings", AuditSettings);
define("delete-settings", DeleteSettings);
