// @ts-check
// The collection: all articles, searched, sorted and filtered; opened, ticked to ask within, removed.
import { getArticles, removeArticle } from "./api.js";
import { clone, find, make, put, putSource } from "./dom.js";
import { addressOf, go } from "./router.js";
import { store } from "./store.js";
import { count, language } from "./words.js";

/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {import("./types.js").Listed} Listed */
/** @typedef {import("./types.js").ListCounts} ListCounts */

const TYPING_MS = 200;
const UNDO_MS = 8000;
/** The kinds that a press on their count shows. @type {[keyof ListCounts, string, Record<string, string>][]} */
const KINDS = [
  ["failed", "failed", { state: "failed" }],
  ["pending", "being indexed", { state: "pending" }],
  ["undated", "without a day", { undated: "true" }],
  ["repaired", "repaired", { repaired: "true" }],
  ["copies", "near-copies", { copies: "true" }],
];

export class Library {
  /** What kind of articles is shown. @type {keyof ListCounts | null} */
  kind = null;
  /** Articles that are ticked. @type {Set<string>} */
  ticked = new Set();
  /** What stands in the place of articles that are removed as long as there is a way back, by id. @type {Map<string, HTMLElement>} */
  leaving = new Map();
  /** Where the list goes on. @type {string | null} */
  next = null;
  loading = new AbortController();
  /** Whether there is more or less by now than the list knows of. */
  stale = true;

  /** @param {HTMLElement} root @param {{askWithin: (ids: string[]) => void}} around */
  constructor(root, { askWithin }) {
    this.root = root;
    this.list = find(root, ".listed");
    this.more = find(root, ".more");
    this.search = /** @type {HTMLInputElement} */ (find(root, "[type=search]"));
    let typing = 0;
    this.search.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.load(), TYPING_MS);
    });
    for (const select of root.querySelectorAll("select")) select.addEventListener("change", () => this.load());
    this.more.addEventListener("click", () => this.load(this.next));
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.next && this.load(this.next), { root: find(root, ".scroll"), rootMargin: "600px" }).observe(this.more);
    find(root, ".ask-within").addEventListener("click", () => askWithin([...this.ticked]));
    find(root, ".clear").addEventListener("click", () => {
      this.ticked.clear();
      for (const box of this.list.querySelectorAll("input")) box.checked = false;
      this.showTicked();
    });
    find(root, ".ticked .remove").addEventListener("click", () => this.remove([...this.ticked]));
    store.subscribe("collection", (collection) => {
      if (!collection) return;
      this.offer(collection);
      this.stale = true;
      // Whoever has scrolled on keeps what is in sight.
      if (!root.hidden && find(root, ".scroll").scrollTop < 200) this.load();
    });
    this.offer(store.now().collection);
  }

  /** The list as it was left; where words are given, what is found by these. @param {string} [words] */
  async show(words) {
    const other = Boolean(words) && words !== this.search.value;
    if (words) this.search.value = words;
    if (other || this.stale) await this.load();
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
  choice(name) {
    return /** @type {HTMLSelectElement} */ (find(this.root, `[name=${name}]`));
  }

  /** What one can choose from. @param {Collection | null} collection */
  offer(collection) {
    const { outlets = [], languages = [], collections = [] } = collection ?? {};
    this.fill("outlet", "All outlets", outlets.map(({ name, articles }) => [name, `${name} (${articles})`]));
    this.fill("language", "All languages", languages.map(({ name, articles }) => [name, `${language(name)} (${articles})`]));
    this.fill("collection", "All collections", collections.map(({ name, articles }) => [name, `${name} (${articles})`]));
  }

  /** @param {string} name @param {string} all @param {string[][]} options */
  fill(name, all, options) {
    const select = this.choice(name);
    const chosen = select.value;
    select.replaceChildren(make("option", { value: "" }, all), ...options.map(([value, told]) => make("option", { value }, told)));
    select.value = options.some(([value]) => value === chosen) ? chosen : "";
    select.hidden = options.length < 2;
  }

  /** @param {string | null} [cursor] goes on from there */
  async load(cursor) {
    if (cursor) this.next = null; // asked for once
    else this.loading.abort();
    if (!cursor) [this.loading, this.stale] = [new AbortController(), false];
    const { signal } = this.loading;
    const chosen = ["sort", "outlet", "language", "collection"].map((name) => [name, this.choice(name).value]);
    const wanted = { q: this.search.value.trim(), ...Object.fromEntries(chosen), ...kindOf(this.kind) };
    const query = Object.entries({ ...wanted, limit: "60", cursor: cursor ?? "" }).filter(([, value]) => value);
    try {
      const page = await getArticles(new URLSearchParams(query), signal);
      signal.throwIfAborted();
      if (!cursor) this.list.replaceChildren();
      this.list.append(...page.articles.map((article) => this.leaving.get(article.id) ?? this.row(article)));
      if (!cursor) this.list.prepend(...[...this.leaving.values()].filter(({ isConnected }) => !isConnected));
      this.next = page.next;
      this.more.hidden = !this.next;
      if (page.counts) this.showCounts(page.counts, page);
    } catch (problem) {
      if (!signal.aborted) put(find(this.root, ".told"), String(problem));
    }
  }

  /** @param {ListCounts} counts @param {{nearest: boolean, at_least: boolean}} found whether no article has all of the words, and the list holds those that have most; whether there may be more */
  showCounts(counts, { nearest, at_least }) {
    const { matching, articles } = counts;
    const told = matching === articles ? count(articles, "article") : `${at_least ? "at least " : ""}${matching.toLocaleString("en")} of ${count(articles, "article")}`;
    put(find(this.root, ".told"), nearest ? "No article has all of these words. Nearest first:" : told);
    const kinds = KINDS.filter(([name]) => counts[name] || name === this.kind).map(([name, said]) => {
      const onclick = () => {
        this.kind = this.kind === name ? null : name;
        this.load();
      };
      return make("button", { type: "button", class: "chip", "aria-pressed": String(this.kind === name), onclick }, `${counts[name].toLocaleString("en")} ${said}`);
    });
    find(this.root, ".kinds").replaceChildren(...kinds);
    put(find(this.root, ".none"), matching || nearest ? null : articles ? "No article is like that." : "The collection is empty. Add articles to begin.");
  }

  /** @param {Listed} article */
  row(article) {
    const { id, title, problem, state } = article;
    const element = clone("listed");
    element.dataset.id = id;
    const box = /** @type {HTMLInputElement} */ (find(element, "input"));
    box.checked = this.ticked.has(id);
    box.setAttribute("aria-label", `Tick: ${title || "Untitled"}`);
    box.addEventListener("change", () => {
      if (box.checked) this.ticked.add(id);
      else this.ticked.delete(id);
      this.showTicked();
    });
    putSource(element, article);
    if (!article.published) put(find(element, "time"), "no day");
    put(find(element, ".state"), problem ? `Failed: ${problem}` : state === "pending" ? "being indexed" : null);
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
    for (const id of ids.filter((id) => !this.leaving.has(id))) {
      const row = this.rowOf(id);
      this.ticked.delete(id);
      const title = row?.querySelector(".title")?.textContent ?? "The article";
      const stay = () => {
        clearTimeout(timer);
        removeEventListener("pagehide", gone);
        this.leaving.delete(id);
      };
      const gone = () => {
        stay();
        removeArticle(id).then(() => note.remove(), (problem) => note.replaceChildren(String(problem)));
      };
      const undo = () => {
        stay();
        const box = row?.querySelector("input");
        if (box) box.checked = false;
        if (row && note.isConnected) note.replaceWith(row);
        else this.load();
      };
      const note = make("li", { class: "removed", role: "status" },
        make("span", {}, make("bdi", {}, title), " is removed, and with it the answers that cite it."), make("button", { type: "button", class: "plain", onclick: undo }, "Undo"));
      this.leaving.set(id, note);
      if (row) row.replaceWith(note);
      else this.list.prepend(note);
      const timer = setTimeout(gone, UNDO_MS);
      addEventListener("pagehide", gone);
    }
    this.showTicked();
  }
}

/** @param {keyof ListCounts | null} which @returns {Record<string, string>} */
function kindOf(which) {
  return KINDS.find(([name]) => name === which)?.[2] ?? {};
}
