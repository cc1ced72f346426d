/** What the cards of the settings share: the profile, saving, and forms that know whether they were changed. */

import { ApiError, get, request, session } from "../core/api.js";
import { changed, explain, say } from "../core/day.js";
import { h, Store, View } from "../core/dom.js";
import { fieldErrors } from "../core/form.js";
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

/** Change one preference at once, also if another one was changed elsewhere. @param {string} name @param {unknown} value */
export async function switchPreference(name, value) {
  try {
    await savePreferences({ [name]: value }).catch(async (error) => {
      if (!isStale(error)) throw error;
      await loadProfile();
      await savePreferences({ [name]: value });
    });
    say(t("settings.saved"));
  } catch (error) {
    say(explain(error), { kind: "error" });
    profile.set(profile.value); // what is shown is what is stored
  }
}

/** @param {unknown} error */
function isStale(error) {
  return error instanceof ApiError && error.status === 412;
}

/** @param {any} one @param {any} other */
export function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {string} name @param {any[]} content of a card, after its heading */
export function card(name, ...content) {
  return h("section", { class: "stack", id: `settings-${name}`, "aria-labelledby": `title-${name}` }, h("h2", { id: `title-${name}`, tabindex: -1 }, t(`settings.${name}`)), content);
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
      h(
        "form",
        { class: "stack", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => this.#submit(event) },
        this.fields(),
        h("p", { class: "error", role: "alert" }, this.errors.form ?? ""),
        h(
          "div",
          { class: "buttons" },
          h("button", { class: "primary", disabled: this.isBusy || !isDirty }, this.action),
          isDirty && h("button", { type: "button", class: "plain", onclick: () => this.#discard() }, t("settings.discard")),
          isDirty && h("span", { class: "soft" }, t("settings.dirty")),
        ),
      ),
    );
  }

  /** Take what is stored now for each value that was not typed over. */
  #rebase() {
    const stored = this.read();
    if (!this.draft) Object.assign(this, drafts.get(this.name) ?? { draft: stored, base: stored });
    const { draft, base } = this;
    this.draft = Object.fromEntries(Object.keys(stored).map((name) => [name, isSame(draft[name], base[name]) ? stored[name] : draft[name]]));
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

  #discard() {
    this.draft = this.base;
    this.errors = {};
    drafts.delete(this.name);
    this.update();
    this.querySelector("h2")?.focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.isBusy || !this.isDirty) return;
    const form = /** @type {HTMLFormElement} */ (event.target);
    this.errors = { ...this.faults(this.draft), ...invalid(form, `${this.name}-`) };
    if (!Object.keys(this.errors).length) await this.#send();
    this.update();
    if (Object.keys(this.errors).length) requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus());
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
        const isOverwritten = Object.keys(stored).some((name) => !isSame(draft[name], base[name]) && !isSame(stored[name], base[name]));
        this.#rebase();
        if (isOverwritten) throw error;
        await this.save(this.draft); // other values have changed
      });
      drafts.delete(this.name);
      this.draft = this.base = this.read();
      say(t("settings.saved"));
    } catch (error) {
      this.errors = isStale(error) ? { form: t("settings.stale") } : fieldErrors(error);
      if (error instanceof ApiError && error.code === "wrong_password") this.errors = { current_password: t("settings.wrong-password") };
      const hasField = Object.keys(this.errors).some((name) => this.querySelector(`[id="${this.name}-${name}"]`));
      if (!hasField) this.errors.form ??= explain(error);
    }
    this.isBusy = false;
  }
}

/** What the browser says about values that cannot be right, by field. @param {HTMLFormElement} form @param {string} prefix */
function invalid(form, prefix) {
  const controls = /** @type {HTMLInputElement[]} */ ([...form.elements]).filter((each) => each.willValidate && !each.validity.valid);
  return Object.fromEntries(controls.map((each) => [each.id.slice(prefix.length), each.validationMessage]));
}

/** A part of a card that is read when it is shown: loading, failure and content. @abstract */
export class ListCard extends View {
  name = "";
  path = "";
  /** @type {any[] | null} */
  list = null;
  /** @type {unknown} */
  failure = null;

  /** @returns {Store<any>[]} */
  get stores() {
    return [language];
  }

  connected() {
    this.load();
  }

  async load() {
    try {
      this.list = await get(this.path);
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  /** The content, once it was read; a failure with a button before. @param {(list: any[]) => any} show */
  loaded(show) {
    if (this.failure) {
      return [h("p", { class: "error" }, explain(this.failure)), h("button", { type: "button", class: "soft-button", onclick: () => this.load() }, t("retry"))];
    }
    return this.list ? show(this.list) : h("p", { class: "soft", role: "status" }, t("loading"));
  }
}
