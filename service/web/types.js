// @ts-check
// The types of what the service says, for checking only: no module loads this one.

/**
 * @typedef {{number: number, id: string, article_id: string, version: number, title: string,
 *   outlet: string | null, published: string | null, url: string | null,
 *   start: number, end: number, text: string}} Passage
 * @typedef {{number: number, article_id: string, version: number, start: number, end: number, quote: string, page?: number | null, heading?: string | null}} Citation
 * @typedef {"supported" | "unverified" | "contradicted" | "uncited"} Verdict
 * @typedef {{text: string, verdict: Verdict, reasons: string[], citations: Citation[]}} Claim
 * @typedef {{mark: string, message: string}} CitationError
 * @typedef {{published_from?: string | null, published_to?: string | null, outlets?: string[], languages?: string[]}} Filters
 * @typedef {{id?: string, question?: string, text?: string, kept?: boolean,
 *   status?: "answered" | "partial" | "not_in_articles" | "failed", rewritten_question?: string | null,
 *   claims: Claim[], withheld: Claim[], passages: Passage[], citation_errors?: CitationError[],
 *   sources?: { articles: number, independent: number }, missing?: string | null, degraded_reason?: string | null,
 *   made_with?: {writer: "quoting" | "model", model: string | null}, timings_ms?: {total: number}}} Answer
 *   Only a finished answer has a status; before that it holds what has arrived.
 * @typedef {Answer & {id: string, question: string, asked_at: string, filters: Filters,
 *   history: import("./conversation.js").Said[]}} Receipt
 * @typedef {{id: string, title: string, outlet: string | null, published: string | null, url: string | null,
 *   version: number, cluster: string | null}} Summary
 * @typedef {Summary & {text: string, raw: string, language: string | null, edits: import("./repairs.js").Edit[]}} Article
 * @typedef {{name: string, articles: number}} Tally
 * @typedef {{articles: number, pending: number, published_from: string | null, published_to: string | null,
 *   outlets: Tally[], languages: Tally[], examples: string[], kinds: string[]}} Collection
 * @typedef {{title?: string, detail?: string, hint?: string, status?: number}} ProblemFields
 */

export {};
