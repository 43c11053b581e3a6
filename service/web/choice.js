// @ts-check
// How a question is limited: what a reader chose, kept for this tab.
import { forTab } from "./storage.js";
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
  forTab.put(NAME, JSON.stringify(store.now().chosen));
}

/** What was chosen before the page was loaded anew. */
export function chooseAgain() {
  try {
    choose(JSON.parse(forTab.get(NAME) || "{}"));
  } catch {
    // written by something else
  }
}
