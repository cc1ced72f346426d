/** A part of the history, with a title, and what it reads below. */

import { h } from "../core/dom.js";
import { Reading } from "../core/reading.js";
import { t } from "../core/words.js";

/** @template T @extends {Reading<T>} */
export class Part extends Reading {
  /** The start of the keys of its texts, which is that of its title. */
  subject = "";

  view() {
    const id = this.subject.replace(".", "-");
    const { before, after } = this.frame();
    const title = h("h2", { id, tabindex: -1 }, t(this.subject));
    return h("section.stack", { "aria-labelledby": id }, title, before, super.view(), after);
  }

  /** What is shown around it, also before it was read. @returns {{before?: any, after?: any}} */
  frame() {
    return {};
  }
}
