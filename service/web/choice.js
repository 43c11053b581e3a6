// @ts-check
// How a question is limited: what a reader chose, kept for this tab.
import { store } from "./store.js";

/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {Required<Filters> & {strict: boolean}} Chosen */

const NAME = "assay.filters";

/** What goes out with a question; empty where nothing is chosen. @param {Chosen} chosen @returns {Filters} */
export function filtersOf({ strict, undated, ...filters }) {
  const given = Object.entries(filters).filter(([, value]) => value?.length);
  const dated = filters.published_from || filters.published_to || filters.as_of;
  return structuredClone(Object.fromEntries([...given, ...(undated && dated ? [["undated", true]] : [])]));
}

/** @param {Partial<Chosen>} news */
export function choose(news) {
  store.put({ chosen: { ...store.now().chosen, ...news } });
  try {
    sessionStorage.setItem(NAME, JSON.stringify(store.now().chosen));
  } catch {
    // nothing may be kept here: then a reload forgets it
  }
}

/** What was chosen before the page was loaded anew. */
export function chooseAgain() {
  try {
    choose(JSON.parse(sessionStorage.getItem(NAME) ?? "{}"));
  } catch {
    // forbidden, or written by something else
  }
}
