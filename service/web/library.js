// @ts-check
// The collection: all articles, searched, sorted and filtered; opened, ticked to ask within, removed.
import { getArticles, removeArticle } from "./api.js";
import { clone, find, make, put, putSource } from "./dom.js";
import { addressOf, go, listAs } from "./router.js";
import { store } from "./store.js";
import { count, language } from "./words.js";

/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {import("./types.js").Listed} Listed */
/** @typedef {import("./types.js").ListCounts} ListCounts */
/** @typedef {import("./types.js").Tally} Tally */
/** @typedef {typeof USUAL} Wanted */

const TYPING_MS = 200;
const UNDO_MS = 8000;
const PAGE = 60; // rows that come at once
const MOST = 1000; // that the service gives at once
const OF_ANY_KIND = { state: "", undated: "", repaired: "", copies: "" };
/** What is listed where the address doesn’t say otherwise; its names are those that the service has for it. */
const USUAL = { q: "", sort: "newest", outlet: "", language: "", collection: "", ...OF_ANY_KIND };
/** The kinds that a press on their count shows. @type {[keyof ListCounts, string, Partial<typeof OF_ANY_KIND>][]} */
const KINDS = [
  ["failed", "failed", { state: "failed" }],
  ["pending", "being indexed", { state: "pending" }],
  ["undated", "without a day", { undated: "true" }],
  ["repaired", "repaired", { repaired: "true" }],
  ["copies", "near-copies", { copies: "true" }],
];

export class Library {
  /** What is listed, in which order. @type {Wanted} */
  wanted = USUAL;
  /** Articles that are ticked. @type {Set<string>} */
  ticked = new Set();
  /** Articles that are removed as long as there is a way back. @type {Set<string>} */
  leaving = new Set();
  /** Where the list goes on, and from where it was asked to. @type {string | null} */
  next = null;
  /** @type {string | null} */
  asked = null;
  loading = new AbortController();
  /** Whether there is more or less by now than the list knows of. */
  stale = true;

  /** @param {HTMLElement} root @param {{askWithin: (ids: string[]) => void, refresh: () => void, addFiles: () => void}} around */
  constructor(root, { askWithin, refresh, addFiles }) {
    this.root = root;
    this.refresh = refresh;
    this.list = find(root, ".listed");
    this.more = find(root, ".more");
    let typing = 0;
    this.control("q").addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.want(), TYPING_MS);
    });
    for (const name of ["sort", "outlet", "language", "collection"]) this.control(name).addEventListener("change", () => this.want());
    // Emptied by its cross, or chosen from what is offered: that is no change everywhere until the field is left.
    this.control("outlet").addEventListener("input", ({ target }) => {
      const { value } = /** @type {HTMLInputElement} */ (target);
      if (!value || store.now().collection?.outlets.some(({ name }) => name === value)) this.want();
    });
    this.more.addEventListener("click", () => this.load(this.next));
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.next && this.load(this.next), { root: find(root, ".scroll"), rootMargin: "600px" }).observe(this.more);
    find(root, ".ask-within").addEventListener("click", () => askWithin([...this.ticked]));
    find(root, ".clear").addEventListener("click", () => {
      this.ticked.clear();
      for (const box of this.list.querySelectorAll("input")) box.checked = false;
      this.showTicked();
    });
    find(root, ".ticked .remove").addEventListener("click", () => this.remove([...this.ticked]));
    find(root, ".empty button").addEventListener("click", addFiles);
    store.subscribe("collection", (collection) => {
      if (!collection) return;
      this.offer(collection);
      this.again();
    });
    this.offer(store.now().collection);
  }

  /** The list as an address tells it, or as it was left. @param {string | null} query */
  async show(query) {
    const wanted = query === null ? this.wanted : wantedOf(query);
    if (listOf(wanted) === listOf(this.wanted)) {
      if (this.stale) await this.again();
      return;
    }
    this.wanted = wanted;
    this.control("q").value = wanted.q;
    this.control("sort").value = wanted.sort;
    this.control("outlet").value = wanted.outlet;
    this.offer(store.now().collection);
    store.put({ list: listOf(wanted) });
    await this.load();
  }

  /** Lists what the controls say. @param {Partial<Wanted>} [news] */
  want(news) {
    const said = ["q", "sort", "outlet", "language", "collection"].map((name) => [name, this.control(name).value.trim()]);
    const wanted = { ...this.wanted, ...Object.fromEntries(said), ...news };
    if (listOf(wanted) === listOf(this.wanted)) return;
    this.wanted = wanted;
    listAs(listOf(wanted));
    this.load();
  }

  /** What is listed, as it is now; out of sight it waits until it is shown. */
  async again() {
    this.stale = true;
    const { length } = this.list.children;
    // Whoever has come further than one reply goes keeps what is in sight.
    if (!this.root.hidden && length <= MOST) await this.load(null, Math.max(length, PAGE));
  }

  /** What opens an article, where it is listed. @param {string} id */
  linkOf(id) {
    return /** @type {HTMLElement | null} */ (this.rowOf(id)?.querySelector("a") ?? null);
  }

  /** @param {string} id */
  rowOf(id) {
    return /** @type {HTMLElement | null} */ (this.list.querySelector(`[data-id="${CSS.escape(id)}"]`));
  }

  /** @param {string} name */
  control(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (find(this.root, `[name=${name}]`));
  }

  /** What one can choose from. @param {Collection | null} collection */
  offer(collection) {
    const { outlets = [], languages = [], collections = [] } = collection ?? {};
    // There may be more than are offered, or than one looks through: an outlet can be typed.
    find(this.root, "#outlets").replaceChildren(...outlets.map(({ name }) => make("option", { value: name })));
    this.fill("language", "All languages", languages, language);
    this.fill("collection", "All collections", collections, (name) => name);
    this.control("outlet").hidden = outlets.length < 2 && !this.wanted.outlet;
  }

  /** @param {"language" | "collection"} name @param {string} all @param {Tally[]} tallies @param {(name: string) => string} said */
  fill(name, all, tallies, said) {
    const chosen = this.wanted[name];
    const options = tallies.map(({ name, articles }) => make("option", { value: name }, `${said(name)} (${articles})`));
    if (chosen && !tallies.some(({ name }) => name === chosen)) options.push(make("option", { value: chosen }, said(chosen)));
    const select = this.control(name);
    select.replaceChildren(make("option", { value: "" }, all), ...options);
    select.value = chosen;
    select.hidden = options.length < 2 && !chosen;
  }

  /** @param {string | null} [cursor] goes on from there @param {number} [limit] */
  async load(cursor = null, limit = PAGE) {
    if (cursor && cursor === this.asked) return;
    this.asked = cursor;
    if (!cursor) {
      this.loading.abort();
      [this.loading, this.stale] = [new AbortController(), false];
    }
    const { signal } = this.loading;
    const query = Object.entries({ ...this.wanted, limit: String(limit), cursor: cursor ?? "" }).filter(([, value]) => value);
    try {
      const page = await getArticles(new URLSearchParams(query), signal);
      signal.throwIfAborted();
      const rows = page.articles.map((article) => this.row(article));
      arrange(this.list, cursor ? [.../** @type {HTMLCollectionOf<HTMLElement>} */ (this.list.children), ...rows] : rows);
      this.next = page.next;
      this.more.hidden = !this.next;
      put(find(this.root, ".none"), null);
      if (page.counts) this.showCounts(page.counts, page);
    } catch (problem) {
      if (signal.aborted) return;
      this.asked = null;
      this.stale ||= !cursor;
      put(find(this.root, cursor ? ".none" : ".told"), String(problem));
    }
  }

  /** @param {ListCounts} counts @param {{nearest: boolean, at_least: boolean}} found whether no article has all of the words, and the list holds those that have most; whether there may be more */
  showCounts(counts, { nearest, at_least }) {
    const { matching, articles } = counts;
    const told = matching === articles ? count(articles, "article") : `${at_least ? "at least " : ""}${matching.toLocaleString("en")} of ${count(articles, "article")}`;
    put(find(this.root, ".told"), nearest ? "No article has all of these words. Nearest first:" : told);
    const kinds = KINDS.flatMap(([name, said, kind]) => {
      const pressed = Object.entries(kind).every(([part, value]) => this.wanted[/** @type {keyof Wanted} */ (part)] === value);
      if (!counts[name] && !pressed) return [];
      const onclick = () => this.want({ ...OF_ANY_KIND, ...(pressed ? {} : kind) });
      return make("button", { type: "button", class: "chip", "aria-pressed": String(pressed), onclick }, `${counts[name].toLocaleString("en")} ${said}`);
    });
    find(this.root, ".kinds").replaceChildren(...kinds);
    put(find(this.root, ".none"), matching || nearest || !articles ? null : "No article is like that.");
    find(this.root, ".empty").hidden = articles > 0;
  }

  /** One that is listed already stays the same row. @param {Listed} article */
  row(article) {
    const { id, title, problem, state } = article;
    const element = this.rowOf(id) ?? this.newRow(id);
    const box = /** @type {HTMLInputElement} */ (find(element, "input"));
    box.checked = this.ticked.has(id);
    box.setAttribute("aria-label", `Tick: ${title || "Untitled"}`);
    putSource(element, article);
    put(find(element, ".state"), problem ? `Failed: ${problem}` : state === "pending" ? "being indexed" : null);
    element.hidden = this.leaving.has(id);
    return element;
  }

  /** @param {string} id */
  newRow(id) {
    const element = clone("listed");
    element.dataset.id = id;
    const box = /** @type {HTMLInputElement} */ (find(element, "input"));
    box.addEventListener("change", () => {
      if (box.checked) this.ticked.add(id);
      else this.ticked.delete(id);
      this.showTicked();
    });
    const link = /** @type {HTMLAnchorElement} */ (find(element, ".title"));
    link.href = addressOf(id);
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(addressOf(id));
    });
    return element;
  }

  showTicked() {
    const bar = find(this.root, ".ticked");
    bar.hidden = !this.ticked.size;
    find(bar, ".number").textContent = `${count(this.ticked.size, "article")} ticked`;
  }

  /** Out of sight at once, out of the collection when the time to undo is over. @param {string[]} ids */
  remove(ids) {
    const going = ids.filter((id) => !this.leaving.has(id));
    if (!going.length) return;
    const title = this.rowOf(going[0])?.querySelector(".title")?.textContent;
    const told = going.length > 1 ? [count(going.length, "article"), " are removed, and with them the answers that cite them."] : [make("bdi", {}, title ?? "The article"), " is removed, and with it the answers that cite it."];
    const button = make("button", { type: "button", class: "plain", onclick: () => {
      stay();
      note.remove();
      (this.linkOf(going[0]) ?? find(this.root, ".scroll")).focus();
    } }, "Undo");
    const note = make("div", { class: "removed" }, make("span", {}, ...told), button);
    const stay = () => {
      clearTimeout(timer);
      removeEventListener("pagehide", gone);
      this.hide(going, false);
    };
    const gone = async () => {
      clearTimeout(timer);
      removeEventListener("pagehide", gone);
      const outcomes = await Promise.allSettled(going.map(removeArticle));
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      if (failed) note.replaceChildren(String(failed.reason), make("button", { type: "button", class: "plain", onclick: () => note.remove() }, "Close"));
      else note.remove();
      this.hide(going, false);
      going.filter((_, n) => outcomes[n].status === "fulfilled").forEach((id) => this.rowOf(id)?.remove());
      this.again();
      this.refresh();
    };
    // Whoever points at it, or has come to it by keyboard, still decides.
    const wait = () => void (timer = setTimeout(() => (note.matches(":hover, :has(:focus-visible)") ? wait() : gone()), UNDO_MS));
    let timer = 0;
    wait();
    addEventListener("pagehide", gone);
    for (const id of going) this.ticked.delete(id);
    this.hide(going, true);
    this.showTicked();
    find(this.root, ".leaving").append(note);
    button.focus();
  }

  /** @param {string[]} ids @param {boolean} away */
  hide(ids, away) {
    for (const id of ids) {
      if (away) this.leaving.add(id);
      else this.leaving.delete(id);
      const row = this.rowOf(id);
      if (row) row.hidden = away;
      for (const box of row?.querySelectorAll("input") ?? []) box.checked = this.ticked.has(id);
    }
  }
}

/** Rows that stay are left where they are, so that the focus and what is in sight stay, too. @param {HTMLElement} list @param {HTMLElement[]} rows */
function arrange(list, rows) {
  const wanted = new Set(rows);
  for (const row of [...list.children]) if (!wanted.has(/** @type {HTMLElement} */ (row))) row.remove();
  rows.forEach((row, n) => row === list.children[n] || list.insertBefore(row, list.children[n] ?? null));
}

/** The address of a list. @param {Wanted} wanted */
export function listOf(wanted) {
  const query = new URLSearchParams(Object.entries(wanted).filter(([name, value]) => value !== USUAL[/** @type {keyof Wanted} */ (name)]));
  return query.size ? `/articles?${query}` : "/articles";
}

/** What an address wants listed; what it says of anything else is passed over. @param {string} query @returns {Wanted} */
export function wantedOf(query) {
  const said = [...new URLSearchParams(query)].filter(([name]) => name in USUAL);
  return { ...USUAL, ...Object.fromEntries(said) };
}
