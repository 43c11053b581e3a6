// @ts-check
// An answer to take along: plain text, or Markdown whose footnotes are the exact quotes.
import { spanOf } from "./conversation.js";
import { day } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */

/** The sentences with their numbers, and what the numbers mean. @param {string} question @param {Answer} answer */
export function plainOf(question, answer) {
  const numbers = new Map(citationsOf(answer).map((citation) => [citation.number, citation]));
  const sources = [...numbers].sort(([a], [b]) => a - b).map(([number, citation]) => `[${number}] ${sourceOf(citation, answer)}`);
  const doubtful = answer.claims.filter(({ verdict }) => verdict !== "supported").map(({ text }) => `Unverified: “${text}”`);
  const body = answer.text || "The articles don’t say.";
  return [question, body, doubtful.join("\n"), openOf(answer), sources.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

/** @param {string} question @param {Answer} answer */
export function markdownOf(question, answer) {
  const cited = citationsOf(answer);
  const notes = [...new Map(cited.map((citation) => [spanOf(citation), citation])).values()];
  /** @param {Citation} citation */
  const number = (citation) => notes.findIndex((note) => spanOf(note) === spanOf(citation)) + 1;
  const sentences = answer.claims.map(({ text, verdict, citations }) => {
    const marks = [...new Set(citations.map(number))].map((note) => `[^${note}]`).join("");
    return `${escaped(text)}${marks}${verdict === "supported" ? "" : " *(unverified)*"}`;
  });
  const footnotes = notes.map((note, place) => `[^${place + 1}]: “${indented(escaped(note.quote))}” — ${escaped(sourceOf(note, answer))}`);
  const body = sentences.length ? sentences.join("\n\n") : "The articles don’t say.";
  return [`# ${escaped(question).replace(/\s+/gu, " ")}`, body, escaped(openOf(answer)), footnotes.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

/** What half an answer lacks. @param {Answer} answer */
function openOf({ missing }) {
  return missing ? `Not in the articles: ${missing}` : "";
}

/** @param {Answer} answer */
function citationsOf({ claims }) {
  return claims.flatMap((claim) => claim.citations);
}

/** @param {Citation} citation @param {Answer} answer */
function sourceOf({ article_id, page }, { passages }) {
  const { title, outlet, published, url } = passages.find((passage) => passage.article_id === article_id) ?? {};
  return [title || "Untitled", outlet, published && day(published), page && `page ${page}`, url].filter(Boolean).join(", ");
}

/** Words are words in Markdown too. @param {string} text */
function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~$]/gu, "\\$&").replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gmu, "$1\\$2");
}

/** Lines that belong to a footnote. @param {string} text */
function indented(text) {
  return text.replace(/\n+/gu, "\n    ");
}
