// @ts-check
// Conversations kept on this device: questions, texts and the ids of answers. The service keeps the rest.

/** @typedef {{question: string, id: string | null, text: string}} Kept */
/** @typedef {{at: string, turns: Kept[]}} Conversation */

const NAME = "assay.conversations";
const MOST = 200;

/** The latest first. @returns {Conversation[]} */
export function conversations() {
  try {
    const list = JSON.parse(localStorage.getItem(NAME) ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // forbidden, or written by something else
  }
}

/** Add an answer to the latest conversation, or begin one with it. @param {boolean} first @param {Kept} turn */
export function keep(first, turn) {
  write(withTurn(conversations(), first, turn, new Date().toISOString()));
}

/** @param {string} [at] when the conversation began; without it all are forgotten */
export function forget(at) {
  write(at ? conversations().filter((one) => one.at !== at) : []);
}

/**
 * @param {Conversation[]} list
 * @param {boolean} first
 * @param {Kept} turn
 * @param {string} now
 * @returns {Conversation[]}
 */
export function withTurn(list, first, turn, now) {
  const [latest, ...earlier] = list;
  if (first || !latest) return [{ at: now, turns: [turn] }, ...list].slice(0, MOST);
  return [{ ...latest, turns: [...latest.turns, turn] }, ...earlier];
}

/** Those in which all of the words stand. @param {Conversation[]} list @param {string} words */
export function search(list, words) {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  return list.filter(({ turns }) => {
    const text = turns.map((turn) => `${turn.question} ${turn.text}`).join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** The oldest go where there is no room for all. @param {Conversation[]} list */
function write(list) {
  for (let kept = list; ; kept = kept.slice(0, Math.floor(kept.length / 2))) {
    try {
      localStorage.setItem(NAME, JSON.stringify(kept));
      return;
    } catch {
      if (!kept.length) return; // nothing may be kept here at all
    }
  }
}
