/** Days off: the list, adding and deleting. */

import "../core/confirm.js";
import { newKey, request } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, h } from "../core/dom.js";
import { fault, fieldErrors, form, input } from "../core/form.js";
import { longDate, t } from "../core/words.js";
import { card, ListCard, loadProfile } from "./cards.js";

/** @type {Intl.DateTimeFormatOptions} */
const DATE = { day: "numeric", month: "long", year: "numeric" };
const EMPTY = { from: "", to: "", note: "" };

class DaysOffSettings extends ListCard {
  path = "users/days-off";
  /** @type {Record<string, string>} */
  draft = EMPTY;
  /** @type {Record<string, string>} */
  errors = {};
  isBusy = false;

  view() {
    return card(
      "days-off",
      h("p", t("settings.days-off.text")),
      this.loaded((list) => this.rows(list, (days) => this.#show(days), t("settings.days-off.empty"))),
      form(
        () => this.#add(),
        { key: "form" },
        h(
          "div.pair",
          this.#field("from", { type: "date", required: true, min: day.value?.date }),
          this.#field("to", { type: "date", min: this.draft.from || null, hint: t("settings.days-off.to.hint") }),
        ),
        this.#field("note", { maxlength: 200, dir: "auto", autocomplete: "off" }),
        fault(this.errors.form),
        h("div.buttons", h("button.primary", { disabled: this.isBusy }, t("settings.days-off.add"))),
      ),
    );
  }

  /** @param {string} name @param {Record<string, any>} attributes */
  #field(name, attributes) {
    return input({
      id: `days-off-${name}`,
      label: t(`settings.days-off.${name}`),
      value: this.draft[name],
      error: this.errors[name],
      oninput: ({ target }) => {
        this.draft = { ...this.draft, [name]: target.value };
        this.update();
      },
      ...attributes,
    });
  }

  /** @param {{id: string, from: string, to: string, note: string | null}} days */
  #show({ id, from, to, note }) {
    const days = [...new Set([from, to])].map((date) => longDate(date, DATE)).join(" – ");
    return h(
      "li",
      { key: id },
      h("span", days, note && h("span.meta", { dir: "auto" }, note)),
      h("confirm-button", {
        picture: "trash",
        name: t("settings.days-off.delete.name", { days }),
        question: t("settings.days-off.delete.question"),
        yes: t("settings.delete-it"),
        action: () => this.removeItem(id, t("settings.days-off.deleted")),
      }),
    );
  }

  async #add() {
    if (this.isBusy) return;
    const { from, to, note } = this.draft;
    this.errors = from ? {} : { from: t("settings.days-off.missing") };
    if (from) {
      this.isBusy = true;
      try {
        const body = { from, to: to || from, note: note.trim() || null };
        await request("POST", this.path, { body, headers: { "Idempotency-Key": newKey() } });
        this.draft = EMPTY;
        say(t("settings.days-off.added"));
        await this.changed();
      } catch (error) {
        this.errors = fieldErrors(error);
        if (!Object.keys(EMPTY).some((name) => name in this.errors)) this.errors = { form: explain(error) };
      }
      this.isBusy = false;
    }
    this.focusOn("[aria-invalid]");
  }

  changed() {
    return Promise.all([this.read(), loadProfile(), changed()]);
  }
}

define("days-off-settings", DaysOffSettings);
