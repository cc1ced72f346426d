/**
 * A task with all its fields.
 *
 * Edits wait until they are saved, also when the task is left and opened again. They are sent with the version
 * that was read: if the task has changed meanwhile, the page says what has changed, and keeps the edits.
 */

import { ApiError, ConnectionError, request, session } from "../core/api.js";
import { act, changed, day, explain, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { isolate, t } from "../core/words.js";
import { toggle } from "../home/today.js";
import { findNext, showFacts } from "./facts.js";
import { API_FIELDS, changesOf, check, differing, errorsOf, valuesOf } from "./fields.js";
import { showFields } from "./form.js";
import { choiceOf } from "./recurrence.js";
import { showSaving } from "./saving.js";
import { showSteps } from "./steps.js";

const FOCUS_MINUTES = 25; // the API's default

/** Edits that were not saved, by task. @type {Map<string, {base: any, etag: string, edits: Record<string, string>}>} */
const drafts = new Map();
session.watch(() => drafts.clear());
addEventListener("beforeunload", (event) => drafts.size && event.preventDefault());

class TaskDetail extends View {
  task = ""; // its id
  list = ""; // the list to go back to
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

  get stores() {
    return [day];
  }

  connected() {
    this.#load().then(() => requestAnimationFrame(() => this.querySelector("h2")?.focus()));
    return day.watch(() => this.#load());
  }

  /** The path of the task, whose id anyone may have put into the address. */
  get #path() {
    return `tasks/${encodeURIComponent(this.task)}`;
  }

  get values() {
    return { ...valuesOf(this.base), ...this.edits };
  }

  get edited() {
    return differing(valuesOf(this.base), this.values);
  }

  view() {
    const back = h("a", { class: "round", href: `#tasks/${this.list}`, "aria-label": t("tasks.back") }, icon("close"));
    if (!this.base) {
      const isGone = this.failure instanceof ApiError && this.failure.status === 404;
      return h(
        "section",
        { class: "card" },
        h("div", { class: "detail-head" }, h("h2", { tabindex: -1 }, this.failure ? (isGone ? t("tasks.gone") : explain(this.failure)) : t("loading")), back),
        Boolean(this.failure) && !isGone && h("button", { class: "primary", onclick: () => this.#load() }, t("retry")),
      );
    }
    return h(
      "section",
      { class: "card stack", "aria-labelledby": "detail-title", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#leave(event) },
      h("div", { class: "detail-head" }, h("h2", { id: "detail-title", tabindex: -1, dir: "auto" }, this.base.title), back),
      showFacts(this.base, this.next),
      this.#actions(),
      showSteps(this.base.subtasks, (change) => this.#changeSteps(change)),
      h(
        "form",
        { key: this.form, class: "stack", novalidate: true, "aria-labelledby": "fields-title", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.#save()) },
        h("h3", { id: "fields-title" }, t("tasks.details")),
        showFields(this.values, { errors: this.errors, choice: this.choice, original: this.base.recurrence ?? "", edit: (name, value, choice) => this.#edit(name, value, choice) }),
        showSaving({ isEdited: this.edited.length > 0, isBusy: this.isBusy, isKept: this.isKept, conflict: this.conflict, discard: () => this.#discard() }),
      ),
    );
  }

  #actions() {
    const { base } = this;
    const running = day.value.focus_session;
    return h(
      "div",
      { class: "buttons" },
      h(
        "button",
        { class: base.completed ? "soft-button" : "primary", onclick: (/** @type {Event} */ { currentTarget }) => this.#after(toggle(base, currentTarget)) },
        icon(base.completed ? "undo" : "check"),
        t(base.completed ? "tasks.reopen" : "tasks.complete"),
      ),
      running?.task_id === base.id
        ? h("a", { class: "soft-button", href: "#focus" }, icon("focus"), t("tasks.focus.running"))
        : !base.completed && h("button", { class: "soft-button", onclick: () => this.#focusOn() }, icon("focus"), t("tasks.focus")),
      h("button", { class: "plain", onclick: () => this.#delete() }, icon("trash"), t("tasks.delete")),
    );
  }

  /** @param {string} name @param {string} value @param {string} [choice] */
  #edit(name, value, choice) {
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

  #discard() {
    this.edits = {};
    this.#keep();
    this.errors = {};
    this.conflict = [];
    this.form += 1;
    this.choice = choiceOf(this.base.recurrence ?? "");
    this.update();
    this.querySelector("h2")?.focus();
  }

  async #load() {
    await this.writing; // what it answers is newer
    if (this.isDeleted) return;
    const draft = !this.base && drafts.get(this.task);
    if (draft) Object.assign(this, draft, { choice: choiceOf(draft.edits.recurrence ?? draft.base.recurrence ?? "") });
    try {
      const answer = await request("GET", this.#path, { headers: this.etag ? { "If-None-Match": this.etag } : {} });
      if (answer.status === 200) this.#meet(answer.data, answer.etag ?? "");
      this.failure = null;
      this.isKept = false;
      if (this.base?.completed && this.base.recurrence) this.next = await findNext(this.base);
    } catch (error) {
      this.failure = error;
      if (error instanceof ApiError && error.status === 404) this.base = null;
    }
    this.update();
  }

  /** Take over a newer version, and note what it changes if there are edits. @param {any} task @param {string} etag */
  #meet(task, etag) {
    const values = valuesOf(task);
    const before = this.base && valuesOf(this.base);
    const names = before ? differing(before, values) : [];
    if (before && this.edited.length) {
      const found = names.map((name) => ({ name, before: before[name], after: values[name] }));
      this.conflict = [...this.conflict.filter(({ name }) => !names.includes(name)), ...found];
    }
    Object.assign(this, { base: task, etag });
    if (!before || names.length) {
      this.form += 1;
      this.choice = choiceOf(this.values.recurrence);
    }
    if (!task.completed) this.next = null;
    this.#keep();
  }

  /** Change the task if it is the version that was read, after earlier changes. @param {() => object} changes */
  #write(changes) {
    const send = async () => {
      const answer = await request("PUT", this.#path, { body: changes(), headers: { "If-Match": this.etag } });
      return { task: answer.data, etag: answer.etag ?? "" };
    };
    const written = this.writing.then(send);
    this.writing = written.catch(() => {});
    return written;
  }

  async #save() {
    const { values, edited } = this;
    this.errors = check(values);
    if (!Object.keys(this.errors).length && edited.length) {
      this.isBusy = true;
      this.update();
      try {
        const { task, etag } = await this.#write(() => changesOf(values, edited));
        // What was typed while it was sent stays an edit.
        this.edits = Object.fromEntries(Object.entries(this.edits).filter(([name, value]) => values[name] !== value));
        this.conflict = [];
        this.#meet(task, etag);
        say(t("tasks.saved"));
        changed();
      } catch (error) {
        await this.#explain(error);
      }
      this.isBusy = false;
    }
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus());
  }

  /** @param {unknown} error */
  async #explain(error) {
    if (error instanceof ApiError && error.status === 412) {
      const { etag } = this;
      await this.#load();
      if (this.etag === etag) say(explain(error), { kind: "error" });
      else if (!this.conflict.length) await this.#save(); // only what has no field has changed, such as its steps
    } else if (error instanceof ApiError && error.details.some(({ field }) => Object.values(API_FIELDS).includes(field.split(".")[0]))) {
      this.errors = errorsOf(error.details);
    } else if (error instanceof ConnectionError) {
      await this.#keepToSend();
    } else {
      say(explain(error), { kind: "error" });
    }
  }

  /** Have the edits sent once the server can be reached; they stay edits until it has them. */
  async #keepToSend() {
    const { send } = await import("../core/outbox.js");
    const label = t("tasks.saved.label", { title: isolate(this.base.title) });
    const answer = await send({ method: "PUT", path: this.#path, body: changesOf(this.values, this.edited), etag: this.etag, label });
    this.isKept = Boolean(answer?.waiting);
    if (this.isKept) say(t("waiting.kept"));
    else await this.#load();
  }

  /** Change the steps, again if the task has changed meanwhile; return whether it succeeded. */
  /** @param {import("./steps.js").Change} change */
  async #changeSteps(change) {
    const write = async () => {
      const { task, etag } = await this.#write(() => ({ subtasks: change(this.base.subtasks) }));
      this.#meet(task, etag);
    };
    try {
      await write().catch(async (error) => {
        if (!(error instanceof ApiError && error.status === 412)) throw error;
        await this.#load();
        await write();
      });
      this.update();
      changed();
      return true;
    } catch (error) {
      say(explain(error), { kind: "error" });
      return false;
    }
  }

  /** @param {Promise<any>} done */
  async #after(done) {
    if (await done) await this.#load();
  }

  async #focusOn() {
    const minutes = day.value.user?.preferences?.focus_minutes ?? FOCUS_MINUTES;
    await act(
      { method: "POST", path: "focus-sessions/start", body: { duration_minutes: minutes, session_type: "focus", task_id: this.task }, timed: true },
      { done: t("focus.started"), undo: (started) => ({ event: "start_focus", id: started.session_id }) },
    );
  }

  async #delete() {
    const done = t("tasks.deleted", { title: isolate(this.base.title) });
    this.isDeleted = true; // so that it is not read again
    const deleted = act({ method: "DELETE", path: this.#path }, { done, undo: () => ({ event: "delete_task", id: this.task }) });
    this.isDeleted = Boolean(await deleted);
    if (!this.isDeleted) return this.#load();
    drafts.delete(this.task);
    location.replace(`#tasks/${this.list}`);
  }

  /** @param {KeyboardEvent} event */
  #leave(event) {
    const isField = /** @type {Element} */ (event.target).matches("input, select, textarea"); // where Escape closes a list of dates
    if (event.key === "Escape" && !isField) location.hash = `tasks/${this.list}`;
  }
}

define("task-detail", TaskDetail);
