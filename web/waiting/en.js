/** The texts of what waits to be sent, in English. */

export default {
  "waiting.count": { one: "{count} thing waits to be sent", other: "{count} things wait to be sent" },
  "waiting.decide": "Needs your decision",
  "waiting.change": "A change",
  "waiting.withdraw": "Withdraw",
  "waiting.too-late": "That has been sent already.",
  "waiting.refused": "This could not be done: {why}",
  "waiting.retry": "Try again",
  "waiting.dismiss": "Dismiss",
  "waiting.old": "This has waited for more than a day. Shall it still be sent?",
  "waiting.send": "Send it",
  "waiting.drop": "Drop it",
  "leave.title": "Some of what you did has not been sent",
  "leave.text": {
    one: "{count} thing is only on this device. If you sign out now, it is deleted.",
    other: "{count} things are only on this device. If you sign out now, they are deleted.",
  },
  "leave.stay": "Stay signed in",
  "leave.go": "Delete and sign out",
};
