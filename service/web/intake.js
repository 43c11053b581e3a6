// @ts-check
// What came in from this browser and what became of it, kept so that closing a box loses no report.

/** @typedef {{name: string, at: string, told: string, failed: boolean, articles: string[]}} Entry */

const NAME = "assay.intake";
const MOST = 100;

/** The latest first. @returns {Entry[]} */
export function entries() {
  try {
    const list = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // forbidden, or written by something else
  }
}

/** @param {Entry} entry */
export function note(entry) {
  write([entry, ...entries()].slice(0, MOST));
}

export function forgetAll() {
  write([]);
}

/** @param {Entry[]} list */
function write(list) {
  try {
    localStorage.setItem(NAME, JSON.stringify(list));
  } catch {
    // nothing may be kept here: then the report ends with the box
  }
}
