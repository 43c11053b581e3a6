// @ts-check
// Where the repaired text of an article stands in the text as received, and what was repaired.

/** @typedef {{start: number, end: number, raw_start: number, raw_end: number, reason: string}} Edit */

/**
 * The stretch of the text as received that `[start, end)` of the repaired text stands for.
 * @param {Edit[]} edits in order, as an article has them
 * @param {number} start
 * @param {number} end
 */
export function toRaw(edits, start, end) {
  const first = edits.findLast((edit) => edit.start <= start);
  const last = edits.findLast((edit) => edit.start < end);
  return { start: back(first, start, first?.raw_start ?? 0), end: back(last, end, last?.raw_end ?? 0) };
}

/** @param {Edit | undefined} edit @param {number} place @param {number} inside */
function back(edit, place, inside) {
  if (!edit) return place;
  return place >= edit.end ? edit.raw_end + place - edit.end : inside;
}

/** "broken encoding in 52 places, white space in 3". @param {Edit[]} edits */
export function repairsOf(edits) {
  /** @type {Map<string, number>} */
  const places = new Map();
  for (const reason of edits.flatMap((edit) => edit.reason.split("; "))) {
    const kind = reason.replace(/ \(.*/u, "");
    places.set(kind, (places.get(kind) ?? 0) + 1);
  }
  const often = [...places].sort(([, a], [, b]) => b - a);
  return often.map(([kind, number]) => `${kind}${number > 1 ? ` in ${number.toLocaleString("en")} places` : ""}`).join(", ");
}

/** What was repaired within a stretch. @param {Edit[]} edits @param {number} start @param {number} end */
export function within(edits, start, end) {
  return edits.filter((edit) => edit.start < end && edit.end > start);
}
