// @ts-check
// Where conversations are kept: in this browser, or with the service for whoever is signed in.
import { getReceipts, getSession, request } from "./api.js";
import { MOST, conversations, forget, keep, lastReader, letGo, mark, merged, rememberReader, search } from "./kept.js";
import { store } from "./store.js";
import { count } from "./words.js";

/** @typedef {import("./kept.js").Conversation} Conversation */
/** @typedef {import("./kept.js").Kept} Kept */
/** @typedef {import("./types.js").Receipt} Receipt */
/** A conversation in a list. @typedef {{at: string, name: string, pinned: boolean, question: string, turns: number}} Entry */
/** A conversation with the answers that are still there, by id. @typedef {{conversation: Conversation, receipts: Map<string, Receipt>}} Opened */
/**
 * @typedef {{told: string, list: (words: string) => Promise<Entry[]>, open: (at: string) => Promise<Opened | null>,
 *   keep: (conversation: Conversation, soon?: boolean) => void, mark: (at: string, said: {name?: string, pinned?: boolean}) => Promise<void>,
 *   forget: (at?: string) => Promise<void>, settled: () => Promise<void>}} Archive
 */

const SOON_MS = 2000; // between two tries to send a turn that grows
const MOST_RECEIPTS = 200; // in one request

/** @type {Promise<Archive> | null} */
let chosen = null;
/** The chosen one, once it is known who asks. @type {Archive | null} */
let known = null;
store.subscribe("signedIn", () => ([chosen, known] = [null, null]));

/** The one that serves whoever asks now. */
export function archive() {
  if (chosen) return chosen;
  const mine = (chosen = choose());
  mine.then((kept) => chosen === mine && (known = kept), () => chosen === mine && (chosen = null));
  return mine;
}

/** In this browser at once, also before it is known who asks, so that no way of leaving loses a turn. @param {Conversation} conversation @param {boolean} [soon] whether more of it comes */
export function keepTurns(conversation, soon) {
  if (known) return known.keep(conversation, soon);
  const owner = lastReader();
  keep({ ...conversation, ...(owner && { owner }) });
  archive().then((kept) => kept.keep(conversation, soon), () => {}); // it stays in this browser
}

async function choose() {
  const { name } = await getSession();
  rememberReader(name ?? "");
  if (!name) return inBrowser();
  try {
    const { kept_days } = await (await request("/v1/conversations?limit=1")).json();
    return withService(name, kept_days);
  } catch (problem) {
    // Where no answer is to be kept, no conversation is, either. Any other failure may pass.
    if (/** @type {import("./api.js").Problem} */ (problem).status === 409) return inBrowser(name);
    throw problem;
  }
}

/** @param {string} [owner] @returns {Archive} */
function inBrowser(owner) {
  const find = (/** @type {string} */ at) => conversations(owner).find((one) => one.at === at);
  return {
    told: `Kept in this browser only, the latest ${MOST.toLocaleString("en")}; what is pinned, longer.`,
    list: async (words) => search(conversations(owner), words).map(entryOf),
    open: async (at) => {
      const conversation = find(at);
      if (!conversation) return null;
      const ids = conversation.turns.flatMap(({ id }) => id ?? []).slice(-MOST_RECEIPTS);
      return { conversation, receipts: await getReceipts(ids).catch(() => new Map()) };
    },
    keep: (conversation) => keep({ ...conversation, ...(owner && { owner }) }),
    mark: async (at, said) => mark(at, said),
    forget: async (at) => forget(owner, at),
    settled: async () => {},
  };
}

/** What was not sent yet waits in this browser, so that no way of leaving loses it. @param {string} owner @param {number} days how long it is kept there @returns {Archive} */
export function withService(owner, days) {
  let sending = Promise.resolve();
  let later = 0;
  const send = () => (sending = sending.then(sendAll));
  const sendAll = async () => {
    clearTimeout(later);
    later = 0;
    for (const { at, turns } of conversations(owner)) {
      for (const turn of turns) {
        // Older turns have no time of their own.
        const put = turn.put ?? at;
        const { question, text, id, open = false, articles = [], asked = null } = turn;
        const options = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ question, text, id, open, articles, asked }) };
        const reply = await fetch(`/v1/conversations/${at}/turns/${put}`, options).catch(() => null);
        if (reply?.ok) letGo(at, turn);
      }
    }
  };
  send();
  return {
    told: `Kept on the server for ${owner}, for ${count(days, "day")}; what is pinned, longer.`,
    list: async (words) => {
      await send();
      const reply = await request(`/v1/conversations?${new URLSearchParams({ q: words, limit: "1000" })}`);
      const { conversations: found } = await reply.json();
      return found.map((/** @type {Entry & {began: string}} */ { began, ...about }) => ({ ...about, at: began }));
    },
    open: async (at) => {
      await send();
      const unsent = conversations(owner).find((one) => one.at === at);
      const found = await request(`/v1/conversations/${at}`).then((reply) => reply.json(), (problem) => {
        if (unsent || problem.status === 404) return null;
        throw problem;
      });
      if (!found) return unsent ? { conversation: unsent, receipts: new Map() } : null;
      return {
        conversation: { at, name: found.name, pinned: found.pinned, turns: merged(found.turns, unsent?.turns ?? []) },
        receipts: new Map(found.answers.map((/** @type {Receipt} */ answer) => [answer.id, answer])),
      };
    },
    keep: (conversation, soon = false) => {
      keep({ ...conversation, owner });
      if (!soon) send();
      else later ||= setTimeout(send, SOON_MS);
    },
    mark: async (at, said) => {
      const options = { method: "PATCH", headers: { "content-type": "application/json" }, body: JSON.stringify(said) };
      await request(`/v1/conversations/${at}`, options);
    },
    forget: async (at) => {
      forget(owner, at);
      await request(`/v1/conversations${at ? `/${at}` : ""}`, { method: "DELETE", keepalive: true });
    },
    settled: send,
  };
}

/** @param {Conversation} conversation @returns {Entry} */
function entryOf({ at, name = "", pinned = false, turns }) {
  return { at, name, pinned, question: turns[0].question, turns: turns.length };
}
