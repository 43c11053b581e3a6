// @ts-check
// The collection: all articles, searched, sorted and filtered; opened, ticked to ask within, removed.
import { getArticles, getCollection, removeArticle } from "./api.js";
import { openListed } from "./article.js";
import { clone, find, make, put, putSource } from "./dom.js";
import { askWithin } from "./filters.js";
import { addressOf } from "./router.js";
import { count, language } from "./words.js";

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

const library = find(document, "#library");
const list = find(library, ".listed");
const search = /** @type {HTMLInputElement} */ (find(library, "[type=search]"));
const sort = /** @type {HTMLSelectElement} */ (find(library, "[name=sort]"));
const outlet = /** @type {HTMLSelectElement} */ (find(library, "[name=outlet]"));
const spoken = /** @type {HTMLSelectElement} */ (find(library, "[name=language]"));
const collected = /** @type {HTMLSelectElement} */ (find(library, "[name=collection]"));
const told = find(library, ".told");
const more = find(library, ".more");
const bar = find(library, ".ticked");

/** What kind of articles is shown. @type {keyof ListCounts | null} */
let kind = null;
/** Articles that are ticked, by id. @type {Map<string, Listed>} */
const ticked = new Map();
let next = /** @type {string | null} */ (null);
let loading = new AbortController();
let begun = false;

export function showLibrary() {
  if (!begun) begin();
  fillChoices();
  load();
}

/** @param {string} words */
export function searchFor(words) {
  search.value = words.replace(/[?？!.]+\s*$/u, "");
  load();
}

function begin() {
  begun = true;
  let typing = 0;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(load, TYPING_MS);
  });
  for (const select of [sort, outlet, spoken, collected]) select.addEventListener("change", () => load());
  more.addEventListener("click", () => load(next));
  new IntersectionObserver(([entry]) => entry.isIntersecting && next && load(next), { root: find(library, ".scroll"), rootMargin: "600px" }).observe(more);
  find(bar, ".ask-within").addEventListener("click", () => askWithin([...ticked.keys()]));
  find(bar, ".clear").addEventListener("click", () => {
    ticked.clear();
    for (const box of list.querySelectorAll("input")) box.checked = false;
    showTicked();
  });
  find(bar, ".remove").addEventListener("click", () => {
    for (const id of ticked.keys()) remove(id);
    ticked.clear();
    showTicked();
  });
}

async function fillChoices() {
  const { outlets, languages, collections } = await getCollection().catch(() => ({ outlets: [], languages: [], collections: [] }));
  fill(outlet, "All outlets", outlets.map(({ name, articles }) => [name, `${name} (${articles})`]));
  fill(spoken, "All languages", languages.map(({ name, articles }) => [name, `${language(name)} (${articles})`]));
  fill(collected, "All collections", collections.map(({ name, articles }) => [name, `${name} (${articles})`]));
}

/** @param {HTMLSelectElement} select @param {string} all @param {string[][]} options */
function fill(select, all, options) {
  const chosen = select.value;
  select.replaceChildren(make("option", { value: "" }, all), ...options.map(([value, name]) => make("option", { value }, name)));
  select.value = chosen;
  select.hidden = options.length < 2;
}

/** @param {string | null} [cursor] goes on from there */
async function load(cursor) {
  if (cursor) next = null; // asked for once
  else loading.abort();
  if (!cursor) loading = new AbortController();
  const { signal } = loading;
  const wanted = { q: search.value.trim(), sort: sort.value, outlet: outlet.value, language: spoken.value, collection: collected.value, ...kindOf(kind) };
  const query = Object.entries({ ...wanted, limit: "60", cursor: cursor ?? "" }).filter(([, value]) => value);
  try {
    const page = await getArticles(new URLSearchParams(query), signal);
    signal.throwIfAborted();
    if (!cursor) list.replaceChildren();
    list.append(...page.articles.map(row));
    next = page.next;
    more.hidden = !next;
    if (page.counts) showCounts(page.counts);
  } catch (problem) {
    if (!signal.aborted) put(told, String(problem));
  }
}

/** @param {keyof ListCounts | null} which @returns {Record<string, string>} */
function kindOf(which) {
  return KINDS.find(([name]) => name === which)?.[2] ?? {};
}

/** @param {ListCounts} counts */
function showCounts(counts) {
  const { matching, articles } = counts;
  put(told, matching === articles ? count(articles, "article") : `${matching.toLocaleString("en")} of ${count(articles, "article")}`);
  const kinds = KINDS.filter(([name]) => counts[name] || name === kind).map(([name, said]) => {
    const onclick = () => {
      kind = kind === name ? null : name;
      load();
    };
    return make("button", { type: "button", class: "chip", "aria-pressed": String(kind === name), onclick }, `${counts[name].toLocaleString("en")} ${said}`);
  });
  find(library, ".kinds").replaceChildren(...kinds);
  put(find(library, ".none"), matching ? null : articles ? "No article is like that." : "The collection is empty. Add articles to begin.");
}

/** @param {Listed} article */
function row(article) {
  const { id, title, problem, state } = article;
  const element = clone("listed");
  element.dataset.id = id;
  const box = /** @type {HTMLInputElement} */ (find(element, "input"));
  box.checked = ticked.has(id);
  box.setAttribute("aria-label", `Tick: ${title || "Untitled"}`);
  box.addEventListener("change", () => {
    if (box.checked) ticked.set(id, article);
    else ticked.delete(id);
    showTicked();
  });
  putSource(element, article);
  if (!article.published) put(find(element, "time"), "no day");
  put(find(element, ".state"), problem ? `Failed: ${problem}` : state === "pending" ? "being indexed" : null);
  const link = /** @type {HTMLAnchorElement} */ (find(element, ".title"));
  link.href = addressOf(id);
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", addressOf(id));
    openListed({ id }, link);
  });
  return element;
}

function showTicked() {
  bar.hidden = !ticked.size;
  find(bar, ".number").textContent = `${count(ticked.size, "article")} ticked`;
}

/** Out of sight at once, out of the collection when the time to undo is over. @param {string} id */
export function remove(id) {
  const element = /** @type {HTMLElement | null} */ (list.querySelector(`[data-id="${CSS.escape(id)}"]`));
  const gone = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", gone);
    removeArticle(id).then(() => note.remove(), (problem) => note.replaceChildren(String(problem)));
  };
  const undo = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", gone);
    if (element) note.replaceWith(element);
    else note.remove();
  };
  const title = element?.querySelector(".title")?.textContent ?? "The article";
  const note = make("li", { class: "removed", role: "status" },
    make("span", {}, make("bdi", {}, title), " is removed, and with it the answers that cite it."), make("button", { type: "button", class: "plain", onclick: undo }, "Undo"));
  if (element) element.replaceWith(note);
  else list.prepend(note);
  const timer = setTimeout(gone, UNDO_MS);
  addEventListener("pagehide", gone);
}
