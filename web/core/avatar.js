/** Avatars: one of the drawings of the page, or the initials of a name. */

import { h, icon } from "./dom.js";

/** The names of the drawings; the avatar of a profile is `/avatars/<name>`. */
export const AVATARS = ["bee", "fern", "fox", "frog", "hedgehog", "kite", "moon", "mushroom", "owl", "pebble", "teapot", "whale"];

/**
 * Describe an avatar; decorative, so that the name belongs beside it.
 *
 * A picture of another host cannot be shown under the page's policy: it would learn who looks at it.
 *
 * @param {string | null} url @param {string} [name] of the person
 */
export function avatarOf(url, name = "") {
  const drawing = url?.match(/^\/avatars\/([a-z]+)(\.\w+)?$/)?.[1] ?? "";
  if (AVATARS.includes(drawing)) return h("img.avatar", { key: "drawing", src: `avatars/${drawing}.svg`, alt: "", width: 40, height: 40 });
  return h("span.avatar", { key: "initials", "aria-hidden": "true" }, initialsOf(name) || icon("person"));
}

/** The first letters of the first and the last word. @param {string} name */
function initialsOf(name) {
  const words = name.split(/[\s._-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0].toLocaleUpperCase()).join("");
}
