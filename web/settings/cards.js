/** What the cards of the settings share: the profile, saving, and forms that know whether they were changed. */

import { ApiError, get, request, session } from "../core/api.js";
import { changed, explain, say, sayFailure } from "../core/day.js";
import { h, Store, View } from "../core/dom.js";
import { fault, fieldErrors, form, input } from "../core/form.js";
import { list } from "../core/parts.js";
import { loading, Reading } from "../core/reading.js";
import { language, t } from "../core/words.js";

/** The profile and its version; null until it is there. @type {Store<{user: any, etag: string} | null>} */
export const profile = new Store(/** @type {any} */ (null));

/** What was typed and not saved, by card, while the page is open. @type {Map<string, {draft: any, base: any}>} */
const drafts = new Map();
let owner = session.value;
session.watch(() => {
  if (!session.value || session.value === owner) return; // what was typed waits for the same person
  owner = session.value;
  drafts.clear();
  profile.set(null);
});

export async function loadProfile() {
  const { data, etag } = await request("GET", "users/profile");
  profile.set({ user: data, etag: etag ?? "" });
}

/** The profile, which the cards are shown with. @returns {any} */
export function user() {
  return profile.value?.user ?? { preferences: {} };
}

/** Change the profile; 412 if it is not the one that is shown. @param {object} body @param {string} [path] */
export async function saveProfile(body, path = "users/profile") {
  const headers = { "If-Match": profile.value?.etag ?? "" };
  const { data, etag } = await request(path === "users/profile" ? "PATCH" : "PUT", path, { body, headers });
  profile.set({ user: data, etag: etag ?? "" });
  await changed();
}

/** Change some preferences. @param {object} changes */
export function savePreferences(changes) {
  return saveProfile({ preferences: { ...user().preferences, ...changes } });
}

/** @type {Promise<unknown>} */
let last = Promise.resolve();

/** Make a change after those before it, whose answers are older; a failure is said. */
/** @param {() => Promise<unknown>} change @param {() => void} failed */
export function inTurn(change, failed) {
  last = last.then(change).then(
    () => say(t("settings.saved")),
    (error) => (sayFailure(error), failed()),
  );
  return last;
}

/** Change one preference at once, also if another one was changed elsewhere. @param {string} name @param {unknown} value */
export function switchPreference(name, value) {
  const save = () => savePreferences({ [name]: value });
  const again = async (/** @type {unknown} */ error) => {
    if (!isStale(error)) throw error;
    await loadProfile();
    await save();
  };
  return inTurn(() => save().catch(again), () => profile.set(profile.value)); // what is shown is what is stored
}

/** @param {unknown} error */
function isStale(error) {
  return error instanceof ApiError && error.status === 412;
}

/** @param {unknown} error */
export function isWrongPassword(error) {
  return error instanceof ApiError && error.code === "wrong_password";
}

/** @param {any} one @param {any} other */
export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {string} name @param {any[]} content of a card, after its heading */
export function card(name, ...content) {
  const id = `title-${name}`;
  const title = h("h2", { id, tabindex: -1 }, t(`settings.${name}`));
  return h("section.stack", { id: `settings-${name}`, "aria-labelledby": id }, title, content);
}

/** A card that is a form: its draft is saved as a whole, and stays while the page is open. */
export class FormCard extends View {
  name = "";
  /** @type {any} */
  draft = null;
  /** @type {any} */
  base = null;
  /** @type {Record<string, string>} */
  errors = {};
  isBusy = false;
  keepsDraft = true;

  get stores() {
    return [profile, language];
  }

  /** The values as they are stored. @returns {any} */
  read() {
    return {};
  }

  /** The controls of the form. @returns {any} */
  fields() {
    return null;
  }

  /** What is wrong with the draft beyond what the browser finds, by field. @param {any} _draft @returns {Record<string, string>} */
  faults(_draft) {
    return {};
  }

  /** Save the draft. @param {any} _draft @returns {Promise<void>} */
  async save(_draft) {}

  /** The label of the button that saves. */
  get action() {
    return t("save");
  }

  get isDirty() {
    return !isSame(this.draft, this.base);
  }

  view() {
    this.#rebase();
    const { isDirty } = this;
    return card(
      this.name,
      form(
        (controls) => this.#submit(controls),
        {},
        this.fields(),
        fault(this.errors.form),
        h(
          "div.buttons",
          h("button.primary", { disabled: this.isBusy || !isDirty }, this.action),
          isDirty && h("button", { type: "button", class: "plain", onclick: () => this.#discard() }, t("settings.discard")),
          isDirty && h("span.soft", t("settings.dirty")),
        ),
      ),
    );
  }

  /** Take what is stored now for each value that was not typed over. */
  #rebase() {
    const stored = this.read();
    if (!this.draft) Object.assign(this, drafts.get(this.name) ?? { draft: stored, base: stored });
    const { draft, base } = this;
    const now = (/** @type {string} */ name) => (isSame(draft[name], base[name]) ? stored : draft)[name];
    this.draft = Object.fromEntries(Object.keys(stored).map((name) => [name, now(name)]));
    this.base = stored;
  }

  /** @param {string} name @param {any} value */
  keep(name, value) {
    this.draft = { ...this.draft, [name]: value };
    delete this.errors[name];
    if (this.keepsDraft) drafts.set(this.name, { draft: this.draft, base: this.base });
    this.update();
  }

  /** Attributes of an input for a value of the draft. @param {string} name */
  bound(name) {
    return {
      id: `${this.name}-${name}`,
      label: t(`settings.${name}`),
      value: this.draft[name] ?? "",
      error: this.errors[name],
      oninput: (/** @type {any} */ { target }) => this.keep(name, target.value),
    };
  }

  /** Two times, side by side. @param {string[]} names */
  times(...names) {
    return h("div.pair", names.map((name) => input({ ...this.bound(name), type: "time", required: true })));
  }

  #discard() {
    this.draft = this.base;
    this.errors = {};
    drafts.delete(this.name);
    this.focusOn("h2");
  }

  /** @param {HTMLFormElement} controls */
  async #submit(controls) {
    if (this.isBusy || !this.isDirty) return;
    this.errors = { ...this.faults(this.draft), ...invalid(controls, `${this.name}-`) };
    if (!Object.keys(this.errors).length) await this.#send();
    this.focusOn("[aria-invalid]");
  }

  async #send() {
    this.isBusy = true;
    this.update();
    const { draft, base } = this;
    try {
      await this.save(draft).catch(async (error) => {
        if (!isStale(error)) throw error;
        await loadProfile();
        const stored = this.read();
        const differs = (/** @type {any} */ values) => (/** @type {string} */ name) => !isSame(values[name], base[name]);
        const isOverwritten = Object.keys(stored).filter(differs(draft)).some(differs(stored));
        this.#rebase();
        if (isOverwritten) throw error;
        await this.save(this.draft); // other values have changed
      });
      drafts.delete(this.name);
      this.draft = this.base = this.read();
      say(t("settings.saved"));
    } catch (error) {
      this.errors = isStale(error) ? { form: t("settings.stale") } : fieldErrors(error);
      if (isWrongPassword(error)) this.errors = { current_password: t("settings.wrong-password") };
      const hasField = Object.keys(this.errors).some((name) => document.getElementById(`${this.name}-${name}`));
      if (!hasField) this.errors.form ??= explain(error);
    }
    this.isBusy = false;
  }
}

/** What the browser says about values that cannot be right, by field. @param {HTMLFormElement} controls @param {string} prefix */
export function invalid(controls, prefix) {
  const all = /** @type {HTMLInputElement[]} */ ([...controls.elements]);
  const wrong = all.filter((each) => each.willValidate && !each.validity.valid);
  return Object.fromEntries(wrong.map((each) => [each.id.slice(prefix.length), each.validationMessage]));
}

/** A part of a card that is a list, which is read when it is shown. @abstract @extends {Reading<any[]>} */
export class ListCard extends Reading {
  name = "";
  path = "";

  watched() {
    return null;
  }

  async load() {
    return get(this.path);
  }

  /** What is shown once the list was read. @param {(list: any[]) => any} show */
  loaded(show) {
    return this.error ? this.failure() : this.data ? show(this.data) : loading();
  }

  /** @param {any[]} items @param {(item: any) => any} show @param {string} [note] where there are none */
  rows(items, show, note = "") {
    return list("rows", items.map(show), note);
  }

  /** Delete one of the list. @param {string} id @param {string} done what is said then */
  async removeItem(id, done) {
    try {
      await request("DELETE", `${this.path}/${encodeURIComponent(id)}`);
      say(done);
      this.focusOn("h2");
      await this.changed();
    } catch (error) {
      sayFailure(error);
    }
  }

  /** Show the list after a change. @returns {Promise<unknown>} */
  changed() {
    return this.read();
  }
}
