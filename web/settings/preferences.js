/** Work days and hours, and goals. */

import { define, h } from "../core/dom.js";
import { dayBoxes, fault, group, input, lengths, select } from "../core/form.js";
import { formatter, language, t } from "../core/words.js";
import { FormCard, isSame, savePreferences, user } from "./cards.js";

/** The countries whose public holidays the API knows. */
const COUNTRIES =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(" ");

/** What the API takes where nothing is stored. @type {Record<string, any>} */
const DEFAULTS = {
  work_days: [1, 2, 3, 4, 5],
  workday_limit_minutes: 510,
  clock_out_time: "",
  country: "",
  lunch_window: "12:00-14:30",
  hydration_goal_ml: 2000,
  focus_goal_minutes: 480,
  focus_minutes: 25,
  break_minutes: 5,
  rest_after_minutes: 55,
};

const GOALS = ["hydration_goal_ml", "focus_goal_minutes", "focus_minutes", "break_minutes", "rest_after_minutes", "lunch_window"];

/** @param {string[]} names */
function stored(names) {
  return Object.fromEntries(names.map((name) => [name, user().preferences[name] ?? DEFAULTS[name]]));
}

/** A card whose fields are preferences. */
class PreferenceCard extends FormCard {
  /** @param {string} name @param {number} from @param {number} to @param {number} step minutes */
  lengthField(name, from, to, step) {
    const onchange = (/** @type {any} */ { target }) => this.keep(name, Number(target.value));
    return select({ ...this.bound(name), oninput: null, onchange, options: lengths(from, to, step, this.draft[name]) });
  }

  /** Save what differs from what is stored; an empty value means the API's default. @param {any} draft */
  save(draft) {
    const names = Object.keys(draft).filter((name) => !isSame(draft[name], this.base[name]));
    return savePreferences(Object.fromEntries(names.map((name) => [name, draft[name] === "" ? null : draft[name]])));
  }
}

class WorkSettings extends PreferenceCard {
  read() {
    return stored(["work_days", "workday_limit_minutes", "clock_out_time", "country"]);
  }

  fields() {
    const names = formatter(Intl.DisplayNames, { type: "region" });
    const countries = COUNTRIES.map((code) => /** @type {[string, string]} */ ([code, names.of(code) ?? code]));
    countries.sort((one, other) => one[1].localeCompare(other[1], language.value));
    const { work_days: wrong } = this.errors;
    return [
      group(
        t("settings.work_days"),
        h("p.hint", t("settings.work_days.hint")),
        dayBoxes("work-day", this.draft.work_days, (days) => this.keep("work_days", days)),
        wrong && fault(wrong),
      ),
      this.lengthField("workday_limit_minutes", 120, 720, 30),
      input({ ...this.bound("clock_out_time"), type: "time", hint: t("settings.clock_out_time.hint") }),
      select({ ...this.bound("country"), options: [["", t("settings.country.none")], ...countries], hint: t("settings.country.hint") }),
    ];
  }

  /** @param {any} draft @returns {Record<string, string>} */
  faults({ work_days: days }) {
    return days.length ? {} : { work_days: t("settings.work_days.missing") };
  }
}

class GoalSettings extends PreferenceCard {
  read() {
    const { lunch_window: lunch, ...rest } = stored(GOALS);
    const [from, to] = typeof lunch === "string" ? lunch.split("-") : [lunch.from, lunch.to];
    return { ...rest, lunch_from: from.trim(), lunch_to: to.trim() };
  }

  fields() {
    return [
      input({
        ...this.bound("hydration_goal_ml"),
        type: "number",
        min: 1,
        max: 20000,
        required: true,
        inputmode: "numeric",
        oninput: ({ target }) => this.keep("hydration_goal_ml", target.value && Number(target.value)),
      }),
      this.lengthField("focus_goal_minutes", 30, 480, 30),
      h("div.pair", this.lengthField("focus_minutes", 10, 90, 5), this.lengthField("break_minutes", 5, 30, 5)),
      this.lengthField("rest_after_minutes", 25, 120, 5),
      group(t("settings.lunch"), this.times("lunch_from", "lunch_to")),
    ];
  }

  /** @param {any} draft @returns {Record<string, string>} */
  faults({ lunch_from: from, lunch_to: to }) {
    return from === to ? { lunch_to: t("settings.lunch.wrong") } : {};
  }

  /** @param {any} draft */
  save({ lunch_from: from, lunch_to: to, ...rest }) {
    const isMoved = from !== this.base.lunch_from || to !== this.base.lunch_to;
    return super.save({ ...rest, ...(isMoved ? { lunch_window: `${from}-${to}` } : {}) });
  }
}

define("work-settings", WorkSettings);
define("goals-settings", GoalSettings);
