/** The drawer in which the user talks with the companion. */

import { connection, get, session } from "../core/api.js";
import { act, day, explain } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { language, t } from "../core/words.js";

const MAX_LENGTH = 1000; // characters, as the API has it

/** @typedef {{text: string, looks?: string, options?: {label: string, text: string}[]}} Message */

/** What was said since the page was opened, by this user. @type {Message[]} */
let messages = [];
session.watch(() => {
  messages = [];
});

/** Whether the server understands recordings, once that is known. @type {boolean | undefined} */
let canHear;

class ChatDrawer extends View {
  isBusy = false;
  voice = ""; // what happens to a recording
  seconds = 0;
  /** Ends the recording. @type {AbortController | null} */
  recording = null;

  get stores() {
    return [day, language, connection];
  }

  connected() {
    return () => this.#discard();
  }

  /** Show the drawer above the page, which is inert meanwhile. */
  open() {
    this.update();
    if (canHear === undefined) get("status").then(({ integrations }) => this.#mayHear(integrations.speech !== "off")).catch(() => {});
    requestAnimationFrame(() => {
      const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
      if (!dialog.open) dialog.showModal();
      this.#toEnd();
    });
  }

  /** @param {boolean} can */
  #mayHear(can) {
    canHear = can && Boolean(navigator.mediaDevices); // which browsers have over https alone
    this.update();
  }

  #close() {
    this.querySelector("dialog")?.close();
  }

  view() {
    const name = day.value?.companion.name ?? "Avanochi";
    const examples = ["add", "status", "plan"].map((each) => t(`chat.example.${each}`)).map((text) => ({ label: text, text }));
    const options = messages.length ? (messages.at(-1)?.options ?? []) : examples;
    const [looks, picture, label] = this.recording
      ? ["danger", "stop", t("chat.stop")]
      : ["soft-button", "microphone", t(connection.value ? "chat.speak" : "chat.voice.offline")];
    const isDisabled = this.isBusy && !this.recording;
    const speak = { class: `${looks} icon-only`, "aria-label": label, title: label, disabled: isDisabled, onclick: () => this.#speak() };
    return h(
      "dialog.chat",
      {
        "aria-labelledby": "chat-title",
        onclick: ({ target }) => target.localName === "dialog" && this.#close(),
        onclose: () => this.#discard(),
        onkeydown: (event) => event.key === "Escape" && this.recording && (event.preventDefault(), this.#discard()),
      },
      h(
        "div.chat-page",
        h(
          "header",
          h("h2", { id: "chat-title" }, t("chat.title", { name })),
          h("button.plain.icon-only", { "aria-label": t("close"), onclick: () => this.#close() }, icon("close")),
        ),
        h(
          "div.messages",
          { role: "log", tabindex: 0, "aria-label": t("chat.messages") },
          h("p.message", t("chat.hello")),
          messages.map(({ looks = "", text }, index) => h("p", { key: index, class: `message ${looks}`, dir: "auto" }, text)),
          this.voice && h("p.message", t(`chat.voice.${this.voice}`)),
          this.isBusy && !this.voice && h("p.message", { "aria-hidden": "true" }, "…"),
        ),
        h(
          "div.buttons.options",
          this.recording
            ? [t("chat.seconds", { count: this.seconds }), h("button.plain", { onclick: () => this.#discard() }, t("cancel"))]
            : options.map(({ text, label }) => h("button", { key: text, class: "chip", onclick: () => this.#say(text, label) }, label)),
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
          canHear && h("button", { key: "microphone", type: "button", ...speak }, icon(picture)),
          h("button.primary.icon-only", { key: "send", "aria-label": t("chat.send"), disabled: this.isBusy }, icon("send")),
        ),
      ),
    );
  }

  /** Record until the button is pressed again, then send it. */
  async #speak() {
    if (this.recording) return this.recording.abort(true);
    if (!connection.value) return this.show("offline");
    const { signal } = (this.recording = new AbortController());
    const said = messages; // of this user
    /** @type {typeof this.show} */
    const show = (state, seconds) => void (signal.reason === false || this.show(state, seconds));
    show("starting", 0);
    const { hear } = await import("./microphone.js").catch(() => ({ hear: () => [{ text: t("error.connection") }] }));
    const heard = await hear(signal, show);
    said.push(...heard);
    show(heard.length ? "" : "discarded");
  }

  /** @param {string} state of the recording @param {number} [seconds] that are recorded, until it ends */
  show(state, seconds) {
    if (state === this.voice && seconds === this.seconds) return;
    if (seconds === undefined) this.recording = null;
    this.isBusy = this.recording !== null || state === "sending";
    Object.assign(this, { voice: state, seconds });
    this.update();
    this.#scroll();
  }

  #discard() {
    if (!this.recording || this.recording.signal.aborted) return;
    this.recording.abort(false);
    this.show("discarded");
  }

  /** Enter sends, Shift+Enter begins a line. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const field = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
    const text = field.value.trim();
    if (!text || this.isBusy) return;
    field.value = "";
    if (!(await this.#say(text, text))) field.value ||= text;
  }

  /** Return the answer, or null after a failure, which is a message: notices are behind the drawer. */
  /** @param {string} text what is sent @param {string} label what is shown */
  async #say(text, label) {
    this.show("");
    this.isBusy = true;
    messages.push({ looks: "me", text: label });
    this.#toEnd();
    const body = { text, language: language.value };
    // Where recordings are answered, what is written belongs to the same conversation.
    const path = canHear ? "interaction/voice" : "interaction/messages";
    const failed = (/** @type {unknown} */ error) => messages.push({ looks: "error", text: explain(error) });
    const answer = await act({ method: "POST", path, body, timed: true }, { failed });
    this.isBusy = false;
    if (answer?.waiting) messages.push({ text: t("waiting.kept") });
    else if (answer?.reply) messages.push({ text: answer.reply, options: answer.question?.options ?? answer.suggestions });
    this.#toEnd();
    return answer;
  }

  /** Show the last message, and go on with the field. */
  #toEnd() {
    this.focusOn("textarea");
    this.#scroll();
  }

  #scroll() {
    requestAnimationFrame(() => {
      const list = this.querySelector(".messages");
      list?.scrollTo(0, list.scrollHeight);
    });
  }
}

define("chat-drawer", ChatDrawer);
