/** Which notifications come, and when none do. */

import { get, request, session } from "../core/api.js";
import { explain, say } from "../core/day.js";
import { define, Store } from "../core/dom.js";
import { check, group } from "../core/form.js";
import { KIND_GROUPS } from "../core/kinds.js";
import { loading, Reading } from "../core/reading.js";
import { language, t } from "../core/words.js";
import { card, FormCard } from "./cards.js";

const PATH = "notifications/preferences";

/** What is stored; null until it is there. @type {Store<any>} */
const wanted = new Store(null);
session.watch(() => wanted.set(null));

/** @extends {Reading<any>} */
class NotificationsSettings extends Reading {
  get stores() {
    return [language, wanted];
  }

  watched() {
    return null;
  }

  async load() {
    wanted.set(await get(PATH));
  }

  view() {
    return card("notifications", this.error ? this.failure() : wanted.value ? this.#groups() : loading());
  }

  #groups() {
    const control = (/** @type {string} */ kind) =>
      check({
        id: `kind-${kind}`,
        role: "switch",
        label: t(`settings.kind.${kind}`),
        checked: wanted.value.kinds[kind] !== false,
        onchange: (isOn) => this.#switch(kind, isOn),
      });
    return Object.entries(KIND_GROUPS).map(([name, kinds]) => group(t(`settings.kinds.${name}`), kinds.map(control)));
  }

  /** @param {string} kind @param {boolean} isOn */
  async #switch(kind, isOn) {
    try {
      wanted.set((await request("PUT", PATH, { body: { kinds: { [kind]: isOn } } })).data);
      say(t("settings.saved"));
    } catch (error) {
      say(explain(error), { kind: "error" });
      wanted.set({ ...wanted.value });
      const control = /** @type {HTMLInputElement | null} */ (this.querySelector(`#kind-${kind}`));
      if (control) control.checked = !isOn;
    }
  }
}

class QuietSettings extends FormCard {
  get stores() {
    return [language, wanted];
  }

  read() {
    const hours = wanted.value?.quiet_hours;
    return { isQuiet: Boolean(hours), quiet_from: hours?.from ?? "21:00", quiet_to: hours?.to ?? "08:00" };
  }

  view() {
    return wanted.value ? super.view() : card("quiet", loading());
  }

  fields() {
    return [
      check({
        id: "quiet-isQuiet",
        label: t("settings.quiet.on"),
        hint: t("settings.quiet.hint"),
        checked: this.draft.isQuiet,
        onchange: (isOn) => this.keep("isQuiet", isOn),
      }),
      this.draft.isQuiet && this.times("quiet_from", "quiet_to"),
    ];
  }

  /** @param {any} draft */
  async save({ isQuiet, quiet_from: from, quiet_to: to }) {
    const { data } = await request("PUT", PATH, { body: { quiet_hours: isQuiet ? { from, to } : null } });
    wanted.set(data);
  }
}

define("quiet-settings", QuietSettings);
define("notifications-settings", NotificationsSettings);
