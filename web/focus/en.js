/** The texts of focus, in English. */

export const prefix = "focus.";

export default {
  "how-long": "How long?",
  "on-what": "On what?",
  "no-task": "Nothing in particular",
  begin: "Focus for {time}",
  "take-break": "Take a break",
  "break-text": "Stand up, look into the distance, breathe. Your focus waits for you.",
  pause: "Pause",
  resume: "Resume",
  paused: "Paused",
  resumed: "Focus goes on",
  "time-over": "The time is over. Finish when it suits you.",
  sound: "A soft chime at the end",
};
