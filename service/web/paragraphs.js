// @ts-check
// Which sentences of an answer read on from one another.

/** @typedef {import("./types.js").Claim} Claim */

/** What ends in such signs goes on without a space. */
export const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}][^\p{L}]*$/u;
const BEGINS = { paragraph: "\n\n", item: "\n" };

/** Verified sentences read on; each of the others stands by itself. @param {Claim[]} claims */
export function paragraphsOf(claims) {
  /** @type {Claim[][]} */
  const paragraphs = [];
  for (const claim of claims) {
    const last = paragraphs.at(-1);
    if (last && readsOn(claim, last[last.length - 1])) last.push(claim);
    else paragraphs.push([claim]);
  }
  return paragraphs;
}

/** What stands between a text and the sentence that follows it. @param {string} before @param {Claim} claim */
export function gap(before, { begins }) {
  if (before && begins) return BEGINS[begins];
  return !before || CJK.test(before) ? "" : " ";
}

/** Quotes of different articles don't: they are different voices. @param {Claim} claim @param {Claim} before */
function readsOn(claim, before) {
  const verified = [claim, before].every(({ verdict }) => verdict === "supported");
  const quoted = claim.drafted_by === null;
  return verified && !claim.begins && !(quoted && claim.citations[0]?.article_id !== before.citations[0]?.article_id);
}
