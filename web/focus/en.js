/** The texts of focus, in English. */

export default {
  "focus.heading": "Focus",
  "focus.how-long": "How long?",
  "focus.on-what": "On what?",
  "focus.no-task": "Nothing in particular",
  "focus.begin": "Focus for {time}",
  "focus.take-break": "Take a break",
  "focus.break-text": "Stand up, look into the distance, breathe. Your focus waits for you.",
  "focus.pause": "Pause",
  "focus.resume": "Resume",
  "focus.paused": "Paused",
  "focus.resumed": "Focus goes on",
  "focus.time-over": "The time is over. Finish when it suits you.",
  "focus.sound": "A soft chime at the end",
};
