/** A task with all its fields. */

import { ApiError } from "../core/api.js";
import { act, day } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { form } from "../core/form.js";
import { failed } from "../core/reading.js";
import { isolate, t } from "../core/words.js";
import { toggle } from "../home/today.js";
import { startFocus } from "../home/workday.js";
import { EditedTask } from "./editing.js";
import { showFacts } from "./facts.js";
import { showFields } from "./form.js";
import { showSaving } from "./saving.js";
import { showSteps } from "./steps.js";

class TaskDetail extends EditedTask {
  list = ""; // the list to go back to
  /** Called before it is deleted; what it returns, after that. @type {() => () => unknown} */
  leaving = () => () => null;

  get stores() {
    return [day];
  }

  connected() {
    this.load().then(() => requestAnimationFrame(() => this.focusOn("h2")));
    return day.watch(() => this.load());
  }

  view() {
    const { base, failure } = this;
    const close = h("a.round", { href: `#tasks/${this.list}`, "aria-label": t("tasks.back") }, icon("close"));
    const head = (/** @type {string} */ title) =>
      h("div.detail-head", h("h2", { id: "detail-title", tabindex: -1, dir: "auto" }, title), close);
    if (!base) {
      const isGone = failure instanceof ApiError && failure.status === 404;
      const title = t(isGone ? "tasks.gone" : failure ? "tasks.details" : "loading");
      return h("section.card", head(title), Boolean(failure) && !isGone && failed(failure, () => this.load()));
    }
    return h(
      "section.card.stack",
      { "aria-labelledby": "detail-title", onkeydown: (event) => this.#leave(event) },
      head(base.title),
      showFacts(base, this.next),
      this.#actions(),
      showSteps(base.subtasks, (change) => this.changeSteps(change)),
      form(
        () => this.save(),
        { key: this.form, "aria-labelledby": "fields-title" },
        h("h3", { id: "fields-title" }, t("tasks.details")),
        showFields(this.values, {
          errors: this.errors,
          choice: this.choice,
          original: base.recurrence ?? "",
          edit: (name, value, choice) => this.edit(name, value, choice),
        }),
        showSaving({
          isEdited: this.edited.length > 0,
          isBusy: this.isBusy,
          isKept: this.isKept,
          conflict: this.conflict,
          discard: () => this.discard(),
        }),
      ),
    );
  }

  #actions() {
    const { id, completed } = this.base;
    const focus = () => startFocus("focus", day.value.settings.focus_minutes, id);
    const complete = async (/** @type {any} */ { currentTarget }) => (await toggle(this.base, currentTarget)) && this.load();
    return h(
      "div.buttons",
      h(
        "button",
        { class: completed ? "soft-button" : "primary", onclick: complete },
        icon(completed ? "undo" : "check"),
        t(completed ? "tasks.reopen" : "tasks.complete"),
      ),
      day.value.focus_session?.task_id === id
        ? h("a.soft-button", { href: "#focus" }, icon("focus"), t("tasks.focus.running"))
        : !completed && h("button.soft-button", { onclick: focus }, icon("focus"), t("tasks.focus")),
      h("button.plain", { onclick: () => this.#delete() }, icon("trash"), t("tasks.delete")),
    );
  }

  async #delete() {
    const leave = this.leaving();
    const done = t("tasks.deleted", { title: isolate(this.base.title) });
    const undo = () => ({ event: "delete_task", id: this.task });
    this.isDeleted = true; // so that it is not read again
    this.isDeleted = Boolean(await act({ method: "DELETE", path: this.address }, { done, undo }));
    if (!this.isDeleted) return this.load();
    this.forget();
    leave();
    location.replace(`#tasks/${this.list}`);
  }

  /** @param {{key: string, target: Element}} event */
  #leave({ key, target }) {
    const isField = target.matches("input, select, textarea"); // where Escape closes a list of dates
    if (key === "Escape" && !isField) location.hash = `tasks/${this.list}`;
  }
}

define("task-detail", TaskDetail);
