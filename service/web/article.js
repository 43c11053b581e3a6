// @ts-check
// The source article beside the answer, with the exact cited words marked.
import { aboutOf, openCorrecting } from "./about.js";
import { getArticle, getCopies } from "./api.js";
import { hideCard } from "./card.js";
import { spanOf } from "./conversation.js";
import { find, make, put, putSource } from "./dom.js";
import { withSource } from "./export.js";
import { askWithin } from "./filters.js";
import { cut, placesOf, stretches } from "./marks.js";
import { rendered, verbatim } from "./rendering.js";
import { repairsOf, toRaw, within } from "./repairs.js";
import { addressOf } from "./router.js";
import { copyText } from "./saving.js";
import { count, day } from "./words.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Excerpt} Excerpt */
/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {import("./types.js").Summary} Summary */

const MOVED = "The cited words are not at their place in this version of the article, so nothing is marked.";

const panel = find(document, "#article");
const body = find(panel, ".article-text");
const tools = find(panel, ".article-tools");
const notice = find(panel, ".callout");
const received = find(panel, ".received");
/** @typedef {{article_id: string, version: number | null}} Which no version is the one that is found */
/** @typedef {import("./marks.js").Cited & {version?: number}} Quoted */

/** @type {HTMLElement | null} */
let opener = null;
/** @type {Article | null} */
let shown = null;
/** The cited stretches of the article on show, and the one in front; -1 where none is. */
let cited = /** @type {(Quoted & {version: number})[]} */ ([]);
let at = -1;
let asReceived = false;
let loading = new AbortController();

find(panel, ".close").addEventListener("click", closeArticle);
find(panel, ".previous").addEventListener("click", () => step(-1));
find(panel, ".next").addEventListener("click", () => step(1));
received.addEventListener("click", () => {
  asReceived = !asReceived;
  render();
});

find(panel, ".address").addEventListener("click", ({ currentTarget }) =>
  shown && copyText(/** @type {HTMLElement} */ (currentTarget), addressNow(shown)));
find(panel, ".with-source").addEventListener("click", ({ currentTarget }) =>
  shown && copyText(/** @type {HTMLElement} */ (currentTarget), quoteNow(shown)));
find(panel, ".within").addEventListener("click", () => shown && askWithin([shown.id]));
find(panel, ".correct").addEventListener("click", () => shown && openCorrecting(shown, show));
find(panel, ".remove").addEventListener("click", async () => {
  const id = shown?.id;
  closeArticle();
  if (id) (await import("./library.js")).remove(id);
});

/** An article of the list, or the words in it that an address names. @param {{id: string, version?: number | null, start?: number | null, end?: number | null}} which @param {HTMLElement | null} button */
export function openListed({ id, version, start, end }, button) {
  press(button);
  const which = { article_id: id, version: version ?? null };
  const named = start !== null && start !== undefined && end !== null && end !== undefined ? [{ start, end }] : [];
  return open(which, named, named[0]);
}

/**
 * @param {Excerpt} citation
 * @param {Excerpt[]} others of the same answer; those in this article are marked more lightly
 * @param {HTMLElement} button gets the focus back
 */
export function openArticle(citation, others, button) {
  press(button);
  return open(citation, [citation, ...others].filter(({ article_id }) => article_id === citation.article_id), citation);
}

/** @param {Which} which @param {Quoted[]} citations @param {Quoted} [front] */
async function open(which, citations, front) {
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  reveal();
  try {
    const article = await load(which, signal);
    if (article !== shown) asReceived = false;
    show(article, citations, front);
    showCopies(await getCopies(article.id, signal), signal);
  } catch (problem) {
    if (signal.aborted) return;
    if (shown) put(notice, String(problem));
    else showProblem(/** @type {Problem} */ (problem));
  }
}

/** @param {Article} article @param {Quoted[]} [citations] @param {Quoted} [front] */
function show(article, citations = [], front = undefined) {
  shown = article;
  cited = stretches(citations.filter(({ version = article.version }) => version === article.version)).map((one) => ({ ...one, version: article.version }));
  at = cited.findIndex(({ start, end }) => start === front?.start && end === front?.end);
  showAbout(article);
  if (!find(document, "#library").hidden) document.title = `${article.title || "Untitled"} · Assay`;
  render();
}

function closeArticle() {
  if (panel.hidden) return;
  loading.abort();
  panel.hidden = true;
  panel.dispatchEvent(new CustomEvent("closed", { bubbles: true }));
  const back = opener;
  press(null);
  // Asking again replaces the citations of an answer, and the one pressed may be gone.
  (back?.isConnected ? back : [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#question, #library .scroll"))].find((one) => one.checkVisibility()))?.focus();
  // The focus would bring up its card, over the answer the reader came back to.
  hideCard();
}

/** @param {HTMLElement | null} button */
function press(button) {
  opener?.removeAttribute("aria-current");
  button?.setAttribute("aria-current", "true");
  opener = button;
  hideCard();
}

/** Beside the answer the text is narrower, so the citation may have moved. */
function reveal() {
  panel.hidden = false;
  opener?.scrollIntoView({ block: "nearest" });
}

/** The article on show is not fetched again. @param {Which} which @param {AbortSignal} signal */
async function load({ article_id, version }, signal) {
  if (shown?.id === article_id && shown.version === (version ?? shown.version)) return shown;
  shown = null;
  body.replaceChildren();
  putSource(panel, { title: "Loading the article…" });
  link(null);
  put(notice, null);
  tools.hidden = true;
  find(tools, ".copies").hidden = true;
  /** @type {HTMLDetailsElement} */ (find(tools, ".about")).open = false;
  const article = await getArticle(article_id, version, signal);
  signal.throwIfAborted();
  return article;
}

/** @param {Article} article */
function showAbout(article) {
  putSource(panel, article);
  link(article.url);
  body.lang = article.language ?? "";
  received.hidden = !article.edits.length;
  const repairs = repairsOf(article.edits);
  put(find(tools, ".repairs"), repairs && `Repaired: ${repairs}`);
  find(tools, ".about dl").replaceChildren(...aboutOf(article, (version) => open({ article_id: article.id, version }, [])));
}

/** Of the words in front, or else of the article. @param {Article} article */
function addressNow({ id }) {
  return new URL(addressOf(id, cited[at]), location.href).href;
}

/** The words in front as the article has them, with where they stand. @param {Article} article */
function quoteNow(article) {
  const { title, outlet, published, text } = article;
  const { start, end } = cited[at];
  const quote = [...text].slice(start, end).join("");
  return withSource(`“${quote}”`, title, outlet, published && day(published), addressNow(article));
}

/** The text with its marks, the words in front in sight. */
function render() {
  const article = /** @type {Article} */ (shown);
  const text = asReceived ? article.raw : article.text;
  const spans = asReceived ? cited.map(({ start, end }) => toRaw(article.edits, start, end)) : cited;
  const pieces = at < 0 ? null : cut(text, spans[at], spans.toSpliced(at, 1));
  const marked = pieces ? placesOf(pieces) : [];
  body.replaceChildren(...(asReceived ? verbatim(text, marked) : rendered(text, marked)));
  showTools();
  put(notice, at >= 0 ? (pieces ? repairedHere(article) : MOVED) : null);
  bring(body.querySelector("mark.current"));
}

/** @param {HTMLElement | null} mark */
function bring(mark) {
  (mark ?? body).focus({ preventScroll: true });
  if (mark) mark.scrollIntoView({ block: "center" });
  else body.scrollTop = 0;
}

function showTools() {
  received.setAttribute("aria-pressed", String(asReceived));
  find(tools, ".steps").hidden = cited.length < 2;
  find(tools, ".place").textContent = `${at + 1} of ${cited.length}`;
  find(tools, ".address").textContent = at < 0 ? "Copy link" : "Copy link to the quote";
  find(tools, ".with-source").hidden = at < 0;
  tools.hidden = false;
}

/** Whether the words in front are not as they came. @param {Article} article */
function repairedHere({ edits }) {
  const repairs = repairsOf(within(edits, cited[at].start, cited[at].end));
  if (!repairs) return null;
  return asReceived ? "These are the marked words as they were received." : `The marked words were repaired: ${repairs}.`;
}

/** To the next or previous cited words, around the end. @param {1 | -1} direction */
function step(direction) {
  if (cited.length < 2) return;
  at = (at + direction + cited.length) % cited.length;
  const turn = opener?.closest(".turn") ?? document;
  const button = turn.querySelector(`[data-spans~="${CSS.escape(spanOf({ ...cited[at], article_id: shown?.id ?? "" }))}"]`);
  if (button) press(/** @type {HTMLElement} */ (button));
  render();
  reveal();
}

/** @param {{articles: Summary[]}} copies @param {AbortSignal} signal */
function showCopies({ articles }, signal) {
  signal.throwIfAborted();
  const list = find(tools, ".copies");
  find(list, "summary").textContent = `Also in ${articles.length === 1 ? "one copy" : `${articles.length} copies`}`;
  find(list, "ul").replaceChildren(...articles.map(copy));
  list.hidden = !articles.length;
  showTools();
}

/** @param {Summary} article */
function copy({ id, version, title, outlet, published }) {
  const onclick = () => open({ article_id: id, version }, []);
  const about = [outlet, published && day(published)].filter(Boolean).join(", ");
  return make("li", { dir: "auto" }, make("button", { type: "button", onclick }, title), ` ${about}`);
}

/** @param {Problem} problem */
function showProblem(problem) {
  putSource(panel, { title: "The article can’t be shown" });
  put(notice, String(problem));
  find(panel, ".close").focus();
}

/** An address from an article is data: only a web page is worth a link. @param {string | null} url */
function link(url) {
  const anchor = /** @type {HTMLAnchorElement} */ (find(panel, ".original"));
  anchor.hidden = !/^https?:\/\//iu.test(url ?? "");
  if (anchor.hidden) anchor.removeAttribute("href");
  else anchor.href = String(url);
}
