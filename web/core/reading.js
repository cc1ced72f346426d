/** Parts of a screen that show what they read from the API. */

import { connection, ConnectionError } from "./api.js";
import { day, explain } from "./day.js";
import { define, h, View } from "./dom.js";
import { language, t } from "./words.js";

/**
 * A view of the result of its method `load`: it is read when the view is added to the page, and again when the
 * user has recorded something, here or elsewhere. `content` describes it; while there is nothing yet, a loading
 * or an error state is shown instead.
 *
 * @template T
 */
export class Reading extends View {
  /** What was read last; null until then. @type {T | null} */
  data = null;
  /** @type {unknown} */
  error = null;
  #reads = 0;

  get stores() {
    return /** @type {import("./dom.js").Store<any>[]} */ ([language]);
  }

  connected() {
    let seen = this.watched();
    this.read();
    return day.watch(() => {
      const next = this.watched();
      if (!day.value || next === seen) return;
      seen = next;
      this.read();
    });
  }

  /** Read again; what is shown stays until the answer is there. */
  async read() {
    const number = ++this.#reads;
    try {
      const data = await this.load();
      if (number !== this.#reads) return; // a later one is on its way
      this.data = data;
      this.error = null;
    } catch (error) {
      if (number === this.#reads) this.error = error;
    }
    this.update();
  }

  /** What of the day it depends on: it is read again once that is another value. @returns {unknown} */
  watched() {
    return recorded();
  }

  /** @returns {Promise<T>} */
  async load() {
    throw new Error("not implemented");
  }

  /** @param {T} _data @returns {import("./dom.js").Children} */
  content(_data) {
    return null;
  }

  /** @returns {any} */
  view() {
    if (this.data !== null) return this.content(this.data);
    return h("section.card.reading", { "aria-busy": !this.error && "true" }, this.error ? this.failure() : loading());
  }

  /** What went wrong, with a button that reads again. */
  failure() {
    return failed(this.error, () => this.#retry());
  }

  #retry() {
    this.error = null;
    this.update();
    this.read();
  }
}

/** That something is being read. */
export function loading() {
  return h("p.soft", { role: "status" }, t("loading"));
}

/** What went wrong, with a button; without a connection, it tries again by itself. @param {unknown} error @param {() => unknown} again */
export function failed(error, again) {
  return h("read-failure.stack", { error, again });
}

class ReadFailure extends View {
  /** @type {unknown} */
  error = null;
  /** @type {() => unknown} */
  again = () => null;

  get stores() {
    return [connection, language];
  }

  get isOffline() {
    return this.error instanceof ConnectionError;
  }

  connected() {
    return connection.watch(() => connection.value && this.isOffline && this.again());
  }

  view() {
    if (this.isOffline && !connection.value) return h("p.soft", t("error.offline"));
    const button = h("button", { type: "button", class: "soft-button", onclick: () => this.again() }, t("retry"));
    return [h("p.error", { role: "alert" }, explain(this.error)), h("div.buttons", button)];
  }
}

/** What the user's data of this day consist of, as a text that differs once they have changed. */
function recorded() {
  if (!day.value) return "";
  const { date, user, tasks, work_session, focus_session, health, challenges, companion } = day.value;
  const { hydration, meals, rests } = health;
  const level = [companion.level, companion.xp_to_next];
  return JSON.stringify([language.value, date, user, tasks, work_session, focus_session, hydration, meals, rests, challenges, level]);
}

define("read-failure", ReadFailure);
