/** A button that asks before it acts. */

import { define, h, icon, View } from "./dom.js";
import { t } from "./words.js";

/**
 * `label` is that of the button, `name` what a screen reader says instead, `question` what is asked, `yes` the label
 * of the answer that calls `action` and `no` that of the other one.
 */
class ConfirmButton extends View {
  label = "";
  name = "";
  picture = "";
  question = "";
  yes = "";
  no = "";
  /** @type {() => unknown} */
  action = () => null;
  isAsking = false;
  isBusy = false;

  view() {
    if (!this.isAsking) {
      return h(
        "button",
        { type: "button", class: this.label ? "soft-button small" : "plain icon-only", key: "ask", "aria-label": this.name || null, title: this.name || null, onclick: () => this.#ask(true) },
        this.picture && icon(this.picture),
        this.label,
      );
    }
    return h(
      "div.confirm",
      { key: "answer", role: "group", "aria-label": this.question, onkeydown: (event) => event.key === "Escape" && this.#ask(false) },
      h("p", this.question),
      h(
        "div.buttons",
        h("button", { type: "button", class: "danger small", disabled: this.isBusy, onclick: () => this.#act() }, this.yes),
        h("button", { type: "button", class: "plain small", onclick: () => this.#ask(false) }, this.no || t("cancel")),
      ),
    );
  }

  /** @param {boolean} isAsking */
  #ask(isAsking) {
    this.isAsking = isAsking;
    this.update();
    queueMicrotask(() => this.querySelector("button")?.focus()); // at once, so that no key is lost
  }

  async #act() {
    this.isBusy = true;
    this.update();
    await this.action();
    this.isBusy = false;
    if (this.isConnected) this.#ask(false);
  }
}

define("confirm-button", ConfirmButton);
