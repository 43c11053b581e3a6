// @ts-check
// What the service says, and how it says that something went wrong.
import { store } from "./store.js";

/** @typedef {import("./types.js").ProblemFields} ProblemFields */

/** Anything that keeps an answer or an article from being shown, in words for the reader. */
export class Problem extends Error {
  /** @param {ProblemFields} fields */
  constructor({ title, detail, hint, status }) {
    super(title || "Something went wrong");
    this.title = this.message;
    this.detail = detail ?? "";
    // What names settings is for whoever runs the service, not for readers.
    this.hint = (hint ?? "").split(/(?<=[.!?])\s+/u).filter((sentence) => !sentence.includes("ASSAY_")).join(" ");
    this.status = status ?? 0;
  }

  toString() {
    return [/[.?!]$/u.test(this.title) ? this.title : `${this.title}.`, this.detail, this.hint].filter(Boolean).join(" ");
  }
}

export const UNREACHABLE = new Problem({
  title: "Assay can’t be reached",
  hint: "Check the connection, and that the service is running. Then try again.",
});

/**
 * A reply that is not an error; everything else is thrown as a Problem. Where the service wants a
 * key, the reader is asked for it; the cookie that they then have goes along by itself.
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function request(path, options = {}) {
  const before = store.now().signedIn;
  const reply = await fetch(path, options).catch((cause) => {
    throw cause.name === "AbortError" ? cause : UNREACHABLE;
  });
  if (reply.ok) return reply;
  const problem = new Problem(await problemFields(reply));
  if (reply.status !== 401 || !globalThis.document) throw problem;
  // Another request may have had somebody sign in meanwhile.
  if (store.now().signedIn === before && !(await (await import("./key.js")).signIn())) throw problem;
  return request(path, options);
}

/** Why a reply is none. @param {Response} reply @returns {Promise<ProblemFields>} */
export async function problemFields(reply) {
  const plain = { title: `The service answered ${reply.status} ${reply.statusText}`.trim(), status: reply.status };
  // A proxy in between may answer with anything at all.
  const body = await reply.json().catch(() => null);
  return { ...plain, ...body };
}

/** @param {string} path @param {AbortSignal} [signal] */
async function get(path, signal) {
  return (await request(path, { signal })).json();
}

/** @param {string} id @param {number | null} version null for the one that is found @param {AbortSignal} signal @returns {Promise<import("./types.js").Article>} */
export function getArticle(id, version, signal) {
  return get(`/v1/articles/${encodeURIComponent(id)}${version ? `?version=${version}` : ""}`, signal);
}

/** @param {URLSearchParams} query @param {AbortSignal} signal
 * @returns {Promise<{articles: import("./types.js").Listed[], next: string | null, nearest: boolean, at_least: boolean, counts: import("./types.js").ListCounts | null}>} */
export function getArticles(query, signal) {
  return get(`/v1/articles?${query}`, signal);
}

/** @param {string} id @param {Record<string, string | null>} fields @returns {Promise<import("./types.js").Article>} */
export async function correctArticle(id, fields) {
  const options = { method: "PATCH", headers: { "content-type": "application/json" }, body: JSON.stringify(fields) };
  return (await request(`/v1/articles/${encodeURIComponent(id)}`, options)).json();
}

/** Also while the page is being left. @param {string} id */
export function removeArticle(id) {
  return request(`/v1/articles/${encodeURIComponent(id)}`, { method: "DELETE", keepalive: true });
}

/** @param {string} id @param {AbortSignal} signal @returns {Promise<{articles: import("./types.js").Summary[]}>} */
export function getCopies(id, signal) {
  return get(`/v1/articles/${encodeURIComponent(id)}/copies`, signal);
}

/** An answer as it was given. @param {string} id @param {boolean} history with what was asked before it @returns {Promise<import("./types.js").Receipt>} */
export function getReceipt(id, history) {
  return get(`/v1/answers/${encodeURIComponent(id)}${history ? "" : "?history=false"}`);
}

/** Answers by id, in one reply; those that are gone are missing. @param {string[]} ids @returns {Promise<Map<string, import("./types.js").Receipt>>} */
export async function getReceipts(ids) {
  const query = new URLSearchParams(ids.map((id) => ["id", id]));
  const { answers } = ids.length ? await get(`/v1/answers?${query}`) : { answers: [] };
  return new Map(answers.map((/** @type {import("./types.js").Receipt} */ answer) => [answer.id, answer]));
}

/** The id under which an answer can be had without what was asked before it. @param {string} id @returns {Promise<string>} */
export async function shareAnswer(id) {
  return (await (await request(`/v1/answers/${encodeURIComponent(id)}/shared`, { method: "POST" })).json()).id;
}

/** What else the passages of an answer hold. @param {string} id @returns {Promise<import("./types.js").Overview>} */
export function getOverview(id) {
  return get(`/v1/answers/${encodeURIComponent(id)}/overview`);
}

/** What there is to ask about. @returns {Promise<import("./types.js").Collection>} */
export function getCollection() {
  return get("/v1/collection");
}

/** Who asks; without a name where the service has no keys. @returns {Promise<{name: string | null, scopes: string[], signed_in: boolean}>} */
export function getSession() {
  return get("/v1/session");
}

export function signOut() {
  return request("/v1/session", { method: "DELETE" });
}

/** What the service still waits for; null once it is ready. @returns {Promise<Problem | null>} */
export async function whatIsMissing() {
  try {
    await request("/readyz");
    return null;
  } catch (problem) {
    return /** @type {Problem} */ (problem);
  }
}
