// @ts-check
// Which view an address names: the conversation, an answer, the articles or one of them.
import { store } from "./store.js";

/** `query` tells how articles are listed. @typedef {{view: "conversation"} | {view: "answer", id: string} | {view: "articles", id: null, query: string} | {view: "articles", id: string, cited: Cited}} Route */
/** @typedef {{version: number | null, start: number | null, end: number | null}} Cited */
/** A conversation has no address of its own: it is known by when it began. @typedef {{path: string, at: string}} Place */

/** @param {string} path @param {string} [query] @returns {Route} */
export function routeOf(path, query = "") {
  const [, place, id = ""] = /^\/(answers|articles)(?:\/([^/]+))?\/?$/u.exec(path) ?? [];
  if (place === "answers" && id) return { view: "answer", id: decoded(id) };
  if (place !== "articles") return { view: "conversation" };
  if (!id) return { view: "articles", id: null, query };
  return { view: "articles", id: decoded(id), cited: citedOf(new URLSearchParams(query)) };
}

/** As it is where it was not encoded: then there is nothing of that name. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of an article, of a version of it, or of words in that. @param {string} id @param {{version: number, start?: number, end?: number}} [cited] */
export function addressOf(id, cited) {
  const path = `/articles/${encodeURIComponent(id)}`;
  if (!cited) return path;
  const { version, start, end } = cited;
  return `${path}?version=${version}${end ? `&start=${start}&end=${end}` : ""}`;
}

/** Where the reader is. @returns {Place} */
export function here() {
  return { path: location.pathname + location.search, at: history.state?.at ?? "" };
}

/** To an address, or a conversation. @param {string} path @param {string} [at] */
export function go(path, at = "") {
  const now = here();
  if (path !== now.path || at !== now.at) history.pushState(at ? { at } : null, "", path);
  arrive();
}

/** How articles are listed has changed: the address says so, unless one of them is read. @param {string} list */
export function listAs(list) {
  store.put({ list });
  const { route } = store.now();
  if (route.view !== "articles" || route.id) return;
  history.replaceState(null, "", list);
  arrive();
}

/** Tells where the reader is now; after Back and Forward, too. */
export function arrive() {
  store.put({ route: routeOf(location.pathname, location.search) });
}

/** @param {URLSearchParams} query @returns {Cited} */
function citedOf(query) {
  const [version, start, end] = ["version", "start", "end"].map((name) => {
    const number = query.get(name) ?? "";
    return /^\d{1,9}$/u.test(number) ? Number(number) : null;
  });
  const whole = start !== null && end !== null && start < end;
  return { version: version || null, start: whole ? start : null, end: whole ? end : null };
}
