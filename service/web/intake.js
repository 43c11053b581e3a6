// @ts-check
// What goes in from this browser and what becomes of it, kept so that no way of leaving loses a report.
import { forBrowser } from "./storage.js";

/** @typedef {"file" | "address" | "text"} Kind */
/** `at` says when it was taken, and tells entries apart. @typedef {{name: string, kind: Kind, at: string, told: string, failed: boolean, articles: string[]}} Entry */

const NAME = "assay.intake";
const MOST = 1000;

/** The latest first. @returns {Entry[]} */
export function entries() {
  try {
    const list = JSON.parse(forBrowser.get(NAME) || "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // written by something else
  }
}

/** In place of what was noted of the same before. @param {Entry[]} news */
export function note(...news) {
  const all = new Map([...entries(), ...news].map((entry) => [entry.at, entry]));
  const sorted = [...all.values()].sort((one, other) => (one.at < other.at ? 1 : -1));
  forBrowser.put(NAME, JSON.stringify(sorted.slice(0, MOST)));
}

export function forgetAll() {
  forBrowser.put(NAME, "");
}
