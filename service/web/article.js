// @ts-check
// The source article beside the answer, with the exact cited words marked.
import { getArticle } from "./api.js";
import { hideCard } from "./card.js";
import { find, put, putSource } from "./dom.js";
import { cut } from "./marks.js";

/** @typedef {import("./api.js").Article} Article */
/** @typedef {import("./api.js").Citation} Citation */
/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {import("./marks.js").Piece} Piece */

const MOVED = "The cited words are not at their place in this version of the article, so nothing is marked.";
const BLOCK = 4000;
/** Whole lines of at least a block, or what remains. */
const STRETCH = new RegExp(`[^]{${BLOCK},}?\\n|[^]+`, "g");

const panel = find(document, "#article");
const body = find(panel, ".article-text");
const notice = find(panel, ".callout");
/** @type {HTMLElement | null} */
let opener = null;
/** @type {Article | null} */
let shown = null;
let loading = new AbortController();

find(panel, ".close").addEventListener("click", closeArticle);

/**
 * @param {Citation} citation
 * @param {Citation[]} others of the same answer; those in this article are marked more lightly
 * @param {HTMLElement} button gets the focus back
 */
export async function openArticle(citation, others, button) {
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  press(button);
  reveal(button);
  try {
    showArticle(await load(citation, signal), citation, others);
  } catch (problem) {
    if (!signal.aborted) showProblem(/** @type {Problem} */ (problem));
  }
}

export function closeArticle() {
  if (panel.hidden) return;
  loading.abort();
  panel.hidden = true;
  const back = opener;
  press(null);
  // Asking again replaces the citations of an answer, and the one pressed may be gone.
  (back?.isConnected ? back : find(document, "#question")).focus();
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

/** Beside the answer the text is narrower, so the citation may have moved. @param {HTMLElement} button */
function reveal(button) {
  panel.hidden = false;
  button.scrollIntoView({ block: "nearest" });
}

/** The article on show is not fetched again. @param {Citation} citation @param {AbortSignal} signal */
async function load({ article_id, version }, signal) {
  if (shown?.id === article_id && shown.version === version) return shown;
  shown = null;
  body.replaceChildren();
  putSource(panel, { title: "Loading the article…" });
  link(null);
  put(notice, null);
  const article = await getArticle(article_id, version, signal);
  signal.throwIfAborted();
  return article;
}

/** @param {Article} article @param {Citation} citation @param {Citation[]} others */
function showArticle(article, citation, others) {
  shown = article;
  putSource(panel, article);
  link(article.url);
  const same = others.filter((other) => other.article_id === article.id && other.version === article.version);
  const current = markText(article.text, citation, same);
  put(notice, current ? null : MOVED);
  (current ?? body).focus({ preventScroll: true });
  if (current) current.scrollIntoView({ block: "center" });
  else body.scrollTop = 0;
}

/** @param {Problem} problem */
function showProblem(problem) {
  putSource(panel, { title: "The article can’t be shown" });
  put(notice, [problem.message, problem.detail, problem.hint].filter(Boolean).join(" — "));
  find(panel, ".close").focus();
}

/** An address from an article is data: only a web page is worth a link. @param {string | null} url */
function link(url) {
  const anchor = /** @type {HTMLAnchorElement} */ (find(panel, ".original"));
  anchor.hidden = !/^https?:\/\//iu.test(url ?? "");
  anchor.href = anchor.hidden ? "" : String(url);
}

/** @param {string} text @param {Citation} citation @param {Citation[]} others @returns {HTMLElement | null} the pressed words */
function markText(text, citation, others) {
  const pieces = cut(text, citation, others) ?? [{ text, cited: false, current: false }];
  body.replaceChildren(...blocksOf(pieces));
  return body.querySelector("mark.current");
}

/**
 * A megabyte in one block takes seconds to lay out; of many blocks the browser lays out those in sight.
 * @param {Piece[]} pieces
 */
function blocksOf(pieces) {
  let block = document.createElement("div");
  const blocks = [block];
  for (const piece of pieces) {
    const stretches = piece.cited ? [] : (piece.text.match(STRETCH) ?? []);
    if (piece.cited) block.append(mark(piece));
    for (const stretch of stretches) {
      block.append(stretch);
      if (stretch.length > BLOCK && stretch.endsWith("\n")) blocks.push((block = document.createElement("div")));
    }
  }
  return blocks;
}

/** @param {Piece} piece */
function mark({ text, current }) {
  const element = document.createElement("mark");
  element.className = current ? "cited current" : "cited";
  if (current) element.tabIndex = -1;
  element.textContent = text;
  return element;
}
