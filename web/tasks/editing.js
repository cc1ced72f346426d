/**
 * A task that is edited.
 *
 * Edits wait until they are saved, also when the task is left and opened again. They are sent with the version
 * that was read: if the task has changed meanwhile, the page says what has changed, and keeps the edits.
 */

import { ApiError, ConnectionError, request, session } from "../core/api.js";
import { changed, say, sayFailure } from "../core/day.js";
import { View } from "../core/dom.js";
import { send } from "../core/outbox.js";
import { isolate, t } from "../core/words.js";
import { findNext } from "./facts.js";
import { changesOf, check, differing, errorsOf, hasField, valuesOf } from "./fields.js";
import { choiceOf } from "./recurrence.js";

/** Edits that were not saved, by task. @type {Map<string, {base: any, etag: string, edits: Record<string, string>}>} */
const drafts = new Map();
session.watch(() => drafts.clear());
addEventListener("beforeunload", (event) => drafts.size && event.preventDefault());

/** @abstract */
export class EditedTask extends View {
  task = ""; // its id
  /** The task as it was read, and its version. @type {any} */
  base = null;
  etag = "";
  /** @type {Record<string, string>} */
  edits = {};
  /** @type {import("./saving.js").Conflict} */
  conflict = [];
  /** @type {Record<string, string>} */
  errors = {};
  choice = ""; // of the recurrence
  form = 0; // which is made anew when other values are loaded
  /** @type {unknown} */
  failure = null;
  /** The next task of the series of a completed one. @type {any} */
  next = null;
  isBusy = false;
  isDeleted = false;
  isKept = false; // to be sent later
  /** @type {Promise<unknown>} */
  writing = Promise.resolve();

  /** The path of the task, whose id anyone may have put into the address. */
  get address() {
    return `tasks/${encodeURIComponent(this.task)}`;
  }

  get values() {
    return { ...valuesOf(this.base), ...this.edits };
  }

  get edited() {
    return differing(valuesOf(this.base), this.values);
  }

  /** Keep what was typed into a field. @param {string} name @param {string} value @param {string} [choice] */
  edit(name, value, choice) {
    this.edits[name] = value;
    if (choice) this.choice = choice;
    delete this.errors[name];
    this.#keep();
    this.update();
  }

  #keep() {
    if (this.edited.length) drafts.set(this.task, { base: this.base, etag: this.etag, edits: this.edits });
    else drafts.delete(this.task);
  }

  discard() {
    this.edits = {};
    this.#keep();
    this.errors = {};
    this.conflict = [];
    this.form += 1;
    this.choice = choiceOf(this.values.recurrence);
    this.focusOn("h2");
  }

  async load() {
    await this.writing; // what it answers is newer
    if (this.isDeleted) return;
    const draft = !this.base && drafts.get(this.task);
    if (draft) {
      Object.assign(this, draft);
      this.choice = choiceOf(this.values.recurrence);
    }
    try {
      const answer = await request("GET", this.address, { headers: this.etag ? { "If-None-Match": this.etag } : {} });
      if (answer.status === 200) this.#meet(answer.data, answer.etag);
      this.failure = null;
      this.isKept = false;
      if (this.base?.completed && this.base.recurrence) this.next = await findNext(this.base);
    } catch (error) {
      this.failure = error;
      if (error instanceof ApiError && error.status === 404) this.base = null;
    }
    this.update();
  }

  /** Take over a newer version, and note what it changes if there are edits. @param {any} task @param {string | null} etag */
  #meet(task, etag) {
    const values = valuesOf(task);
    const before = this.base && valuesOf(this.base);
    const names = before ? differing(before, values) : [];
    if (before && this.edited.length) {
      const found = names.map((name) => ({ name, before: before[name], after: values[name] }));
      this.conflict = [...this.conflict.filter(({ name }) => !names.includes(name)), ...found];
    }
    Object.assign(this, { base: task, etag: etag ?? "" });
    if (!before || names.length) {
      this.form += 1;
      this.choice = choiceOf(this.values.recurrence);
    }
    if (!task.completed) this.next = null;
    this.#keep();
  }

  /** Change the task if it is the version that was read, after earlier changes. @param {() => object} changes */
  write(changes) {
    const written = this.writing.then(() => request("PUT", this.address, { body: changes(), headers: { "If-Match": this.etag } }));
    this.writing = written.catch(() => {});
    return written;
  }

  async save() {
    const { values, edited } = this;
    this.errors = check(values);
    if (!Object.keys(this.errors).length && edited.length) {
      this.isBusy = true;
      this.update();
      try {
        const { data, etag } = await this.write(() => changesOf(values, edited));
        // What was typed while it was sent stays an edit.
        this.edits = Object.fromEntries(Object.entries(this.edits).filter(([name, value]) => values[name] !== value));
        this.conflict = [];
        this.#meet(data, etag);
        say(t("tasks.saved"));
        changed();
      } catch (error) {
        await this.#explain(error);
      }
      this.isBusy = false;
    }
    this.focusOn("[aria-invalid]");
  }

  /** @param {unknown} error */
  async #explain(error) {
    if (error instanceof ApiError && error.status === 412) {
      const { etag } = this;
      await this.load();
      if (this.etag === etag) sayFailure(error);
      else if (!this.conflict.length) await this.save(); // only what has no field has changed, such as its steps
    } else if (error instanceof ApiError && hasField(error.details)) {
      this.errors = errorsOf(error.details);
    } else if (error instanceof ConnectionError) {
      await this.#keepToSend();
    } else {
      sayFailure(error);
    }
  }

  /** Have the edits sent once the server can be reached; they stay edits until it has them. */
  async #keepToSend() {
    const label = t("tasks.saved.label", { title: isolate(this.base.title) });
    const body = changesOf(this.values, this.edited);
    const answer = await send({ method: "PUT", path: this.address, body, etag: this.etag, label });
    this.isKept = Boolean(answer?.waiting);
    if (this.isKept) say(t("waiting.kept"));
    else await this.load();
  }

  /** Change the steps, again if the task has changed meanwhile; return whether it succeeded. */
  /** @param {import("./steps.js").Change} change */
  async changeSteps(change) {
    const write = async () => {
      const { data, etag } = await this.write(() => ({ subtasks: change(this.base.subtasks) }));
      this.#meet(data, etag);
    };
    try {
      await write().catch(async (error) => {
        if (!(error instanceof ApiError && error.status === 412)) throw error;
        await this.load();
        await write();
      });
      this.update();
      changed();
      return true;
    } catch (error) {
      sayFailure(error);
      return false;
    }
  }

  /** Forget the edits of a task that is not there any more. */
  forget() {
    drafts.delete(this.task);
  }
}
