/** The first steps after signing up: the companion's name, zone and language, work days and hours, goals and reminders. */

import { now, request, session } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, h, icon, View } from "../core/dom.js";
import { capital, check, fieldErrors, group, input, isZone, LANGUAGES, lengths, select, weekdays, zoneField } from "../core/form.js";
import { KIND_GROUPS } from "../core/kinds.js";
import { language, setLanguage, t } from "../core/words.js";

const STEPS = ["name", "place", "work", "goals"];
const DRAFT = "avanochi.onboarding";

/** Which step asks for a value, so that a step that was skipped sends none but the language, in which notifications are written. */
const PREFERENCES = {
  place: ["language"],
  work: ["work_days", "workday_limit_minutes", "clock_out_time", "lunch_window"],
  goals: ["hydration_goal_ml", "focus_goal_minutes", "rest_after_minutes"],
};

/** What each step has before it is changed: what is stored, else the API's defaults, and half of its goal of focus. */
function initial() {
  const { user, companion } = day.value;
  const stored = user.preferences ?? {};
  return {
    user: session.value,
    step: 0,
    /** @type {string[]} */
    given: [],
    name: companion.name,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone || user.timezone,
    language: language.value,
    work_days: stored.work_days ?? [1, 2, 3, 4, 5],
    workday_limit_minutes: stored.workday_limit_minutes ?? 510,
    clock_out_time: stored.clock_out_time ?? "",
    lunch_from: "12:00",
    lunch_to: "14:30",
    hydration_goal_ml: stored.hydration_goal_ml ?? 2000,
    focus_goal_minutes: stored.focus_goal_minutes ?? 240,
    rest_after_minutes: stored.rest_after_minutes ?? 55,
    kinds: Object.fromEntries(Object.keys(KIND_GROUPS).map((name) => [name, true])),
  };
}

class OnboardingScreen extends View {
  /** @type {Record<string, any>} */
  draft = {};
  /** @type {Record<string, string>} */
  errors = {};
  isBusy = false;

  get stores() {
    return [language];
  }

  connected() {
    document.title = "Avanochi";
    const kept = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null");
    this.draft = kept?.user === session.value ? kept : initial();
    requestAnimationFrame(() => this.querySelector("h1")?.focus());
  }

  view() {
    const { step } = this.draft;
    const name = STEPS[step];
    return h(
      "main",
      { class: "onboarding" },
      h(
        "div",
        { class: "card" },
        h(
          "form",
          { class: "stack", key: name, novalidate: true, onsubmit: (/** @type {Event} */ event) => this.#next(event) },
          h("p", { class: "soft" }, t("onboarding.step", { step: step + 1, of: STEPS.length })),
          h("span", { class: "bar", "aria-hidden": "true" }, h("span", { css: { "--share": `${(100 * (step + 1)) / STEPS.length}%` } })),
          h("h1", { tabindex: -1 }, t(`onboarding.${name}.title`)),
          h("p", null, t(`onboarding.${name}.text`)),
          this.#fields(name),
          h("p", { class: "error", role: "alert" }, this.errors.form ?? ""),
          h(
            "div",
            { class: "buttons steps" },
            step > 0 && h("button", { type: "button", class: "plain", onclick: () => this.#go(step - 1) }, icon("left"), t("onboarding.back")),
            h("button", { type: "button", class: "plain", disabled: this.isBusy, onclick: () => this.#skipStep() }, t("onboarding.skip-step")),
            h("button", { class: "primary", disabled: this.isBusy }, t(step === STEPS.length - 1 ? "onboarding.finish" : "onboarding.next")),
          ),
        ),
      ),
      h("button", { type: "button", class: "plain skip-all", disabled: this.isBusy, onclick: () => this.#finish() }, t(step ? "onboarding.skip-rest" : "onboarding.skip-all")),
    );
  }

  /** @param {string} step */
  #fields(step) {
    const { draft, errors } = this;
    if (step === "name") {
      return [
        h("img", { class: "face", src: "../companion/face.svg", alt: t("onboarding.name.egg"), width: 240, height: 240 }),
        this.#input("name", { maxlength: 64, required: true, autocomplete: "off", dir: "auto" }),
      ];
    }
    if (step === "place") {
      return [
        zoneField({ id: "timezone", label: t("onboarding.timezone"), value: draft.timezone, error: errors.timezone, oninput: this.#keeper("timezone") }),
        select({
          id: "language",
          label: t("onboarding.language"),
          options: LANGUAGES,
          value: draft.language,
          onchange: (/** @type {any} */ { target }) => (this.#keep("language", target.value), setLanguage(target.value)),
        }),
      ];
    }
    if (step === "work") {
      return [
        group(
          t("onboarding.work_days"),
          h("div", { class: "weekdays" }, weekdays("short").map(([number, name]) =>
            check({ id: `day-${number}`, label: capital(name), checked: draft.work_days.includes(number), onchange: (isOn) => this.#keep("work_days", [1, 2, 3, 4, 5, 6, 7].filter((each) => (each === number ? isOn : draft.work_days.includes(each)))) }))),
          errors.work_days && h("p", { class: "error" }, errors.work_days),
        ),
        this.#select("workday_limit_minutes", lengths(120, 720, 30, draft.workday_limit_minutes)),
        this.#input("clock_out_time", { type: "time", hint: t("onboarding.clock_out_time.hint") }),
        group(t("onboarding.lunch"), h("div", { class: "pair" }, this.#input("lunch_from", { type: "time", required: true }), this.#input("lunch_to", { type: "time", required: true }))),
        errors.lunch_window && h("p", { class: "error" }, errors.lunch_window),
      ];
    }
    return [
      this.#input("hydration_goal_ml", { type: "number", min: 250, max: 20000, step: 50, required: true, inputmode: "numeric" }),
      this.#select("focus_goal_minutes", lengths(30, 480, 30, draft.focus_goal_minutes)),
      this.#select("rest_after_minutes", lengths(25, 120, 5, draft.rest_after_minutes)),
      group(
        t("onboarding.kinds"),
        h("p", { class: "hint" }, t("onboarding.kinds.hint")),
        Object.keys(KIND_GROUPS).map((name) =>
          check({ id: `kinds-${name}`, label: t(`onboarding.kinds.${name}`), checked: draft.kinds[name], onchange: (isOn) => this.#keep("kinds", { ...draft.kinds, [name]: isOn }) })),
      ),
    ];
  }

  /** @param {string} name @param {Record<string, any>} attributes */
  #input(name, attributes) {
    return input({ id: name, label: t(`onboarding.${name}`), value: this.draft[name], error: this.errors[name], oninput: this.#keeper(name), ...attributes });
  }

  /** @param {string} name @param {import("../core/form.js").Options} options */
  #select(name, options) {
    const onchange = (/** @type {any} */ { target }) => this.#keep(name, Number(target.value));
    return select({ id: name, label: t(`onboarding.${name}`), options, value: this.draft[name], error: this.errors[name], onchange });
  }

  /** @param {string} name */
  #keeper(name) {
    return (/** @type {any} */ { target }) => this.#keep(name, target.value);
  }

  /** @param {string} name @param {any} value */
  #keep(name, value) {
    this.draft[name] = value;
    sessionStorage.setItem(DRAFT, JSON.stringify(this.draft));
    this.update();
  }

  /** Show a step, with the focus on its title. @param {number} step */
  #go(step) {
    this.errors = {};
    this.#keep("step", step);
    scrollTo(0, 0);
    requestAnimationFrame(() => this.querySelector("h1")?.focus());
  }

  #skipStep() {
    const { step, given } = this.draft;
    this.draft.given = given.filter((/** @type {string} */ each) => each !== STEPS[step]);
    if (step === STEPS.length - 1) this.#finish();
    else this.#go(step + 1);
  }

  /** @param {Event} event */
  #next(event) {
    event.preventDefault();
    if (this.isBusy) return;
    const { draft } = this;
    const name = STEPS[draft.step];
    this.errors = faults(name, draft);
    if (Object.keys(this.errors).length) return this.#showErrors();
    draft.given = [...new Set([...draft.given, name])];
    if (draft.step === STEPS.length - 1) this.#finish();
    else this.#go(draft.step + 1);
  }

  /** Show what is wrong, with the focus on the first field that it is about. */
  #showErrors() {
    this.update();
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (this.querySelector("[aria-invalid]"))?.focus());
  }

  /** Save what the steps were given, and go Home. */
  async #finish() {
    this.isBusy = true;
    this.errors = {};
    this.update();
    try {
      await save(this.draft);
    } catch (error) {
      this.isBusy = false;
      this.errors = fieldErrors(error);
      const step = STEPS.findIndex((name) => fieldsOf(name).some((field) => field in this.errors));
      if (step >= 0) this.draft.step = step;
      else this.errors = { form: explain(error) };
      return this.#showErrors();
    }
    sessionStorage.removeItem(DRAFT);
    history.replaceState(null, "", "#home");
    await changed();
    dispatchEvent(new HashChangeEvent("hashchange"));
    scrollTo(0, 0);
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector("main h1"))?.focus());
    say(t("onboarding.done", { name: day.value.companion.name }));
  }
}

/** @param {string} step @returns {string[]} */
function fieldsOf(step) {
  return [...(/** @type {any} */ (PREFERENCES)[step] ?? []), ...(step === "name" ? ["name"] : step === "place" ? ["timezone"] : [])];
}

/** What is wrong with the values of a step, by field. @param {string} step @param {any} draft @returns {Record<string, string>} */
function faults(step, draft) {
  if (step === "name" && !draft.name.trim()) return { name: t("onboarding.name.missing") };
  if (step === "place" && !isZone(draft.timezone)) return { timezone: t("zone.unknown") };
  if (step === "work" && !draft.work_days.length) return { work_days: t("onboarding.work_days.missing") };
  if (step === "work" && (!draft.lunch_from || !draft.lunch_to || draft.lunch_from === draft.lunch_to)) return { lunch_to: t("onboarding.lunch.wrong") };
  const goal = Number(draft.hydration_goal_ml);
  if (step === "goals" && !(Number.isInteger(goal) && goal >= 1 && goal <= 20_000)) return { hydration_goal_ml: t("onboarding.hydration_goal_ml.wrong") };
  return {};
}

/** Save the language, and the values of the steps that were not skipped; the last request ends the first steps. @param {any} draft */
async function save(draft) {
  const has = (/** @type {string} */ step) => draft.given.includes(step);
  const { user, companion } = day.value;
  if (has("name") && draft.name.trim() !== companion.name) {
    await request("POST", "companion/name", { body: { name: draft.name }, headers: { "Idempotency-Key": `onboarding-${now()}` } });
  }
  if (has("place") && draft.timezone !== user.timezone) await request("PATCH", "users/profile", { body: { timezone: draft.timezone } });
  if (has("goals")) {
    const kinds = Object.entries(KIND_GROUPS).flatMap(([name, list]) => list.map((kind) => [kind, draft.kinds[name]]));
    await request("PUT", "notifications/preferences", { body: { kinds: Object.fromEntries(kinds) } });
  }
  const values = { ...draft, clock_out_time: draft.clock_out_time || null, lunch_window: `${draft.lunch_from}-${draft.lunch_to}`, hydration_goal_ml: Number(draft.hydration_goal_ml) };
  const names = Object.entries(PREFERENCES).flatMap(([step, list]) => (has(step) ? list : []));
  const preferences = { ...Object.fromEntries(names.map((name) => [name, values[name]])), language: language.value };
  await request("PUT", "users/onboarding/complete", { body: { preferences } });
}

define("onboarding-screen", OnboardingScreen);
