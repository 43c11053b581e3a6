// @ts-check
// Which view an address names: the conversation, an answer, the articles or one of them.

/** @typedef {{view: "conversation"} | {view: "answer", id: string} | {view: "articles", id: string | null, cited: Cited | null}} Route */
/** @typedef {{version: number | null, start: number | null, end: number | null}} Cited */

/** @param {string} path @param {string} [query] @returns {Route} */
export function routeOf(path, query = "") {
  const [, place, id = ""] = /^\/(answers|articles)(?:\/([^/]+))?\/?$/u.exec(path) ?? [];
  if (place === "answers" && id) return { view: "answer", id: decodeURIComponent(id) };
  if (place !== "articles") return { view: "conversation" };
  if (!id) return { view: "articles", id: null, cited: null };
  return { view: "articles", id: decodeURIComponent(id), cited: citedOf(new URLSearchParams(query)) };
}

/** The address of an article, or of words in a version of it. @param {string} id @param {{version: number, start: number, end: number}} [cited] */
export function addressOf(id, cited) {
  const path = `/articles/${encodeURIComponent(id)}`;
  return cited ? `${path}?version=${cited.version}&start=${cited.start}&end=${cited.end}` : path;
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
