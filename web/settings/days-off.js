/** Days off: the list, adding and deleting. */

import "../core/confirm.js";
import { request } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, h } from "../core/dom.js";
import { fieldErrors, input } from "../core/form.js";
import { longDate, t } from "../core/words.js";
import { card, ListCard, loadProfile } from "./cards.js";

class DaysOffSettings extends ListCard {
  path = "users/days-off";
  /** @type {Record<string, string>} */
  draft = { from: "", to: "", note: "" };
  /** @type {Record<string, string>} */
  errors = {};
  isBusy = false;

  view() {
    return card(
      "days-off",
      h("p", null, t("settings.days-off.text")),
      this.loaded((list) =>
        list.length
          ? h("ul", { class: "rows" }, list.map((days) => this.#show(days)))
          : h("p", { class: "empty" }, t("settings.days-off.empty"))),
      h(
        "form",
        { key: "form", class: "stack", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => this.#add(event) },
        h("div", { class: "pair" }, this.#field("from", { type: "date", required: true, min: day.value?.date }), this.#field("to", { type: "date", min: this.draft.from || null, hint: t("settings.days-off.to.hint") })),
        this.#field("note", { maxlength: 200, dir: "auto", autocomplete: "off" }),
        h("p", { class: "error", role: "alert" }, this.errors.form ?? ""),
        h("div", { class: "buttons" }, h("button", { class: "primary", disabled: this.isBusy }, t("settings.days-off.add"))),
      ),
    );
  }

  /** @param {string} name @param {Record<string, any>} attributes */
  #field(name, attributes) {
    const oninput = (/** @type {any} */ { target }) => {
      this.draft = { ...this.draft, [name]: target.value };
      this.update();
    };
    return input({ id: `days-off-${name}`, label: t(`settings.days-off.${name}`), value: this.draft[name], error: this.errors[name], oninput, ...attributes });
  }

  /** @param {{id: string, from: string, to: string, note: string | null}} days */
  #show(days) {
    const text = period(days);
    return h(
      "li",
      { key: days.id },
      h("span", null, text, days.note && h("span", { class: "meta", dir: "auto" }, days.note)),
      h("confirm-button", { picture: "trash", name: t("settings.days-off.delete.name", { days: text }), question: t("settings.days-off.delete.question"), yes: t("settings.delete-it"), action: () => this.#delete(days.id) }),
    );
  }

  /** @param {SubmitEvent} event */
  async #add(event) {
    event.preventDefault();
    if (this.isBusy) return;
    const { from, to, note } = this.draft;
    this.errors = from ? {} : { from: t("settings.days-off.missing") };
    if (from) {
      this.isBusy = true;
      try {
        await request("POST", this.path, { body: { from, to: to || from, note: note.trim() || null }, headers: { "Idempotency-Key": crypto.randomUUID() } });
        this.draft = { from: "", to: "", note: "" };
        say(t("settings.days-off.added"));
        await this.#changed();
      } catch (error) {
        this.errors = fieldErrors(error);
        if (!["from", "to", "note"].some((name) => name in this.errors)) this.errors = { form: explain(error) };
      }
      this.isBusy = false;
    }
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus());
  }

  /** @param {string} id */
  async #delete(id) {
    try {
      await request("DELETE", `${this.path}/${encodeURIComponent(id)}`);
      say(t("settings.days-off.deleted"));
      this.querySelector("h2")?.focus();
      await this.#changed();
    } catch (error) {
      say(explain(error), { kind: "error" });
    }
  }

  #changed() {
    return Promise.all([this.load(), loadProfile(), changed()]);
  }
}

/** @param {{from: string, to: string}} days */
function period({ from, to }) {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = { day: "numeric", month: "long", year: "numeric" };
  return from === to ? longDate(from, options) : `${longDate(from, options)} – ${longDate(to, options)}`;
}

define("days-off-settings", DaysOffSettings);
