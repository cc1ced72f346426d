/** The profile, its picture, and the companion's name. */

import { newKey, request } from "../core/api.js";
import { AVATARS, avatarOf } from "../core/avatar.js";
import { changed, day } from "../core/day.js";
import { define, h } from "../core/dom.js";
import { input, password, zoneField } from "../core/form.js";
import { t } from "../core/words.js";
import { FormCard, loadProfile, saveProfile, user } from "./cards.js";

const FIELDS = ["full_name", "username", "email", "timezone", "day_start"];

class ProfileSettings extends FormCard {
  keepsDraft = false; // it may hold a password

  read() {
    const stored = Object.fromEntries(FIELDS.map((name) => [name, user()[name] ?? ""]));
    return { ...stored, current_password: "" };
  }

  fields() {
    const needsPassword = ["username", "email"].some((name) => this.draft[name] !== this.base[name]);
    return [
      input({ ...this.bound("full_name"), maxlength: 64, autocomplete: "name", dir: "auto", hint: t("settings.full_name.hint") }),
      input({ ...this.bound("username"), maxlength: 64, required: true, autocomplete: "username", autocapitalize: "none", dir: "auto" }),
      input({ ...this.bound("email"), type: "email", maxlength: 254, autocomplete: "email" }),
      needsPassword &&
        input({ ...this.bound("current_password"), ...password("current-password"), hint: t("settings.current_password.hint") }),
      zoneField(this.bound("timezone")),
      input({ ...this.bound("day_start"), type: "time", required: true, hint: t("settings.day_start.hint") }),
    ];
  }

  /** @param {any} draft */
  async save(draft) {
    /** @type {Record<string, any>} */
    const body = {};
    for (const name of FIELDS) if (draft[name] !== this.base[name]) body[name] = draft[name] || null;
    if ("username" in body || "email" in body) body.current_password = draft.current_password;
    await saveProfile(body);
  }
}

class AvatarSettings extends FormCard {
  read() {
    return { avatar_url: user().avatar_url ?? "" };
  }

  fields() {
    const stored = this.base.avatar_url;
    const isOther = stored && !AVATARS.some((each) => stored === `/avatars/${each}`);
    const name = user().full_name || user().username;
    return h(
      "fieldset",
      h("legend.hidden", t("settings.avatar")),
      h("p.hint", t("settings.avatar.hint")),
      h(
        "div.avatars",
        this.#choice("", t("settings.avatar.none"), name),
        isOther && this.#choice(stored, t("settings.avatar.other"), name),
        AVATARS.map((each) => this.#choice(`/avatars/${each}`, t(`settings.avatar.${each}`), name)),
      ),
    );
  }

  /** @param {string} value @param {string} label @param {string} name */
  #choice(value, label, name) {
    const isChosen = this.draft.avatar_url === value;
    return h(
      "label",
      { key: value, title: label },
      h("input", { type: "radio", name: "avatar", value, checked: isChosen, onchange: () => this.keep("avatar_url", value) }),
      avatarOf(value, name),
      h("span.hidden", label),
    );
  }

  /** @param {any} draft */
  save(draft) {
    return saveProfile({ avatar_url: draft.avatar_url || null }, "users/profile/avatar");
  }
}

class CompanionSettings extends FormCard {
  get stores() {
    return [...super.stores, day];
  }

  read() {
    return { companion_name: day.value?.companion.name ?? "" };
  }

  fields() {
    return input({ ...this.bound("companion_name"), maxlength: 64, required: true, autocomplete: "off", dir: "auto" });
  }

  /** @param {any} draft */
  async save(draft) {
    const headers = { "Idempotency-Key": newKey() };
    await request("POST", "companion/name", { body: { name: draft.companion_name }, headers });
    await Promise.all([changed(), loadProfile()]);
  }
}

define("profile-settings", ProfileSettings);
define("avatar-settings", AvatarSettings);
define("companion-settings", CompanionSettings);
