/** The first steps after signing up: the companion's name, zone and language, work days and hours, goals and reminders. */

import { now, request, session } from "../core/api.js";
import { changed, day, explain, say } from "../core/day.js";
import { define, findTitle, h, icon, View } from "../core/dom.js";
import { check, dayBoxes, fault, fieldErrors, form, group, input, isZone, LANGUAGES, lengths, select, zoneField } from "../core/form.js";
import { KIND_GROUPS } from "../core/kinds.js";
import { language, setLanguage, t } from "../core/words.js";

const STEPS = ["name", "place", "work", "goals"];
const DRAFT = "avanochi.onboarding";

/** Which step asks for a value: one that was skipped sends none but the language, in which notifications are written. */
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
    const share = `${(100 * (step + 1)) / STEPS.length}%`;
    const isLast = step === STEPS.length - 1;
    const plain = { type: "button", class: "plain", disabled: this.isBusy };
    return h(
      "main.onboarding",
      h(
        "div.card",
        form(
          () => this.#next(),
          { key: name },
          h("p.soft", t("onboarding.step", { step: step + 1, of: STEPS.length })),
          h("span.bar", { "aria-hidden": "true" }, h("span", { css: { "--share": share } })),
          h("h1", { tabindex: -1 }, t(`onboarding.${name}.title`)),
          h("p", t(`onboarding.${name}.text`)),
          this.#fields(name),
          fault(this.errors.form),
          h(
            "div.buttons.steps",
            step > 0 && h("button", { ...plain, disabled: false, onclick: () => this.#go(step - 1) }, icon("left"), t("onboarding.back")),
            h("button", { ...plain, onclick: () => this.#skipStep() }, t("onboarding.skip-step")),
            h("button.primary", { disabled: this.isBusy }, t(isLast ? "onboarding.finish" : "onboarding.next")),
          ),
        ),
      ),
      h(
        "button",
        { ...plain, class: "plain skip-all", onclick: () => this.#finish() },
        t(step ? "onboarding.skip-rest" : "onboarding.skip-all"),
      ),
    );
  }

  /** @param {string} step */
  #fields(step) {
    const { draft, errors } = this;
    const wrong = (/** @type {string} */ name) => errors[name] && h("p.error", errors[name]);
    const time = { type: "time", required: true };
    if (step === "name") {
      return [
        h("img.face", { src: "../companion/face.svg", alt: t("onboarding.name.egg"), width: 240, height: 240 }),
        this.#input("name", { maxlength: 64, required: true, autocomplete: "off", dir: "auto" }),
      ];
    }
    if (step === "place") {
      const choose = (/** @type {any} */ { target }) => (this.#keep("language", target.value), setLanguage(target.value));
      return [zoneField(this.#bound("timezone")), select({ ...this.#bound("language"), options: LANGUAGES, onchange: choose })];
    }
    if (step === "work") {
      return [
        group(
          t("onboarding.work_days"),
          dayBoxes("day", draft.work_days, (days) => this.#keep("work_days", days)),
          wrong("work_days"),
        ),
        this.#length("workday_limit_minutes", 120, 720, 30),
        this.#input("clock_out_time", { type: "time", hint: t("onboarding.clock_out_time.hint") }),
        group(t("onboarding.lunch"), h("div.pair", this.#input("lunch_from", time), this.#input("lunch_to", time))),
        wrong("lunch_window"),
      ];
    }
    const kinds = Object.keys(KIND_GROUPS).map((name) =>
      check({
        id: `kinds-${name}`,
        label: t(`onboarding.kinds.${name}`),
        checked: draft.kinds[name],
        onchange: (isOn) => this.#keep("kinds", { ...draft.kinds, [name]: isOn }),
      }));
    return [
      this.#input("hydration_goal_ml", { type: "number", min: 250, max: 20000, step: 50, required: true, inputmode: "numeric" }),
      this.#length("focus_goal_minutes", 30, 480, 30),
      this.#length("rest_after_minutes", 25, 120, 5),
      group(t("onboarding.kinds"), h("p.hint", t("onboarding.kinds.hint")), kinds),
    ];
  }

  /** Attributes of the control for a value. @param {string} name */
  #bound(name) {
    const oninput = (/** @type {any} */ { target }) => this.#keep(name, target.value);
    return { id: name, label: t(`onboarding.${name}`), value: this.draft[name], error: this.errors[name], oninput };
  }

  /** @param {string} name @param {Record<string, any>} attributes */
  #input(name, attributes) {
    return input({ ...this.#bound(name), ...attributes });
  }

  /** @param {string} name @param {number} from @param {number} to @param {number} step minutes */
  #length(name, from, to, step) {
    const oninput = (/** @type {any} */ { target }) => this.#keep(name, Number(target.value));
    return select({ ...this.#bound(name), options: lengths(from, to, step, this.draft[name]), oninput });
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
    this.focusOn("h1");
  }

  #skipStep() {
    const { step, given } = this.draft;
    this.draft.given = given.filter((/** @type {string} */ each) => each !== STEPS[step]);
    this.#leave();
  }

  #next() {
    if (this.isBusy) return;
    const { draft } = this;
    const name = STEPS[draft.step];
    this.errors = faults(name, draft);
    if (Object.keys(this.errors).length) return this.focusOn("[aria-invalid]");
    draft.given = [...new Set([...draft.given, name])];
    this.#leave();
  }

  /** Go to the next step, or Home after the last one. */
  #leave() {
    if (this.draft.step === STEPS.length - 1) this.#finish();
    else this.#go(this.draft.step + 1);
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
      return this.focusOn("[aria-invalid]");
    }
    sessionStorage.removeItem(DRAFT);
    history.replaceState(null, "", "#home");
    await changed();
    dispatchEvent(new HashChangeEvent("hashchange"));
    scrollTo(0, 0);
    requestAnimationFrame(() => findTitle()?.focus());
    say(t("onboarding.done", { name: day.value.companion.name }));
  }
}

/** @param {string} step @returns {string[]} */
function fieldsOf(step) {
  const others = { name: ["name"], place: ["timezone"] };
  return [PREFERENCES, others].flatMap((names) => /** @type {Record<string, string[]>} */ (names)[step] ?? []);
}

/** What is wrong with the values of a step, by field. @param {string} step @param {any} draft @returns {Record<string, string>} */
function faults(step, { name, timezone, work_days: days, lunch_from: from, lunch_to: to, hydration_goal_ml: water }) {
  const goal = Number(water);
  if (step === "name" && !name.trim()) return { name: t("onboarding.name.missing") };
  if (step === "place" && !isZone(timezone)) return { timezone: t("zone.unknown") };
  if (step === "work" && !days.length) return { work_days: t("onboarding.work_days.missing") };
  if (step === "work" && (!from || !to || from === to)) return { lunch_to: t("onboarding.lunch.wrong") };
  const isGoal = Number.isInteger(goal) && goal >= 1 && goal <= 20_000;
  return step === "goals" && !isGoal ? { hydration_goal_ml: t("onboarding.hydration_goal_ml.wrong") } : {};
}

/** Save the language, and the values of the steps that were not skipped; the last request ends the first steps. @param {any} draft */
async function save(draft) {
  const has = (/** @type {string} */ step) => draft.given.includes(step);
  const { user, companion } = day.value;
  if (has("name") && draft.name.trim() !== companion.name) {
    const headers = { "Idempotency-Key": `onboarding-${now()}` };
    await request("POST", "companion/name", { body: { name: draft.name }, headers });
  }
  if (has("place") && draft.timezone !== user.timezone) await request("PATCH", "users/profile", { body: { timezone: draft.timezone } });
  if (has("goals")) {
    const kinds = Object.entries(KIND_GROUPS).flatMap(([name, list]) => list.map((kind) => [kind, draft.kinds[name]]));
    await request("PUT", "notifications/preferences", { body: { kinds: Object.fromEntries(kinds) } });
  }
  const values = {
    ...draft,
    clock_out_time: draft.clock_out_time || null,
    lunch_window: `${draft.lunch_from}-${draft.lunch_to}`,
    hydration_goal_ml: Number(draft.hydration_goal_ml),
  };
  const names = Object.entries(PREFERENCES).flatMap(([step, list]) => (has(step) ? list : []));
  const preferences = { ...Object.fromEntries(names.map((name) => [name, values[name]])), language: language.value };
  await request("PUT", "users/onboarding/complete", { body: { preferences } });
}

define("onboarding-screen", OnboardingScreen);
