// @ts-check
// What is known of an answer while it arrives, and what of the conversation goes out with the next question.
import { count } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {{question: string, text: string}} Exchange */
/** @typedef {{role: "user" | "assistant", content: string}} Said */

/** Before anything has arrived. @type {Answer} */
export const NOTHING = { claims: [], withheld: [], passages: [] };
const MOST_EXCHANGES = 10;
const SILENT = "The articles don’t say.";

/**
 * What is known after an event. `answered` is the truth: it replaces all that came before.
 * @param {Answer} answer
 * @param {string} event
 * @param {any} data
 * @returns {Answer}
 */
export function after(answer, event, data) {
  if (event === "answered") return data;
  if (event === "retrieved") return { ...answer, passages: data.passages };
  if (event !== "checked") return answer;
  const place = data.shown ? "claims" : "withheld";
  return { ...answer, [place]: [...answer[place], data.claim] };
}

/** What the service is at, after an event. @param {string} event @param {Answer} answer */
export function progress(event, { passages, claims, withheld }) {
  const checked = claims.length + withheld.length;
  if (event !== "retrieved") return checked ? `Writing… ${count(checked, "sentence")} checked` : "Writing…";
  const articles = new Set(passages.map((passage) => passage.article_id)).size;
  return `Reading ${count(passages.length, "passage")} from ${count(articles, "article")}…`;
}

/** Which stretch of which article. @param {{article_id: string, version: number, start: number, end: number}} cited */
export function spanOf({ article_id, version, start, end }) {
  return `${article_id}:${version}:${start}-${end}`;
}

/** The latest exchanges, as a question brings them along; without those that came to nothing. @param {(Exchange & {open?: boolean})[]} exchanges @returns {Said[]} */
export function historyOf(exchanges) {
  return exchanges.filter(({ open, text }) => !open || text).slice(-MOST_EXCHANGES).flatMap(({ question, text }) => [
    { role: "user", content: question },
    { role: "assistant", content: text || SILENT },
  ]);
}

/** The exchanges that a question came after. @param {Said[]} history @returns {Exchange[]} */
export function exchangesOf(history) {
  /** @type {Exchange[]} */
  const exchanges = [];
  for (const { role, content } of history) {
    const last = exchanges.at(-1);
    if (role === "user") exchanges.push({ question: content, text: "" });
    else if (last) last.text = content;
  }
  return exchanges;
}
