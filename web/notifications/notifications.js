/** The notifications of the last 30 days: the unread ones first, then the others by day. */

import { request } from "../core/api.js";
import { act, day, explain } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital } from "../core/form.js";
import { KIND_ICONS } from "../core/kinds.js";
import { byDay } from "../core/moments.js";
import { dateOf, language, nearDate, t, time } from "../core/words.js";

const PAGE = 30;

/** Where each kind leads. @type {Record<string, (data: any) => string>} */
const PLACES = {
  task_reminder: ({ task_id: id }) => (id ? `#tasks/${id}` : "#tasks"),
  deadline: ({ task_id: id }) => (id ? `#tasks/${id}` : "#tasks"),
  water: () => "#home",
  lunch: () => "#home",
  rest: () => "#home",
  level: () => "#home",
  wind_down: () => "#shutdown",
  shutdown_reminder: () => "#shutdown",
  session_forgotten: () => "#history",
  weekly_summary: () => "#insights/week",
  overload_ahead: () => "#insights",
  long_day_ahead: () => "#insights",
  recovery: () => "#insights",
  achievement: () => "#insights",
  challenge: () => "#challenges",
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
      const [unread, all] = await Promise.all([request("GET", "notifications?unread=true&limit=100"), request("GET", `notifications?limit=${PAGE}`)]);
      this.fresh = unread.data;
      this.seen = this.#others(all.data);
      this.continuation = all.headers.get("x-continuation") ?? "";
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
      const more = await request("GET", `notifications?limit=${PAGE}&continuation=${encodeURIComponent(this.continuation)}`);
      const first = this.#others(more.data)[0];
      this.seen = [...(this.seen ?? []), ...this.#others(more.data)];
      this.continuation = more.headers.get("x-continuation") ?? "";
      if (first) requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.getElementById(`notification-${first.id}`))?.focus());
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
    return [h("h1", { tabindex: -1 }, t("nav.notifications")), h("div", { class: "card stack letters" }, this.#content())];
  }

  /** @returns {any} */
  #content() {
    if (!this.seen) {
      return this.failure ? this.#showFailure(() => this.#load()) : h("p", { class: "soft", role: "status" }, t("loading"));
    }
    if (!this.fresh.length && !this.seen.length) {
      return [h("p", { class: "empty" }, t("notifications.empty")), h("a", { class: "more", href: "#settings/notifications" }, t("notifications.settings"))];
    }
    const unread = this.#unread().length;
    const days = byDay(this.seen, (each) => each.created_at);
    return [
      h(
        "div",
        { class: "buttons" },
        h("p", { role: "status" }, t(unread ? "notifications.unread" : "notifications.all-read", { count: unread })),
        unread > 0 && h("button", { type: "button", class: "soft-button small", onclick: () => this.#readAll() }, icon("check"), t("notifications.read-all")),
      ),
      this.fresh.length > 0 && this.#section("new", t("notifications.new"), this.fresh, true),
      days.map(([date, list]) => this.#section(date, capital(nearDate(date, day.value.date)), list, false)),
      Boolean(this.failure) && this.#showFailure(() => this.#loadMore()),
      this.continuation && !this.failure && h("button", { type: "button", class: "soft-button", disabled: this.isBusy, onclick: () => this.#loadMore() }, t("notifications.more")),
      h("a", { class: "more", href: "#settings/notifications" }, t("notifications.settings")),
    ];
  }

  /** @param {() => void} again */
  #showFailure(again) {
    return [h("p", { class: "error", role: "alert" }, explain(this.failure)), h("button", { type: "button", class: "soft-button", onclick: again }, t("retry"))];
  }

  /** @param {string} key @param {string} title @param {any[]} list @param {boolean} hasDates */
  #section(key, title, list, hasDates) {
    return h("section", { key, "aria-label": title }, h("h2", null, title), h("ul", null, list.map((each) => this.#show(each, hasDates))));
  }

  /** @param {any} notification @param {boolean} hasDate */
  #show(notification, hasDate) {
    const { id, kind, title, body, created_at: created, read_at: read, data } = notification;
    const date = dateOf(created);
    const moment = hasDate && date !== day.value.date ? `${nearDate(date, day.value.date)}, ${time(created)}` : time(created);
    return h(
      "li",
      { key: id, class: read ? "letter" : "letter unread" },
      h("span", { class: `seal ${kind}`, "aria-hidden": "true" }, icon(KIND_ICONS[kind] ?? "bell")),
      h(
        "a",
        { id: `notification-${id}`, class: "title", href: (PLACES[kind] ?? (() => "#home"))(data ?? {}), onclick: () => this.#read(notification) },
        !read && h("span", { class: "hidden" }, t("notifications.unread-mark")),
        h("strong", { dir: "auto" }, title),
        h("span", { dir: "auto" }, body),
        h("span", { class: "meta" }, moment),
      ),
      !read &&
        h("button", { type: "button", class: "plain icon-only", "aria-label": t("notifications.read.name", { title }), title: t("notifications.read"), onclick: () => this.#read(notification) }, icon("check")),
    );
  }

  /** @param {any} notification */
  async #read(notification) {
    if (notification.read_at) return;
    const hadFocus = document.activeElement?.closest(".letter");
    notification.read_at = new Date().toISOString();
    this.update();
    if (hadFocus) requestAnimationFrame(() => /** @type {HTMLElement | null} */ (hadFocus.querySelector("a"))?.focus());
    if (await act({ method: "POST", path: `notifications/${encodeURIComponent(notification.id)}/read`, label: t("notifications.read.name", { title: notification.title }) })) return;
    notification.read_at = null;
    this.update();
  }

  async #readAll() {
    if (!(await act({ method: "POST", path: "notifications/read-all" }, { done: t("notifications.all-read") }))) return;
    for (const each of this.fresh) each.read_at ??= new Date().toISOString();
    this.update();
    /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus();
  }
}

define("notifications-screen", NotificationsScreen);
