// @ts-check
// Which articles an answer cites, in order of first use, and what else was found.
import { toUtf16 } from "./codepoints.js";
import { foreign } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */
/** @typedef {import("./types.js").Passage} Passage */
/** @typedef {{number: number | null, citations: Citation[]}} Reference */
/** @typedef {{number: number, about: Passage | undefined, quotes: Citation[], copyOf: number | null, language: string}} Source */

/** The number that readers see; answers kept before there was one have the passage's. @param {Citation} citation */
export function numberOf({ display_number, number }) {
  return display_number === undefined ? number : display_number;
}

/** What one sentence cites: each article once, with all of its words. @param {Citation[]} citations @returns {Reference[]} */
export function referencesOf(citations) {
  return byArticle(citations).map((cited) => ({ number: numberOf(cited[0]), citations: cited }));
}

/** The cited articles by their numbers, each with its quotes. @param {Answer} answer @returns {Source[]} */
export function sourcesOf({ claims, passages, question_language }) {
  /** @type {Source[]} */
  const sources = [];
  for (const citations of byArticle(claims.flatMap((claim) => claim.citations))) {
    const about = aboutOf(citations[0], passages);
    const voice = sources.find((source) => about?.cluster && source.about?.cluster === about.cluster);
    const quotes = [...new Map(citations.map((citation) => [`${citation.start}-${citation.end}`, citation])).values()];
    const number = numberOf(citations[0]) ?? sources.length + 1;
    sources.push({ number, about, quotes, copyOf: voice?.number ?? null, language: foreign(about?.language, question_language) });
  }
  return sources.sort((a, b) => a.number - b.number);
}

/** @param {Citation[]} citations */
function byArticle(citations) {
  /** @type {Map<string, Citation[]>} */
  const articles = new Map();
  for (const citation of citations) articles.set(citation.article_id, [...(articles.get(citation.article_id) ?? []), citation]);
  return [...articles.values()];
}

/** The page of a quote, or the heading above it; empty where it has neither. @param {Citation} citation */
export function placeOf({ page, heading }) {
  if (page) return `page ${page}`;
  return heading ? `under “${heading}”` : "";
}

/** The same, and its language where the question is in another. @param {Citation} citation @param {Answer} answer */
export function whereOf(citation, { question_language }) {
  return [placeOf(citation), foreign(citation.language, question_language)].filter(Boolean).join(", ");
}

/** Passages of articles that no shown sentence cites. @param {Answer} answer */
export function uncitedOf({ claims, passages }) {
  const cited = new Set(claims.flatMap((claim) => claim.citations.map((citation) => citation.article_id)));
  return passages.filter((passage) => !cited.has(passage.article_id));
}

/** The passage that a citation lies in, or another of its article. @param {Citation} citation @param {Passage[]} passages */
export function aboutOf(citation, passages) {
  const same = passages.filter((passage) => passage.article_id === citation.article_id);
  return same.find((passage) => passage.number === citation.number) ?? same[0];
}

/** The text that citations lie in, and where in it, in its order; empty where they lie in no passage. @param {Citation[]} citations @param {Passage[]} passages */
export function citedIn(citations, passages) {
  const about = citations.length ? aboutOf(citations[0], passages) : undefined;
  const inside = citations.filter(({ article_id, version, start, end }) =>
    about && article_id === about.article_id && version === about.version && start >= about.start && end <= about.end);
  if (!about || !inside.length) return { text: "", stretches: [] };
  const places = toUtf16(about.text, inside.flatMap(({ start, end }) => [start - about.start, end - about.start]));
  const at = (/** @type {number} */ place) => places.get(place - about.start) ?? 0;
  const stretches = inside.map(({ start, end }) => ({ start: at(start), end: at(end) }));
  return { text: about.text, stretches: stretches.sort((a, b) => a.start - b.start) };
}
