/** The kinds of notification: how they are grouped, and the icon and the place of each. */

/** @type {Record<string, string[]>} */
export const KIND_GROUPS = {
  care: ["water", "lunch", "rest", "wind_down"],
  tasks: ["task_reminder", "deadline"],
  evening: ["shutdown_reminder", "session_forgotten"],
  earned: ["achievement", "level", "challenge"],
  ahead: ["weekly_summary", "overload_ahead", "long_day_ahead", "recovery"],
};

/** @type {Record<string, string>} */
export const KIND_ICONS = {
  water: "water",
  lunch: "meal",
  rest: "rest",
  wind_down: "moon",
  task_reminder: "tasks",
  deadline: "calendar",
  shutdown_reminder: "moon",
  session_forgotten: "stop",
  achievement: "star",
  level: "star",
  challenge: "challenges",
  weekly_summary: "insights",
  overload_ahead: "calendar",
  long_day_ahead: "insights",
  recovery: "rest",
  link: "chat",
  security: "person",
};
