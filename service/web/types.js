// @ts-check
// The types of what the service says, for checking only: no module loads this one.

/**
 * @typedef {{number: number, id: string, article_id: string, version: number, title: string,
 *   outlet: string | null, published: string | null, url: string | null,
 *   cluster?: string | null, language?: string | null, start: number, end: number, text: string}} Passage
 * @typedef {{number: number, display_number?: number | null, article_id: string, version: number, start: number, end: number,
 *   quote: string, page?: number | null, heading?: string | null, language?: string | null}} Citation
 * @typedef {"supported" | "unverified" | "contradicted" | "uncited"} Verdict
 * @typedef {{text: string, verdict: Verdict, reasons: string[], citations: Citation[], begins?: "paragraph" | "item" | null, drafted_by?: string | null}} Claim
 *   Drafted by a model; by null where it is a quote.
 * @typedef {{mark: string, message: string}} CitationError
 * @typedef {{published_from?: string | null, published_to?: string | null, as_of?: string | null, undated?: boolean, outlets?: string[], languages?: string[], articles?: string[], collections?: string[]}} Filters
 * @typedef {{id?: string, question?: string, text?: string, kept?: boolean,
 *   status?: "answered" | "partial" | "not_in_articles" | "failed", rewritten_question?: string | null, question_language?: string | null, respelled?: {written: string, meant: string}[],
 *   claims: Claim[], withheld: Claim[], passages: Passage[], citation_errors?: CitationError[],
 *   sources?: { articles: number, independent: number }, missing?: string | null, degraded_reason?: string | null,
 *   made_with?: {writer: "quoting" | "model", model: string | null}, timings_ms?: {total: number}}} Answer
 *   Only a finished answer has a status; before that it holds what has arrived.
 * @typedef {{number: number, article_id: string, version: number, start: number, end: number, quote: string}} Excerpt
 * @typedef {{kind: "name" | "figure" | "day", text: string, excerpt: Excerpt}} Mention
 * @typedef {{questions: string[], mentions: Mention[], differences: {sides: Mention[]}[]}} Overview
 * @typedef {Answer & {id: string, question: string, asked_at: string, filters: Filters,
 *   history: import("./conversation.js").Said[]}} Receipt
 * @typedef {{id: string, title: string, outlet: string | null, published: string | null, url: string | null,
 *   version: number, cluster: string | null}} Summary
 * @typedef {Summary & {state: string, problem: string | null, language: string | null, accepted_at: string, repairs: number}} Listed
 * @typedef {{matching: number, articles: number, undated: number, pending: number, failed: number, repaired: number, copies: number}} ListCounts
 * @typedef {{field: "title" | "outlet" | "published" | "language", value: string | null, was: string | null, who: string, at: string}} Correction
 * @typedef {Summary & {text: string, raw: string, uri: string, author: string | null, language: string | null, published_how: string | null,
 *   edits: import("./repairs.js").Edit[], versions?: {version: number, accepted_at: string, state: string}[], corrections?: Correction[]}} Article
 * @typedef {{name: string, articles: number}} Tally
 * @typedef {{articles: number, pending: number, undated?: number, all_outlets?: number, published_from: string | null, published_to: string | null,
 *   outlets: Tally[], languages: Tally[], collections: Tally[], examples: string[], kinds: string[]}} Collection
 * @typedef {{title?: string, detail?: string, hint?: string, status?: number}} ProblemFields
 */

export {};
