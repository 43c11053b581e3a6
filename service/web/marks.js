// @ts-check
// Which stretches of an article's text are marked.
import { toUtf16 } from "./codepoints.js";

/** @typedef {{start: number, end: number, quote?: string}} Cited */
/** @typedef {{start: number, end: number, current: boolean}} Span */
/** @typedef {{text: string, cited: boolean, current: boolean}} Piece */

/**
 * The text in pieces: the pressed citation in one, the other cited words in theirs, the rest between.
 * Null where the pressed quote does not stand at its place: better no mark than one on other words.
 * @param {string} text
 * @param {Cited} current
 * @param {Cited[]} others
 * @returns {Piece[] | null}
 */
export function cut(text, current, others) {
  const offsets = [current, ...others].flatMap(({ start, end }) => [start, end]);
  const places = toUtf16(text, [0, ...offsets]);
  /** @param {number} start @param {number} [end] */
  const between = (start, end) => text.slice(places.get(start), end === undefined ? undefined : places.get(end));
  /** @param {Cited} cited */
  const stands = ({ start, end, quote }) => quote === undefined || between(start, end) === quote;
  if (!stands(current)) return null;

  let place = 0;
  const pieces = [];
  for (const span of arrange(current, others.filter(stands))) {
    pieces.push({ text: between(place, span.start), cited: false, current: false });
    pieces.push({ text: between(span.start, span.end), cited: true, current: span.current });
    place = span.end;
  }
  pieces.push({ text: between(place), cited: false, current: false });
  return pieces.filter((piece) => piece.text);
}

/** The marked pieces by their places in the text. @param {Piece[]} pieces @returns {Span[]} */
export function placesOf(pieces) {
  let end = 0;
  return pieces.map(({ text, current, cited }) => {
    const start = end;
    end += text.length;
    return { start, end, current, cited };
  }).filter(({ cited }) => cited);
}

/**
 * The different stretches that are cited, in reading order.
 * @template {Cited} T
 * @param {T[]} cited
 * @returns {T[]}
 */
export function stretches(cited) {
  const different = new Map(cited.map((one) => [`${one.start}-${one.end}`, one]));
  return [...different.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

/**
 * Spans in reading order that don't overlap: the pressed one whole, the others around it.
 * @param {Cited} pressed
 * @param {Cited[]} others
 * @returns {Span[]}
 */
function arrange(pressed, others) {
  const around = others.flatMap(({ start, end }) => [
    { start, end: Math.min(end, pressed.start), current: false },
    { start: Math.max(start, pressed.end), end, current: false },
  ]);
  const merged = merge(around.filter(({ start, end }) => start < end).sort(byStart));
  return [...merged, { start: pressed.start, end: pressed.end, current: true }].sort(byStart);
}

/** @param {Span[]} spans in order of their starts @returns {Span[]} */
function merge(spans) {
  /** @type {Span[]} */
  const merged = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push(span);
  }
  return merged;
}

/** @param {Span} a @param {Span} b */
function byStart(a, b) {
  return a.start - b.start;
}
