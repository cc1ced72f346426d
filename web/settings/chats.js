/** The chats that are linked to the account, and what is sent to them. */

import "../core/confirm.js";
import { get, newKey, now, request } from "../core/api.js";
import { day, sayFailure } from "../core/day.js";
import { define, h, icon } from "../core/dom.js";
import { check } from "../core/form.js";
import { KIND_GROUPS } from "../core/kinds.js";
import { dateOf, longDate, t, time } from "../core/words.js";
import { card, ListCard } from "./cards.js";
import { change, failure, loaded, wanted } from "./notifications.js";

/** @type {Record<string, string>} */
const NAMES = { slack: "Slack", teams: "Teams" };

class ChatsSettings extends ListCard {
  path = "interaction/links";
  /** Those that can be linked. @type {string[]} */
  channels = [];
  /** The code that links a chat. @type {{channel: string, code: string, expires_at: string} | null} */
  code = null;

  get stores() {
    return [...super.stores, wanted, failure];
  }

  watched() {
    return day.value?.unread_notifications; // there is one of each new link
  }

  async load() {
    const [links, { integrations }] = await Promise.all([get(this.path), get("status")]);
    this.channels = Object.keys(NAMES).filter((name) => integrations[name] !== "off");
    if (links.length > (this.data?.length ?? 0)) this.code = null;
    return links;
  }

  view() {
    return card("chats", h("p", t("settings.chats.text")), this.loaded((links) => [
      this.rows(links, (each) => this.#show(each), t(`settings.chats.${this.channels.length ? "empty" : "off"}`)),
      h("div", { role: "status" }, this.#code()),
      h("div.buttons", this.channels.map((each) => this.#button(each))),
      links.length > 0 && loaded(() => showSent(Object.keys(NAMES).filter((name) => links.some((each) => each.channel === name)))),
    ]));
  }

  /** @param {any} link */
  #show({ id, channel, workspace, linked_at: at }) {
    const chat = `${NAMES[channel]} · ${workspace}`;
    return h(
      "li",
      { key: id },
      icon("chat"),
      h("span", h("span", { dir: "auto" }, chat), h("span.meta", t("settings.chats.since", { date: longDate(dateOf(at)) }))),
      h("confirm-button", {
        label: t("settings.chats.unlink"),
        name: t("settings.chats.unlink.name", { chat }),
        question: t("settings.chats.unlink.question"),
        yes: t("settings.chats.unlink"),
        action: () => this.removeItem(id, t("settings.chats.unlinked")),
      }),
    );
  }

  #code() {
    const { channel = "", code, expires_at: until = "" } = this.code ?? {};
    if (!code || Date.parse(until) < now()) return null;
    const values = { channel: NAMES[channel], time: time(until) };
    const command = `${channel === "slack" ? "/avanochi " : ""}${t("settings.chats.code", { code })}`;
    return [h("p", t("settings.chats.say", values)), h("p", h("strong", command))];
  }

  /** @param {string} channel */
  #button(channel) {
    const onclick = async () => {
      const headers = { "Idempotency-Key": newKey() };
      await request("POST", this.path, { body: { channel }, headers }).then(({ data }) => (this.code = { channel, ...data }), sayFailure);
      this.update();
    };
    return h("button.soft-button", { key: channel, onclick }, icon("plus"), t("settings.chats.link", { channel: NAMES[channel] }));
  }
}

/** @param {string[]} channels that are linked */
function showSent(channels) {
  const full = {
    id: "chats-full",
    role: /** @type {const} */ ("switch"),
    label: t("settings.chats.full"),
    hint: t("settings.chats.full.hint"),
    checked: wanted.value.full_text,
    onchange: (/** @type {boolean} */ isOn) => change("chats-full", isOn, () => ({ full_text: isOn })),
  };
  const box = (/** @type {string} */ channel, /** @type {string} */ kind) => {
    const id = `chats-${channel}-${kind}`;
    const others = () => wanted.value.channels[kind].filter((/** @type {string} */ each) => each !== channel);
    return check({
      id,
      label: t(`settings.kind.${kind}`),
      checked: wanted.value.channels[kind].includes(channel),
      disabled: wanted.value.kinds[kind] === false,
      onchange: (isOn) => change(id, isOn, () => ({ channels: { [kind]: isOn ? [...others(), channel] : others() } })),
    });
  };
  const sent = (/** @type {string} */ channel) =>
    h(
      "details",
      { key: channel },
      h("summary", t("settings.chats.sent", { channel: NAMES[channel] })),
      Object.values(KIND_GROUPS).flat().map((kind) => box(channel, kind)),
    );
  return [check(full), channels.map(sent)];
}

define("chats-settings", ChatsSettings);
