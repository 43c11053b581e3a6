// @ts-check
// An answer to take along: plain text, or Markdown whose footnotes are the sources with their exact quotes.
import { silenceOf } from "./closest.js";
import { CJK, gap, paragraphsOf } from "./paragraphs.js";
import { citedIn, numberOf, placeOf, referencesOf, sourcesOf } from "./sources.js";
import { runsOf, tableWith } from "./structure.js";
import { day } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Claim} Claim */
/** @typedef {import("./sources.js").Source} Source */

/** The sentences with their numbers, and what the numbers mean. @param {string} question @param {Answer} answer */
export function plainOf(question, answer) {
  const sources = sourcesOf(answer).map((source) => `[${source.number}] ${said(source)}`);
  const doubtful = answer.claims.filter(({ verdict }) => verdict !== "supported").map(({ text }) => `Unverified: “${plain(text)}”`);
  const body = textOf(answer) || silenceOf(question, answer.passages);
  return [question, body, doubtful.join("\n"), openOf(answer), sources.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

/** @param {string} question @param {Answer} answer @param {string} [before] the numbers of footnotes, where several answers go together */
export function markdownOf(question, answer, before = "") {
  /** @param {Claim} claim */
  const sentence = ({ text, verdict, citations }) => {
    const marks = referencesOf(citations).map(({ number }) => `[^${before}${number}]`).join("");
    return `${emphasised(text)}${marks}${verdict === "supported" ? "" : " *(unverified)*"}`;
  };
  const paragraphs = paragraphsOf(answer.claims).flatMap(([first, ...rest]) => [
    rest.reduce((text, claim) => text + gap(text, claim) + sentence(claim), (first.begins === "item" ? "- " : "") + sentence(first)),
    ...tablesOf([first, ...rest], answer.passages).map(inMarkdown),
  ]);
  const footnotes = sourcesOf(answer).map((source) => {
    const quotes = source.quotes.map(({ quote }) => `“${indented(escaped(quote))}”`).join(" ");
    return `[^${before}${source.number}]: ${escaped(said(source))}: ${quotes}`;
  });
  const body = paragraphs.length ? paragraphs.join("\n\n") : silenceOf(question, answer.passages);
  return [`# ${escaped(question).replace(/\s+/gu, " ")}`, body, escaped(openOf(answer)), footnotes.join("\n")].filter(Boolean).join("\n\n") + "\n";
}

/** A conversation, of answers that are gone the text alone. @param {import("./kept.js").Kept[]} turns @param {Map<string, Answer>} answers by id */
export function conversationOf(turns, answers) {
  return turns.map(({ id, question, text, open }, place) => {
    const answer = answers.get(id ?? "");
    if (answer) return markdownOf(question, answer, `${place + 1}-`);
    const rest = open ? "*This answer was not finished.*" : "*Of this answer only the text was kept, not its evidence.*";
    return [`# ${escaped(question).replace(/\s+/gu, " ")}`, escaped(text), rest].filter(Boolean).join("\n\n") + "\n";
  }).join("\n");
}

/** The sources as a citation manager takes them (CSL-JSON), each with its quotes. @param {Answer} answer */
export function cslOf(answer) {
  const items = sourcesOf(answer).map(({ number, about, quotes }) => ({
    id: `assay-${quotes[0].article_id}`,
    type: "article-newspaper",
    title: about?.title || "Untitled",
    ...(about?.outlet && { "container-title": about.outlet }),
    ...(about?.published && { issued: { "date-parts": [about.published.split("-").map(Number)] } }),
    ...(about?.url && { URL: about.url }),
    "citation-number": number,
    note: quotes.map((one) => withSource(`“${one.quote}”`, placeOf(one))).join(" "),
  }));
  return JSON.stringify(items, null, 2);
}

/** The rows that sentences cite in tables, under their heads; a head may be empty. @param {Claim[]} claims @param {import("./types.js").Passage[]} passages @returns {{head: string[], rows: string[][]}[]} */
export function tablesOf(claims, passages) {
  return claims.flatMap(({ citations }) => {
    const { text, stretches } = citedIn(citations, passages);
    const table = tableWith(text, stretches);
    const cells = (/** @type {import("./structure.js").Stretch[]} */ row) => row.map(({ start, end }) => text.slice(start, end).replace(/\\\|/gu, "|"));
    return table ? [{ head: cells(table.head ?? []), rows: table.rows.map(cells) }] : [];
  });
}

/** @param {{head: string[], rows: string[][]}} table */
function inMarkdown({ head, rows }) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const width = Math.max(...[head, ...rows].map(({ length }) => length));
  const named = Array.from({ length: width }, (_, place) => emphasised(head[place] ?? ""));
  return [named, named.map(() => "---"), ...rows.map((row) => row.map(emphasised))].map(line).join("\n");
}

/** One sentence, or a quote, with where it stands. @param {string} text @param {(string | number | null | undefined)[]} where */
export function withSource(text, ...where) {
  const known = where.filter(Boolean).join(", ");
  return known ? `${text} (${known})` : text;
}

/** The text of an answer as the page shows it, with the numbers of its sources. @param {Answer} answer */
export function textOf({ claims }) {
  return claims.reduce((text, claim) => text + gap(text, claim) + marked(claim), "");
}

/** A sentence with its numbers before its full stop. @param {Claim} claim */
export function marked({ text: emphasised, citations }) {
  const text = plain(emphasised);
  const numbers = [...new Set(citations.map(numberOf))].map((number) => `[${number}]`).join("");
  if (!numbers) return text;
  const [, body = "", end = ""] = /^(.*?)([.!?…。！？]*["'”’»)」』）]*)$/su.exec(text) ?? [];
  return `${body}${CJK.test(body) ? "" : " "}${numbers}${end}`;
}

/** A sentence without the signs of its emphasis. @param {string} text */
export function plain(text) {
  return partsOf(text).map(({ words }) => words).join("");
}

/** A sentence in parts of one emphasis each. @param {string} text */
export function partsOf(text) {
  return runsOf(text, { start: 0, end: text.length }).map(({ start, end, strong, emphasis }) => ({ words: text.slice(start, end), strong, emphasis }));
}

/** The same in Markdown, whatever else it holds. @param {string} text */
function emphasised(text) {
  return partsOf(text).map(({ words, strong, emphasis }) => {
    const sign = strong ? "**" : emphasis ? "*" : "";
    return sign + escaped(words) + sign;
  }).join("");
}

/** What half an answer lacks. @param {Answer} answer */
export function openOf({ missing }) {
  return missing ? `Not in the articles: ${missing}` : "";
}

/** A source as a reader names it. @param {Source} source */
export function said({ about, quotes, language }) {
  const { title, outlet, published, url } = about ?? {};
  const pages = [...new Set(quotes.flatMap(({ page }) => page ?? []))];
  const paged = pages.length && `page${pages.length > 1 ? "s" : ""} ${pages.join(", ")}`;
  const headed = !pages.length && [...new Set(quotes.map(placeOf).filter(Boolean))].join(", ");
  return [title || "Untitled", outlet, published && day(published), paged || headed, language, url].filter(Boolean).join(", ");
}

/** Words are words in Markdown too. @param {string} text */
function escaped(text) {
  return text.replace(/[\\`*_[\]<>#|~$]/gu, "\\$&").replace(/^(\s*)([-+]|\d+[.)])(?=\s)/gmu, "$1\\$2");
}

/** Lines that belong to a footnote. @param {string} text */
function indented(text) {
  return text.replace(/\n+/gu, "\n    ");
}
