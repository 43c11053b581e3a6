// @ts-check
// Conversations kept on this device: questions, texts and the ids of answers. The service keeps the rest.

/**
 * `put` is when the question was put, which tells turns apart; `open` where its answer was not finished.
 * @typedef {{question: string, id: string | null, text: string, put?: string, open?: boolean}} Kept
 */
/** @typedef {{at: string, turns: Kept[], pinned?: boolean, name?: string}} Conversation */

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

/** Keeps a conversation as it is now, with the turns that another tab added. @param {Conversation} conversation */
export function keep(conversation) {
  write(withLatest(conversations(), conversation));
}

/** @param {string} [at] when the conversation began; without it all are forgotten */
export function forget(at) {
  write(at ? conversations().filter((one) => one.at !== at) : []);
}

/** What a reader says of a conversation: its name, whether it stays on top. @param {string} at @param {{pinned?: boolean, name?: string}} said */
export function mark(at, said) {
  write(conversations().map((one) => (one.at === at ? { ...one, ...said } : one)));
}

/** By day, the pinned ones first. @param {Conversation[]} list @param {(at: string) => string} dayOf @returns {[string, Conversation[]][]} */
export function grouped(list, dayOf) {
  /** @type {Map<string, Conversation[]>} */
  const groups = new Map();
  const ordered = [...list.filter(({ pinned }) => pinned), ...list.filter(({ pinned }) => !pinned)];
  for (const one of ordered) {
    const name = one.pinned ? "Pinned" : dayOf(one.at);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups];
}

/** @param {Conversation[]} list @param {Conversation} latest its turns take the place of what was kept of them */
export function withLatest(list, latest) {
  const before = list.find(({ at }) => at === latest.at);
  const known = before?.turns ?? [];
  const mine = new Set(latest.turns.map(keyOf));
  const turns = [...known.filter((turn) => !mine.has(keyOf(turn))), ...latest.turns];
  turns.sort((a, b) => (a.put ?? "").localeCompare(b.put ?? ""));
  return [{ ...before, ...latest, turns }, ...list.filter(({ at }) => at !== latest.at)].slice(0, MOST);
}

/** @param {Kept} turn */
function keyOf({ put, id, question }) {
  return put ?? `${id} ${question}`;
}

/** Those in which all of the words stand. @param {Conversation[]} list @param {string} words */
export function search(list, words) {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  return list.filter(({ turns, name = "" }) => {
    const text = name + turns.map((turn) => `${turn.question} ${turn.text}`).join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** In place of all that was kept; the oldest go where there is no room for all. @param {Conversation[]} list */
export function write(list) {
  for (let kept = list; ; kept = kept.slice(0, Math.floor(kept.length / 2))) {
    try {
      localStorage.setItem(NAME, JSON.stringify(kept));
      return;
    } catch {
      if (!kept.length) return; // nothing may be kept here at all
    }
  }
}
