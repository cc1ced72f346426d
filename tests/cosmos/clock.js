"use strict";

/* The server's clock: the real time, unless a test has stopped it. */

let stoppedAt;

function now() {
  return stoppedAt ?? Date.now();
}

/** Stop the clock at a time in milliseconds, or start it again if there is none. */
function stopAt(time) {
  stoppedAt = time ?? undefined;
}

module.exports = { now, stopAt };
