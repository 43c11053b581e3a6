// @ts-check
// What the parts of the page share, in one place: whoever shows some of it subscribes to it.

/** @typedef {import("./choice.js").Chosen} Chosen */
/** @typedef {import("./router.js").Place} Place */
/** @typedef {import("./router.js").Route} Route */
/** @typedef {import("./types.js").Collection} Collection */

/**
 * @template {object} State
 * @param {State} state
 */
export function storeOf(state) {
  /** @type {Map<keyof State, Set<(now: any, before: any) => void>>} */
  const listeners = new Map();
  return {
    /** What there is now; to be read, not changed. @returns {Readonly<State>} */
    now: () => state,
    /** @param {Partial<State>} news */
    put(news) {
      const before = state;
      state = { ...state, ...news };
      for (const name of /** @type {(keyof State)[]} */ (Object.keys(news))) {
        if (state[name] === before[name]) continue;
        for (const listener of listeners.get(name) ?? []) listener(state[name], before[name]);
      }
    },
    /**
     * Told whenever this is another one; what comes back ends that.
     * @template {keyof State} Name
     * @param {Name} name
     * @param {(now: State[Name], before: State[Name]) => void} listener
     */
    subscribe(name, listener) {
      const mine = listeners.get(name) ?? new Set();
      listeners.set(name, mine.add(listener));
      return () => void mine.delete(listener);
    },
  };
}

/**
 * `route` is what the address names; `talk` where the conversation stands, also behind the articles, and
 * `list` where the list of these does; `collection` what there is to ask about, once that is known;
 * `chosen` how a question is limited; `signedIn` how often somebody signed in since the page was loaded.
 * @type {{route: Route, talk: Place, list: string, collection: Collection | null, chosen: Chosen, signedIn: number}}
 */
const BEGINNING = {
  route: { view: "conversation" },
  talk: { path: "/", at: "" },
  list: "/articles",
  collection: null,
  chosen: { strict: false, published_from: null, published_to: null, as_of: null, undated: false, outlets: [], languages: [], articles: [], collections: [] },
  signedIn: 0,
};

export const store = storeOf(BEGINNING);
