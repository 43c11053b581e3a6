// @ts-check
// Conversations kept on this device: questions, texts and the ids of answers. The service keeps the rest.
import { forBrowser } from "./storage.js";

/**
 * `put` is when the question was put, which tells turns apart; `open` where its answer was not finished;
 * `articles` are those whose words the text holds, `asked` is how the question was asked, where that is known.
 * @typedef {{question: string, id: string | null, text: string, put: string, open?: boolean, articles?: string[], asked?: Asked | null}} Kept
 */
/** As the service takes it: `as_written` without what was said before; `strict` without unverified sentences; `quote` to no model. @typedef {{as_written?: boolean, strict?: boolean, quote?: boolean}} How */
/** @typedef {How & {filters: import("./types.js").Filters}} Asked */
/** `owner` is who was signed in. @typedef {{at: string, turns: Kept[], pinned?: boolean, name?: string, owner?: string}} Conversation */

const NAME = "assay.conversations";
const READER = "assay.reader";
export const MOST = 1000; // besides what is pinned
const SHARE = 0.1; // of what may go, where there is no room for all

/** Those of a reader, and those of nobody, the latest first. @param {string} [owner] @returns {Conversation[]} */
export function conversations(owner) {
  return all().filter((one) => !one.owner || one.owner === owner);
}

/** Keeps turns as they are now, with those of the conversation that are kept already. @param {Conversation} conversation */
export function keep(conversation) {
  write(withLatest(all(), conversation));
}

/** @param {string} [owner] @param {string} [at] when the conversation began; without it all of the reader’s are forgotten */
export function forget(owner, at) {
  const going = new Set(conversations(owner).filter((one) => !at || one.at === at));
  const gone = new Set([...going].map((one) => one.at));
  write(all().filter((one) => !gone.has(one.at)));
}

/** Who was signed in when it was last known, whose turns they are until it is known again. */
export function lastReader() {
  return forBrowser.get(READER);
}

/** @param {string} name empty where nobody is signed in */
export function rememberReader(name) {
  forBrowser.put(READER, name);
}

/** Forgets turns that are kept elsewhere, unless they have changed. @param {string} at @param {Kept} turn */
export function letGo(at, turn) {
  const sent = JSON.stringify(turn);
  const rest = all().map((one) => (one.at === at ? { ...one, turns: one.turns.filter((known) => JSON.stringify(known) !== sent) } : one));
  write(rest.filter(({ turns }) => turns.length));
}

/** What a reader says of a conversation: its name, whether it stays on top. @param {string} at @param {{pinned?: boolean, name?: string}} said */
export function mark(at, said) {
  write(all().map((one) => (one.at === at ? { ...one, ...said } : one)));
}

/** By day, the pinned ones first. @template {{at: string, pinned?: boolean}} One @param {One[]} list @param {(at: string) => string} dayOf @returns {[string, One[]][]} */
export function grouped(list, dayOf) {
  /** @type {Map<string, One[]>} */
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
  const turns = merged(before?.turns ?? [], latest.turns);
  const now = [{ ...before, ...latest, turns }, ...list.filter(({ at }) => at !== latest.at)];
  return thinned(now, now.filter(({ pinned }) => !pinned).length - MOST);
}

/** Without so many of the oldest, those without a name first; the first and what is pinned stay. @param {Conversation[]} list @param {number} number */
export function thinned(list, number) {
  const unpinned = list.slice(1).reverse().filter(({ pinned }) => !pinned);
  const ordered = [...unpinned.filter(({ name }) => !name), ...unpinned.filter(({ name }) => name)];
  const going = new Set(ordered.slice(0, Math.max(number, 0)));
  return list.filter((one) => !going.has(one));
}

/** Turns by when they were put; the later list has the say. @param {Kept[]} known @param {Kept[]} latest */
export function merged(known, latest) {
  const mine = new Set(latest.map(keyOf));
  return [...known.filter((turn) => !mine.has(keyOf(turn))), ...latest].sort((a, b) => (a.put ?? "").localeCompare(b.put ?? ""));
}

/** @param {Kept} turn */
function keyOf({ put, id, question }) {
  return put ?? `${id} ${question}`;
}

/** Those in which all of the words stand. @param {Conversation[]} list @param {string} words */
export function search(list, words) {
  const wanted = words.toLowerCase().split(/\s+/u).filter(Boolean);
  return list.filter(({ turns, name = "" }) => {
    const text = [name, ...turns.map((turn) => `${turn.question} ${turn.text}`)].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Whoever’s they are. @returns {Conversation[]} */
function all() {
  try {
    const list = JSON.parse(forBrowser.get(NAME) || "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // written by something else
  }
}

/** In place of all that was kept; the oldest go where there is no room for all. @param {Conversation[]} list */
function write(list) {
  while (!forBrowser.put(NAME, JSON.stringify(list))) {
    const fewer = thinned(list, Math.ceil(list.length * SHARE));
    if (fewer.length === list.length) return; // nothing may be kept here, or nothing more
    list = fewer;
  }
}
