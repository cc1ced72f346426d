/** The drawer in which the user talks with the companion. */

import { session } from "../core/api.js";
import { act, day } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { language, t } from "../core/words.js";

const MAX_LENGTH = 1000; // characters, as the API has it

/** @typedef {{text: string, looks?: string, options?: {label: string, text: string}[]}} Message */

/** What was said since the page was opened, by this user. @type {Message[]} */
let messages = [];
session.watch(() => {
  messages = [];
});

class ChatDrawer extends View {
  isBusy = false;

  get stores() {
    return [day, language];
  }

  /** Show the drawer above the page, which is inert meanwhile. */
  open() {
    this.update();
    requestAnimationFrame(() => {
      const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
      if (!dialog.open) dialog.showModal();
      this.#toEnd();
    });
  }

  #close() {
    this.querySelector("dialog")?.close();
  }

  view() {
    const name = day.value?.companion.name ?? "Avanochi";
    const examples = ["add", "status", "plan"].map((each) => t(`chat.example.${each}`)).map((text) => ({ label: text, text }));
    const options = messages.length ? (messages.at(-1)?.options ?? []) : examples;
    return h(
      "dialog.chat",
      { "aria-labelledby": "chat-title", onclick: ({ target }) => target.localName === "dialog" && this.#close() },
      h(
        "div.chat-page",
        null,
        h(
          "header",
          null,
          h("h2", { id: "chat-title" }, t("chat.title", { name })),
          h("button.plain.icon-only", { "aria-label": t("close"), onclick: () => this.#close() }, icon("close")),
        ),
        h(
          "div.messages",
          { role: "log", tabindex: 0, "aria-label": t("chat.messages") },
          h("p.message", null, t("chat.hello")),
          messages.map(({ looks = "", text }, index) => h("p", { key: index, class: `message ${looks}`, dir: "auto" }, text)),
          this.isBusy && h("p.message", { "aria-hidden": "true" }, "…"),
        ),
        h(
          "div.buttons.options",
          null,
          options.map(({ text, label }) => h("button", { key: text, class: "chip", onclick: () => this.#say(text, label) }, label)),
        ),
        h(
          "form",
          { onsubmit: (event) => this.#submit(event) },
          h("label.hidden", { for: "chat-text" }, t("chat.text")),
          h("textarea", {
            id: "chat-text",
            rows: 1,
            maxlength: MAX_LENGTH,
            dir: "auto",
            enterkeyhint: "send",
            placeholder: t("chat.text"),
            onkeydown: (event) => this.#key(event),
          }),
          h("button.primary.icon-only", { "aria-label": t("chat.send"), disabled: this.isBusy }, icon("send")),
        ),
      ),
    );
  }

  /** Enter sends, Shift+Enter begins a line. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const field = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
    const text = field.value.trim();
    if (!text || this.isBusy) return;
    field.value = "";
    this.#say(text, text);
  }

  /** @param {string} text what is sent @param {string} label what is shown */
  async #say(text, label) {
    this.isBusy = true;
    messages.push({ looks: "me", text: label });
    this.#toEnd();
    const body = { text, language: language.value };
    const answer = await act({ method: "POST", path: "interaction/messages", body, timed: true });
    this.isBusy = false;
    if (answer?.waiting) messages.push({ text: t("waiting.kept") });
    else if (answer?.reply) messages.push({ text: answer.reply, options: answer.question?.options ?? answer.suggestions });
    this.#toEnd();
  }

  /** Show the last message, and go on with the field. */
  #toEnd() {
    this.focusOn("textarea");
    requestAnimationFrame(() => {
      const list = this.querySelector(".messages");
      list?.scrollTo(0, list.scrollHeight);
    });
  }
}

define("chat-drawer", ChatDrawer);
