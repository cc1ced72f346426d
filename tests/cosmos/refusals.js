"use strict";

/** An answer that says no, as Azure words it: a status, a code and a message. */
function refuse(status, code, message, headers = {}) {
  return { status, body: { code, message }, headers };
}

function badRequest(message) {
  return refuse(400, "BadRequest", message);
}

function notFound() {
  return refuse(404, "NotFound", "Entity with the specified id does not exist in the system.");
}

function conflict() {
  return refuse(409, "Conflict", "Entity with the specified id already exists in the system.");
}

function preconditionFailed() {
  return refuse(412, "PreconditionFailed", "One of the specified pre-condition is not met.");
}

function tooLarge() {
  return refuse(413, "RequestEntityTooLarge", "Request size is too large.");
}

module.exports = { badRequest, conflict, notFound, preconditionFailed, refuse, tooLarge };
