"use strict";

/* What time the server takes it to be: the real time, unless a test has stopped the clock. */

let stoppedAt;

function now() {
  return stoppedAt ?? Date.now();
}

/** Stop the clock at a moment, in milliseconds, or, without one, let it go again. */
function stopAt(moment) {
  stoppedAt = moment ?? undefined;
}

module.exports = { now, stopAt };
