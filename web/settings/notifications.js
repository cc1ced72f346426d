/** Which notifications come, and when none do. */

import { get, request, session } from "../core/api.js";
import { define, Store, View } from "../core/dom.js";
import { check, group } from "../core/form.js";
import { KIND_GROUPS } from "../core/kinds.js";
import { failed, loading } from "../core/reading.js";
import { language, t } from "../core/words.js";
import { card, FormCard, inTurn } from "./cards.js";

const PATH = "notifications/preferences";

/** What is stored; null until it is there. @type {Store<any>} */
const wanted = new Store(null);
/** Why it could not be read, for both cards. @type {Store<unknown>} */
const failure = new Store(null);
session.watch(() => wanted.set(null));

async function load() {
  failure.set(null);
  await get(PATH).then((data) => wanted.set(data), (error) => failure.set(error));
}

/** What is shown once it was read. @param {() => any} show */
function loaded(show) {
  return failure.value ? failed(failure.value, load) : wanted.value ? show() : loading();
}

class NotificationsSettings extends View {
  get stores() {
    return [language, wanted, failure];
  }

  connected() {
    load();
  }

  view() {
    return card("notifications", loaded(() => this.#groups()));
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
  #switch(kind, isOn) {
    const save = async () => wanted.set((await request("PUT", PATH, { body: { kinds: { [kind]: isOn } } })).data);
    return inTurn(save, () => {
      const control = /** @type {HTMLInputElement | null} */ (this.querySelector(`#kind-${kind}`));
      if (control) control.checked = !isOn;
    });
  }
}

class QuietSettings extends FormCard {
  get stores() {
    return [language, wanted, failure];
  }

  read() {
    const hours = wanted.value?.quiet_hours;
    return { isQuiet: Boolean(hours), quiet_from: hours?.from ?? "21:00", quiet_to: hours?.to ?? "08:00" };
  }

  view() {
    return wanted.value && !failure.value ? super.view() : card("quiet", loaded(() => null));
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
