// @ts-check
// What the service says, and how it says that something went wrong.

/**
 * @typedef {{number: number, id: string, article_id: string, version: number, title: string,
 *   outlet: string | null, published: string | null, url: string | null,
 *   start: number, end: number, text: string}} Passage
 * @typedef {{number: number, article_id: string, version: number, start: number, end: number, quote: string}} Citation
 * @typedef {"supported" | "unverified" | "contradicted" | "uncited"} Verdict
 * @typedef {{text: string, verdict: Verdict, reasons: string[], citations: Citation[]}} Claim
 * @typedef {{mark: string, message: string}} CitationError
 * @typedef {{status?: "answered" | "partial" | "not_in_articles" | "failed", rewritten_question?: string | null,
 *   claims: Claim[], withheld: Claim[], passages: Passage[], citation_errors?: CitationError[],
 *   sources?: { articles: number, independent: number }, missing?: string | null, degraded_reason?: string | null,
 *   made_with?: {writer: "quoting" | "model", model: string | null}, timings_ms?: {total: number}}} Answer
 *   Only a finished answer has a status; before that it holds what has arrived.
 * @typedef {{id: string, title: string, outlet: string | null, published: string | null, url: string | null,
 *   version: number, text: string}} Article
 * @typedef {{title?: string, detail?: string, hint?: string}} ProblemFields
 */

/** Anything that keeps an answer or an article from being shown, in words for the reader. */
export class Problem extends Error {
  /** @param {ProblemFields} fields */
  constructor({ title, detail, hint }) {
    super(title || "Something went wrong");
    this.title = this.message;
    this.detail = detail ?? "";
    this.hint = hint ?? "";
  }
}

export const UNREACHABLE = new Problem({
  title: "Assay can’t be reached",
  detail: "No connection to the service came about.",
  hint: "Look whether it is running, then ask again.",
});

/**
 * A reply that is not an error; everything else is thrown as a Problem.
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function request(path, options) {
  const reply = await fetch(path, options).catch((cause) => {
    throw cause.name === "AbortError" ? cause : UNREACHABLE;
  });
  if (reply.ok) return reply;
  throw new Problem(await problemFields(reply));
}

/** @param {Response} reply @returns {Promise<ProblemFields>} */
async function problemFields(reply) {
  const plain = { title: `The service answered ${reply.status} ${reply.statusText}`.trim() };
  // A proxy in between may answer with anything at all.
  const body = await reply.json().catch(() => null);
  return { ...plain, ...body };
}

/** @param {string} id @param {number} version @param {AbortSignal} signal @returns {Promise<Article>} */
export async function getArticle(id, version, signal) {
  const reply = await request(`/v1/articles/${encodeURIComponent(id)}?version=${version}`, { signal });
  return reply.json();
}

/** How many articles there are. @returns {Promise<number>} */
export async function countArticles() {
  const { total, articles } = await (await request("/v1/articles?limit=1")).json();
  return total ?? articles.length;
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
