// @ts-check
// The sources of an answer, beside it or below: what it cites, by number, and apart what else was found.
import { clone, excerpt, find, make, put, putSource } from "./dom.js";
import { said, withSource } from "./export.js";
import { rendered } from "./rendering.js";
import { addressOf } from "./router.js";
import { copyText } from "./saving.js";
import { sourcesOf, uncitedOf } from "./sources.js";
import { count, foreign } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */
/** @typedef {import("./types.js").Passage} Passage */
/** @typedef {import("./sources.js").Source} Source */
/** @typedef {import("./types.js").Excerpt} Excerpt */
/** @typedef {(cited: Excerpt, opener: HTMLElement) => void} Open */

const NEAREST = 3; // passages that stand in the answer itself where nothing was found

export class Rail {
  /** @param {HTMLElement} root @param {Open} open shows a citation in its article */
  constructor(root, open) {
    this.root = root;
    this.open = open;
    this.shown = "";
  }

  /** @param {Answer} answer */
  show(answer) {
    const cited = sourcesOf(answer);
    const found = uncitedOf(answer);
    // Rows are made anew only for what is new, so that nothing closes or loses the focus on the way.
    const now = JSON.stringify([answer.status, cited.map(({ number, quotes, language }) => [number, quotes.length, language]), found.length]);
    if (now === this.shown) return;
    this.shown = now;
    const done = Boolean(answer.status);
    find(this.root, "h3").hidden = !cited.length;
    put(find(this.root, ".voices"), cited.length ? voicesOf(answer) : null);
    find(this.root, ".cited").replaceChildren(...cited.map((source) => this.row(source)));
    this.putReading(done ? [] : found);
    this.putFound(done ? found.slice(answer.status === "not_in_articles" ? NEAREST : 0) : [], answer.status);
    this.root.hidden = !cited.length && !found.length;
  }

  /** @param {Source} source */
  row(source) {
    const { number, about, quotes, copyOf, language } = source;
    const row = clone("source");
    const title = find(row, ".title");
    find(row, ".number").textContent = String(number);
    putSource(row, about, language);
    title.addEventListener("click", () => this.open(quotes[0], title));
    find(row, "summary").textContent = count(quotes.length, "quote");
    put(find(row, ".copy-of"), copyOf ? `copy of ${copyOf}` : null);
    find(row, ".quotes").append(...quotes.map((quote) => this.quote(quote, said({ ...source, quotes: [quote] }))));
    return row;
  }

  /** The words, and what one takes along of them. @param {Citation} citation @param {string} source */
  quote(citation, source) {
    const button = make("button", { type: "button", class: "quote", dir: "auto" }, excerpt(citation.quote));
    button.addEventListener("click", () => this.open(citation, button));
    const copying = make("button", { type: "button", onclick: () => copyText(copying, withSource(`“${citation.quote}”`, source)) }, "Copy with source");
    const address = new URL(addressOf(citation.article_id, citation), location.href).href;
    const linking = make("button", { type: "button", onclick: () => copyText(linking, address) }, "Copy link");
    return make("li", {}, button, make("div", { class: "quote-tools" }, copying, linking));
  }

  /** What is being read while the answer is not there yet. @param {Passage[]} passages */
  putReading(passages) {
    const articles = new Map(passages.map((passage) => [passage.article_id, passage]));
    find(this.root, ".reading ul").replaceChildren(...[...articles.values()].map((passage) => {
      const row = clone("found");
      putSource(row, passage);
      return row;
    }));
    find(this.root, ".reading").hidden = !articles.size;
  }

  /** @param {Passage[]} passages @param {string | undefined} status */
  putFound(passages, status) {
    const details = find(this.root, ".considered");
    find(details, "summary").textContent =
      status === "not_in_articles" ? `${count(passages.length, "more passage")} found` : `Found, not cited: ${count(passages.length, "passage")}`;
    find(details, ".passages").replaceChildren(
      ...passages.map((passage) => passageOf(passage, (opener) => this.open({ ...passage, quote: passage.text }, opener))),
    );
    details.hidden = !passages.length;
  }
}

/** A passage with where it stands; its title opens it. @param {Passage} passage @param {(opener: HTMLElement) => void} open @param {string | null} [asked] the language of the question */
export function passageOf(passage, open, asked) {
  const element = clone("passage");
  const button = find(element, "button");
  element.dataset.number = String(passage.number);
  find(element, "blockquote").append(...rendered(passage.text));
  putSource(element, passage, foreign(passage.language, asked));
  button.addEventListener("click", () => open(button));
  return element;
}

/** @param {Answer} answer */
function voicesOf({ sources }) {
  if (!sources || sources.articles <= sources.independent) return null;
  return `${sources.articles} articles, ${sources.independent} independent: the others are copies.`;
}
