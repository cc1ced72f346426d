/** The companion: its face, its sentence, its meters with their reasons, care with one tap, and its ideas. */

import { now, request, session } from "../core/api.js";
import { act, day, doing } from "../core/day.js";
import { define, h, icon, policy, render, View } from "../core/dom.js";
import { minutesText, number, t, time } from "../core/words.js";

const WATER_ML = 250;
const REST_MINUTES = 10;
const METERS = ["energy", "fullness", "hydration"];

const KEPT = "avanochi.face"; // in localStorage, for the next start without the server

/** The face as the API draws it, inside the page so that its parts move. */
class Face extends View {
  /** @type {SVGElement | null} */
  drawing = null;
  look = "";

  get stores() {
    return [day];
  }

  view() {
    if (day.value) this.#draw(day.value.companion);
    return this.drawing;
  }

  /** Ask for the drawing again when it must look different. @param {any} companion */
  async #draw(companion) {
    const look = ["stage", "mood", "name", ...METERS].map((name) => companion[name]).join();
    if (look === this.look) return;
    this.look = look;
    const user = session.value;
    const { data } = await request("GET", "companion/face.svg?style=none", { as: "text" }).catch(() => ({ data: "" }));
    if (look !== this.look || user !== session.value) return;
    if (data) localStorage.setItem(KEPT, data);
    else this.look = ""; // the next change of the day tries again
    const drawn = data || (!this.drawing && localStorage.getItem(KEPT));
    if (!drawn) return;
    this.drawing = parseDrawing(drawn);
    this.update();
  }
}

/** @param {string} svg @returns {any} */
function parseDrawing(svg) {
  const trusted = policy?.createHTML(svg) ?? svg;
  const drawing = new DOMParser().parseFromString(trusted, "image/svg+xml").documentElement;
  // The API draws none, but a browser would load and run a script of this host.
  for (const each of drawing.querySelectorAll("script, foreignObject")) each.remove();
  return document.importNode(drawing, true);
}

class CompanionCard extends View {
  isExplained = false;
  reaction = 0; // how often it was touched

  get stores() {
    return [day];
  }

  connected() {
    const earn = (/** @type {any} */ event) => this.#celebrate(event.detail);
    document.addEventListener("avanochi-earned", earn);
    const stop = this.tick(30); // the countdown
    return () => (stop(), document.removeEventListener("avanochi-earned", earn));
  }

  view() {
    const { companion, health } = day.value;
    return h(
      "section.companion",
      { "aria-label": companion.name },
      h(
        "button.stage",
        { "aria-label": t("companion.touch", { name: companion.name }), onclick: () => this.#touch() },
        h("companion-face"),
      ),
      h(
        "div.about",
        h(
          "p.identity",
          h("strong", companion.name),
          h("span.pill", t("companion.level", { level: companion.level })),
          h("span.soft", t("companion.to-next", { count: companion.xp_to_next })),
        ),
        h("p.says", { "aria-live": "polite" }, this.#sentence(companion)),
        h("div.meters", METERS.map((name) => this.#meter(name, companion[name]))),
        this.isExplained && h("ul", { id: "reasons", class: "reasons" }, companion.reasons.map((/** @type {string} */ each) => h("li", each))),
        showNeed(companion.next_need),
        care(health),
        showSuggestions(day.value.recommendations),
      ),
    );
  }

  /** @param {string} name @param {number} value */
  #meter(name, value) {
    const label = t(`meter.${name}`);
    return h(
      "button",
      {
        class: `meter ${name}`,
        "aria-expanded": String(this.isExplained),
        "aria-controls": "reasons",
        "aria-label": `${t("meter.label", { name: label, count: value })}. ${t("meter.why")}`,
        onclick: () => {
          this.isExplained = !this.isExplained;
          this.update();
        },
      },
      h("span.name", label),
      h("span.value", number(value)),
      h("span.bar", h("span", { css: { "--share": `${value}%` } })),
    );
  }

  /** What it says; when it is touched, also why it feels as it does. @param {any} companion */
  #sentence(companion) {
    const sentences = [companion.message, ...companion.reasons];
    return sentences[this.reaction % sentences.length];
  }

  #touch() {
    this.reaction += 1;
    this.#play("touched");
    this.update();
  }

  /** Let what was earned fly to the companion. @param {{earned: any, from: Element | null}} detail */
  #celebrate({ earned, from }) {
    this.#play(earned.level ? "grown" : "glad");
    const stage = this.querySelector(".stage");
    if (!from || !stage || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const [start, end] = [from.getBoundingClientRect(), stage.getBoundingClientRect()];
    const star = document.createElement("span");
    render(star, icon("star"));
    star.className = "flying";
    document.body.append(star);
    const x = end.x + end.width / 2 - start.x;
    const y = end.y + end.height / 2 - start.y;
    star.style.left = `${start.x}px`;
    star.style.top = `${start.y}px`;
    const steps = [
      { transform: "none", opacity: 1 },
      { transform: `translate(${x / 2}px, ${y / 2 - 80}px) scale(1.6)`, opacity: 1 },
      { transform: `translate(${x}px, ${y}px) scale(0.6)`, opacity: 0.2 },
    ];
    star.animate(steps, { duration: 900, easing: "ease-in-out" }).onfinish = () => star.remove();
  }

  /** @param {string} name a class with an animation */
  #play(name) {
    const stage = this.querySelector(".stage");
    stage?.classList.remove("touched", "glad", "grown");
    requestAnimationFrame(() => stage?.classList.add(name));
  }
}

/** @param {{kind: string, at: string} | null} need */
function showNeed(need) {
  if (!need) return h("p.need", t("need.none"));
  const minutes = (Date.parse(need.at) - now()) / 60_000;
  const name = t(`need.${need.kind}`);
  if (minutes < 1) return h("p.need.due", t("need.now", { need: name }));
  const text = minutes < 240 ? t("need.in", { need: name, time: minutesText(minutes) }) : `${name} · ${time(need.at)}`;
  return h("p.need", text);
}

/** @param {any} health */
function care(health) {
  const hour = Number(time(now()).slice(0, 2));
  const kind = hour < 11 ? "breakfast" : hour < 16 ? "lunch" : hour < 18 ? "snack" : "dinner";
  const { total_ml: total, goal_ml: goal } = health.hydration;
  return h(
    "div.care",
    { role: "group", "aria-label": t("care.title") },
    careButton("water", t("care.water", { amount: WATER_ML }), "health/hydration", { amount_ml: WATER_ML }, "drink", t("care.water.done", { amount: WATER_ML })),
    careButton("meal", t(`care.meal.${kind}`), "health/meals", { kind }, "meal", t(`care.meal.${kind}`)),
    careButton("rest", t("care.rest", { minutes: REST_MINUTES }), "health/rests", { minutes: REST_MINUTES }, "rest", t("care.rest.done", { minutes: REST_MINUTES })),
    h("p.soft", t("care.progress", { total, goal })),
  );
}

/** @param {string} picture @param {string} label @param {string} path @param {object} body @param {string} event @param {string} done */
function careButton(picture, label, path, body, event, done) {
  return h("button", { class: `soft-button ${picture}`, onclick: doing(path, done, event, { body }) }, icon(picture), label);
}

/** What it suggests: the first idea, and the others behind a tap. @param {any[]} ideas */
function showSuggestions([first, ...others]) {
  if (!first) return null;
  return h(
    "div.advice",
    h("ul", showAdvice(first)),
    others.length > 0 &&
      h("details", h("summary", t("advice.more", { count: others.length })), h("ul", others.map(showAdvice))),
  );
}

/** The screens on which a kind of recommendation is carried out, instead of by its action. */
const SCREEN_OF = { celebrate: "insights", lighter_day: "insights", shutdown: "shutdown" };

/** A recommendation, with its action as a button. @param {any} advice */
function showAdvice({ id, kind, title, text, because, action }) {
  const feedback = `assistant/recommendations/${encodeURIComponent(id)}/feedback`;
  const answer = (/** @type {string} */ verdict) => act({ method: "POST", path: feedback, body: { verdict } });
  return h(
    "li",
    { key: id },
    h("h2", title),
    h("p", text),
    because.length > 0 &&
      h("details", h("summary", t("advice.why")), h("ul", because.map((/** @type {string} */ each) => h("li", each)))),
    h(
      "div.buttons",
      action && h("button.primary.small", { onclick: () => follow(kind, action, answer) }, action.label),
      h("button.plain.small", { onclick: () => answer("not_now") }, t("advice.not-now")),
    ),
  );
}

/** Send an action unchanged, or open its screen, and say that it was taken. */
/** @param {keyof typeof SCREEN_OF} kind @param {any} action @param {(verdict: string) => unknown} answer */
async function follow(kind, { method, path, body }, answer) {
  if (SCREEN_OF[kind]) location.hash = SCREEN_OF[kind];
  else if (!(await act({ method, path: path.replace(/^\/api\//, ""), body }))) return;
  await answer("done");
}

define("companion-face", Face);
define("companion-card", CompanionCard);
