// @ts-check
// Texts of articles as elements: their form rendered, the cited stretches marked, over the same characters.
import { make } from "./dom.js";
import { blocksOf, isFigure, runsOf, tableWith } from "./structure.js";

/** @typedef {import("./structure.js").Block} Block */
/** @typedef {import("./structure.js").Stretch} Stretch */
/** @typedef {Stretch & {current: boolean}} Marked */

const [CHUNK, LONGEST] = [4000, 20_000];
/** Whole lines of at least a chunk, or what remains; a line without end is cut. */
const STRETCH = new RegExp(`[^]{${CHUNK},${LONGEST}}?\\n|[^]{1,${LONGEST}}`, "gu");

/**
 * With headings, tables, lists and emphasis. A megabyte in one block takes seconds to lay out; of many
 * chunks the browser lays out those in sight.
 * @param {string} text
 * @param {Marked[]} [marked]
 */
export function rendered(text, marked = []) {
  const chunks = [make("div")];
  let size = 0;
  for (const block of blocksOf(text)) {
    for (const part of block.kind === "text" ? stretchesOf(text, block.content) : [null]) {
      if (size > CHUNK) [size] = [0, chunks.push(make("div"))];
      const element = part ? make("p", { dir: "auto" }, ...nodesOf(text, part, marked)) : elementOf(text, block, marked);
      chunks.at(-1)?.append(element);
      size += element.textContent?.length ?? 0;
    }
  }
  return chunks;
}

/** A sentence with its emphasis. @param {string} text */
export function inline(text) {
  return nodesOf(text, { start: 0, end: text.length }, []);
}

/** The cited rows of a table under its head; null where what is cited stands in none. @param {string} text @param {Stretch[]} cited */
export function cutTable(text, cited) {
  const table = tableWith(text, cited);
  return table && elementOf(text, table, cited.map((stretch) => ({ ...stretch, current: false })));
}

/** Character for character. @param {string} text @param {Marked[]} marked */
export function verbatim(text, marked) {
  return stretchesOf(text, { start: 0, end: text.length }).map((part) => make("div", { class: "verbatim" }, ...piecesOf(text, part, marked)));
}

/** @param {string} text @param {Stretch} stretch @returns {Stretch[]} */
function stretchesOf(text, { start, end }) {
  return [...text.slice(start, end).matchAll(STRETCH)].map(({ 0: part, index }) => ({ start: start + index, end: start + index + part.length }));
}

/** @param {string} text @param {Exclude<Block, {kind: "text"}> | Block} block @param {Marked[]} marked */
function elementOf(text, block, marked) {
  /** @param {Stretch} stretch */
  const nodes = (stretch) => nodesOf(text, stretch, marked);
  if (block.kind === "heading") return make("h3", { class: `level-${block.level}`, dir: "auto" }, ...nodes(block.content));
  if (block.kind === "list") {
    const items = block.items.map((item) => make("li", {}, ...nodes(item)));
    return make("ul", { class: block.ordered ? "ordered" : "bulleted", dir: "auto" }, ...items);
  }
  if (block.kind === "text") return make("p", { dir: "auto" }, ...nodes(block.content));
  const figures = block.rows[0]?.map((_, place) => place > 0 && mostly(block.rows, place, text));
  /** @param {string} name @param {Stretch} cell @param {number} place */
  const cell = (name, cell, place) => make(name, { class: figures?.[place] && "figure", scope: name === "th" && "col" }, ...nodes(cell));
  const head = block.head ? [make("thead", {}, make("tr", {}, ...block.head.map((one, n) => cell("th", one, n))))] : [];
  const rows = block.rows.map((row) => make("tr", {}, ...row.map((one, n) => cell("td", one, n))));
  const table = make("table", { dir: "auto" }, ...head, make("tbody", {}, ...rows));
  return make("div", { class: "table", role: "group", "aria-label": "Table", tabindex: 0 }, table);
}

/** Whether a column holds figures. @param {Stretch[][]} rows @param {number} place @param {string} text */
function mostly(rows, place, text) {
  const figures = rows.filter(({ [place]: cell }) => cell && isFigure(text.slice(cell.start, cell.end)));
  return figures.length * 2 > rows.length;
}

/** @param {string} text @param {Stretch} stretch @param {Marked[]} marked */
function nodesOf(text, stretch, marked) {
  return runsOf(text, stretch).flatMap((run) => {
    const pieces = piecesOf(text, run, marked);
    if (run.strong) return [make("strong", {}, ...pieces)];
    return run.emphasis ? [make("em", {}, ...pieces)] : pieces;
  });
}

/** A stretch cut where marks begin and end. @param {string} text @param {Stretch} stretch @param {Marked[]} marked */
function piecesOf(text, { start, end }, marked) {
  /** @type {(Node | string)[]} */
  const pieces = [];
  let place = start;
  for (const span of marked) {
    if (span.end <= place || span.start >= end) continue;
    const [from, to] = [Math.max(span.start, place), Math.min(span.end, end)];
    if (from > place) pieces.push(text.slice(place, from));
    pieces.push(make("mark", { class: span.current ? "cited current" : "cited", tabindex: span.current && -1 }, text.slice(from, to)));
    place = to;
  }
  if (place < end) pieces.push(text.slice(place, end));
  return pieces;
}
