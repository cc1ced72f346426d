/** The notifications of the last 30 days: the unread ones first, then the others by day. */

import { getPage } from "../core/api.js";
import { act, day } from "../core/day.js";
import { define, findTitle, h, icon, View } from "../core/dom.js";
import { capital } from "../core/form.js";
import { KIND_ICONS } from "../core/kinds.js";
import { byDay } from "../core/moments.js";
import { iconButton, link } from "../core/parts.js";
import { failed, loading } from "../core/reading.js";
import { language, nearDate, nearTime, t, time } from "../core/words.js";

const PAGE = 30;

/** Where each kind leads, if not Home, or to its task. @type {Record<string, string>} */
const PLACES = {
  task_reminder: "tasks",
  deadline: "tasks",
  wind_down: "shutdown",
  shutdown_reminder: "shutdown",
  session_forgotten: "history",
  weekly_summary: "insights/week",
  overload_ahead: "insights",
  long_day_ahead: "insights",
  recovery: "insights",
  achievement: "insights",
  challenge: "challenges",
  link: "settings/chats",
  security: "settings/second-factor",
};

class NotificationsScreen extends View {
  /** Those that were unread when the screen was opened, and stay where they are. @type {any[]} */
  fresh = [];
  /** @type {any[] | null} */
  seen = null;
  continuation = "";
  /** @type {unknown} */
  failure = null;
  isBusy = false;

  get stores() {
    return [language];
  }

  connected() {
    this.#load();
    return day.watch(() => {
      if (day.value && day.value.unread_notifications > this.#unread().length) this.#load();
    });
  }

  #unread() {
    return this.fresh.filter((each) => !each.read_at);
  }

  async #load() {
    try {
      const paths = ["notifications?unread=true&limit=100", `notifications?limit=${PAGE}`];
      const [unread, all] = await Promise.all(paths.map((path) => getPage(path)));
      this.fresh = unread.items;
      this.seen = this.#others(all.items);
      this.continuation = all.continuation;
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.update();
  }

  async #loadMore() {
    this.isBusy = true;
    this.update();
    try {
      const more = await getPage(`notifications?limit=${PAGE}`, this.continuation);
      const others = this.#others(more.items);
      this.seen = [...(this.seen ?? []), ...others];
      this.continuation = more.continuation;
      if (others.length) this.focusOn(`#notification-${CSS.escape(others[0].id)}`);
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.isBusy = false;
    this.update();
  }

  /** @param {any[]} list */
  #others(list) {
    return list.filter((each) => !this.fresh.some(({ id }) => id === each.id));
  }

  view() {
    return [h("h1", { tabindex: -1 }, t("nav.notifications")), h("div.card.stack.letters", this.#content())];
  }

  /** @returns {any} */
  #content() {
    if (!this.seen) return this.failure ? failed(this.failure, () => this.#load()) : loading();
    const settings = link("#settings/notifications", "settings", t("notifications.settings"));
    if (!this.fresh.length && !this.seen.length) return [h("p.empty", t("notifications.empty")), settings];
    const unread = this.#unread().length;
    const readAll = { type: "button", class: "soft-button small", onclick: () => this.#readAll() };
    const more = { type: "button", class: "soft-button", disabled: this.isBusy, onclick: () => this.#loadMore() };
    return [
      h(
        "div.buttons",
        h("p", { role: "status" }, t(unread ? "notifications.unread" : "notifications.all-read", { count: unread })),
        unread > 0 && h("button", readAll, icon("check"), t("notifications.read-all")),
      ),
      this.fresh.length > 0 && this.#section("new", t("notifications.new"), this.fresh),
      byDay(this.seen, (each) => each.created_at).map(([date, list]) =>
        this.#section(date, capital(nearDate(date, day.value.date)), list)),
      Boolean(this.failure) && failed(this.failure, () => this.#loadMore()),
      this.continuation && !this.failure && h("button", more, t("notifications.more")),
      settings,
    ];
  }

  /** @param {string} key @param {string} title @param {any[]} list */
  #section(key, title, list) {
    const items = list.map((each) => this.#show(each, key === "new"));
    return h("section", { key, "aria-label": title }, h("h2", title), h("ul", items));
  }

  /** @param {any} notification @param {boolean} hasDate */
  #show(notification, hasDate) {
    const { id, kind, title, body, created_at: created, read_at: read, data } = notification;
    const moment = hasDate ? nearTime(created, day.value.date) : time(created);
    const onclick = () => this.#read(notification);
    const place = PLACES[kind] ?? "home";
    const href = `#${place === "tasks" && data?.task_id ? `tasks/${data.task_id}` : place}`;
    return h(
      "li",
      { key: id, class: read ? "letter" : "letter unread" },
      h("span", { class: `seal ${kind}`, "aria-hidden": "true" }, icon(KIND_ICONS[kind] ?? "bell")),
      h(
        "a",
        { id: `notification-${id}`, class: "title", href, onclick },
        !read && h("span.hidden", t("notifications.unread-mark")),
        h("strong", { dir: "auto" }, title),
        h("span", { dir: "auto" }, body),
        h("span.meta", moment),
      ),
      !read && iconButton("check", t("notifications.read.name", { title }), { title: t("notifications.read"), onclick }),
    );
  }

  /** @param {any} notification */
  async #read(notification) {
    if (notification.read_at) return;
    const hadFocus = document.activeElement?.closest(".letter");
    notification.read_at = new Date().toISOString();
    this.update();
    if (hadFocus) requestAnimationFrame(() => /** @type {HTMLElement | null} */ (hadFocus.querySelector("a"))?.focus());
    const { id, title } = notification;
    const label = t("notifications.read.name", { title });
    if (await act({ method: "POST", path: `notifications/${encodeURIComponent(id)}/read`, label })) return;
    notification.read_at = null;
    this.update();
  }

  async #readAll() {
    if (!(await act({ method: "POST", path: "notifications/read-all" }, { done: t("notifications.all-read") }))) return;
    for (const each of this.fresh) each.read_at ??= new Date().toISOString();
    this.update();
    findTitle()?.focus();
  }
}

define("notifications-screen", NotificationsScreen);
