"use strict";

/** Return an error response as Azure's: a status, a code and a message. */
function errorResponse(status, code, message, headers = {}) {
  return { status, body: { code, message }, headers };
}

function badRequest(message) {
  return errorResponse(400, "BadRequest", message);
}

function notFound() {
  return errorResponse(404, "NotFound", "Entity with the specified id does not exist in the system.");
}

function conflict() {
  return errorResponse(409, "Conflict", "Entity with the specified id already exists in the system.");
}

function preconditionFailed() {
  return errorResponse(412, "PreconditionFailed", "One of the specified pre-condition is not met.");
}

function tooLarge() {
  return errorResponse(413, "RequestEntityTooLarge", "Request size is too large.");
}

module.exports = { badRequest, conflict, errorResponse, notFound, preconditionFailed, tooLarge };
