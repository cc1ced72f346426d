/** Saving a file that the page has made. */

/** @param {string} text @param {string} type @param {string} download the name of the file */
export function saveFile(text, type, download) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href, download }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
