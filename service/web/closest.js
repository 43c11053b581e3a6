// @ts-check
// Where no sentence was chosen: the one in each of the first passages that holds most of the question.

/** @typedef {import("./types.js").Passage} Passage */
/** Places count UTF-16 units of the passage's text. @typedef {{passage: number, start: number, end: number}} Closest */

const [FIRST, ENOUGH, STEM] = [3, 0.5, 5];

/** What stands in place of an answer: that the articles don’t say is for weak evidence. @param {string} question @param {Passage[]} passages */
export function silenceOf(question, passages) {
  return closestOf(question, passages).length ? "No single sentence answers this." : "The articles don’t say.";
}

/** Empty where the passages hold too little of what was asked about. @param {string} question @param {Passage[]} passages @returns {Closest[]} */
export function closestOf(question, passages) {
  const wanted = new Set(stemsOf(question));
  const best = passages.slice(0, FIRST).map(({ number, text }) => {
    const sentences = sentencesOf(text).map(({ segment, index }) => {
      const has = new Set(stemsOf(segment));
      return { share: [...wanted].filter((stem) => has.has(stem)).length / wanted.size, start: index, end: index + segment.trimEnd().length };
    });
    const top = sentences.reduce((a, b) => (b.share > a.share ? b : a), { share: 0, start: 0, end: 0 });
    return { passage: number, ...top };
  });
  if (!wanted.size || Math.max(...best.map(({ share }) => share), 0) < ENOUGH) return [];
  return best.filter(({ share }) => share >= ENOUGH / 2).map(({ passage, start, end }) => ({ passage, start, end }));
}

/** What words begin with, without the short ones, which every text has; pairs of characters in Chinese. @param {string} text */
function stemsOf(text) {
  const words = text.toLowerCase().match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? [];
  return words.flatMap((word) => {
    if (/^\p{Script=Han}/u.test(word)) return [...word].slice(1).map((_, place) => word.slice(place, place + 2));
    return word.length > 3 || /\d/u.test(word) ? [word.slice(0, STEM)] : [];
  });
}

/** @param {string} text */
function sentencesOf(text) {
  return [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)];
}
