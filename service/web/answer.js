// @ts-check
// One question and its answer on the page: claims with citations, and everything an answer admits about itself.
import { attachCard } from "./card.js";
import { NOTHING, spanOf } from "./conversation.js";
import { clone, find, make, put, putItems } from "./dom.js";
import { said, withSource } from "./export.js";
import { gap, paragraphsOf } from "./paragraphs.js";
import { cutTable, inline, rendered } from "./rendering.js";
import { Rail, passageOf } from "./rail.js";
import { copyText } from "./saving.js";
import { aboutOf, citedIn, referencesOf, whereOf } from "./sources.js";
import { forBrowser } from "./storage.js";
import { count, coverageOf, foreign, moment, scopeOf } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Claim} Claim */
/** @typedef {import("./types.js").Citation} Citation */
/** @typedef {import("./sources.js").Reference} Reference */
/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {import("./closest.js").Closest} Closest */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Collection} Collection */
/** The articles beside the answers, made with the first one that is opened. @typedef {() => Promise<import("./article.js").ArticlePane>} Pane */

const [NEAREST, NAMED] = [3, 5]; // passages, outlets
const LEADS = { not_in_articles: "The articles don’t say.", partial: "The articles answer this in part." };
const VERDICTS = {
  supported: "Supported",
  unverified: "Unverified",
  contradicted: "Contradicted by its source",
  uncited: "No source",
};

const LEGEND = "assay.legend"; // kept once the reader was told what the line in the margin means
let legendTold = false; // the same, where nothing can be kept

export class Turn {
  /** @param {string} question @param {Filters} filters @param {Pane} pane */
  constructor(question, filters, pane) {
    this.element = clone("turn");
    this.pane = pane;
    this.filters = filters;
    this.scope = scopeOf(filters);
    this.answer = NOTHING;
    this.rail = new Rail(this.find(".sources"), (citation, opener) => this.open(citation, opener));
    this.find(".question").textContent = question;
    put(this.find(".scope"), this.scope);
  }

  /** Shows exactly this answer; what is there already stays untouched, so nothing is read out twice. @param {Answer} answer */
  show(answer) {
    this.answer = answer;
    put(this.find(".lead"), leadOf(answer));
    this.putClaims(this.find(".claims"), answer.claims, "claim");
    this.tellLegend(answer);
    this.putUnderstood(answer);
    this.putOptional(".missing", answer.missing);
    this.putWithheld(answer.withheld);
    this.putNearest(answer);
    this.rail.show(answer);
    putItems(this.find(".notes"), notesOf(answer));
    put(this.find(".made"), madeOf(answer));
    this.find(".problems").replaceChildren();
  }

  /** @param {Problem} problem @param {() => void} again @param {() => void} [quote] asks for an answer that needs no model */
  fail(problem, again, quote) {
    const box = clone("problem");
    put(find(box, ".title"), problem.title ?? problem.message);
    put(find(box, ".detail"), problem.detail);
    put(find(box, ".hint"), problem.hint);
    find(box, ".again").addEventListener("click", again);
    if (quote) box.append(make("button", { type: "button", class: "plain", onclick: quote }, "Let it quote"));
    this.find(".problems").replaceChildren(box);
  }

  /** Where nothing was found: what there is to find anything in. @param {Collection} collection */
  tellCoverage(collection) {
    const { published_from, published_to, as_of, undated } = this.filters;
    const left = collection.undated && !undated && (published_from || published_to || as_of) ? `, not ${count(collection.undated, "article")} without a day` : "";
    const limited = this.scope ? ` Only part of them was searched: ${this.scope}${left}.` : "";
    put(this.find(".covers"), `The collection holds ${coverageOf(collection)}. ${outletsOf(collection)}${limited}`);
  }

  /** @param {string} asked */
  tellWhen(asked) {
    put(this.find(".scope"), [`Asked ${moment(asked)}`, this.scope].filter(Boolean).join(" · "));
  }

  /** An answer of which only the text is left, finished or not. @param {string} text @param {boolean} [finished] */
  remember(text, finished = true) {
    put(this.find(".lead"), text || !finished ? null : "No answer was found.");
    this.find(".claims").replaceChildren(...text.split(/\n+/u).filter(Boolean).map((line) => make("p", { dir: "auto" }, line)));
    putItems(this.find(".notes"), text || finished ? ["Of this answer only the text was kept, not its evidence."] : []);
  }

  /** How the question was taken, where that is not as it was put. @param {Answer} answer */
  putUnderstood({ rewritten_question, respelled = [] }) {
    this.putOptional(".understood", rewritten_question);
    const names = respelled.map(({ meant }) => `“${meant}”`).join(" and ");
    this.find(".understood .meant").textContent = names && `Did you mean ${names}? `;
  }

  /** A rewriting can be undone. @param {() => void} ask */
  offerAsWritten(ask) {
    const understood = this.find(".understood");
    understood.querySelector("button")?.remove();
    understood.append(" ", make("button", { type: "button", class: "link", onclick: ask }, "Ask as I wrote it"));
  }

  /** Where no sentence was chosen, though the passages hold what was asked about: the closest, and ways on. @param {Closest[]} closest @param {HTMLElement[]} ways */
  refuse(closest, ways) {
    if (closest.length) put(this.find(".lead"), "No single sentence answers this. Closest:");
    this.find(".nearest h3").hidden = closest.length > 0;
    for (const { passage, start, end } of closest) {
      const quote = this.find(".nearest").querySelector(`[data-number="${passage}"] blockquote`);
      const about = this.answer.passages.find(({ number }) => number === passage);
      if (!quote || !about) continue;
      quote.replaceChildren(...rendered(about.text, [{ start, end, current: false }]));
      const source = said({ number: passage, about, quotes: [], copyOf: null, language: foreign(about.language, this.answer.question_language) });
      const copying = make("button", { type: "button", onclick: () => copyText(copying, withSource(`“${about.text.slice(start, end)}”`, source)) }, "Copy with source");
      quote.after(make("div", { class: "quote-tools" }, copying));
      quote.setAttribute("tabindex", "0"); // it scrolls
    }
    // Those with a marked sentence come first.
    const marked = [...this.find(".nearest").querySelectorAll(".passage:has(mark)")];
    find(this.find(".nearest"), ".passages").prepend(...marked);
    // In sight within their passages, now that these stand where they stay; the conversation doesn’t move.
    for (const mark of this.element.querySelectorAll(".nearest mark")) {
      const quote = /** @type {HTMLElement} */ (mark.closest("blockquote"));
      quote.scrollTop += mark.getBoundingClientRect().bottom - quote.getBoundingClientRect().bottom;
    }
    this.find(".ways").replaceChildren(...ways);
    this.find(".ways").hidden = !ways.length;
  }

  /** What can be done with the answer. @param {HTMLElement[]} actions */
  act(actions) {
    this.find(".actions").replaceChildren(...actions);
    this.find(".actions").hidden = false;
  }

  /** @param {string} selector */
  find(selector) {
    return find(this.element, selector);
  }

  /** @param {string} selector @param {string | null | undefined} text */
  putOptional(selector, text) {
    const paragraph = this.find(selector);
    find(paragraph, "bdi").textContent = text ?? "";
    paragraph.hidden = !text;
  }

  /** Under the first answer that this browser ever shows. @param {Answer} answer */
  tellLegend({ claims }) {
    if (!claims.length || legendTold || forBrowser.get(LEGEND)) return;
    legendTold = true;
    forBrowser.put(LEGEND, "told");
    this.find(".legend").hidden = false;
  }

  /** @param {HTMLElement} list @param {Claim[]} claims @param {string} testid */
  putClaims(list, claims, testid) {
    const paragraphs = paragraphsOf(claims);
    paragraphs.forEach((those, n) => {
      const paragraph = list.children[n] ?? list.appendChild(make("div", { class: "paragraph", dir: "auto" }));
      paragraph.setAttribute("data-verdict", those[0].verdict);
      paragraph.setAttribute("data-begins", those[0].begins ?? "");
      those.forEach((claim, place) => {
        const space = place ? gap(those[place - 1].text, claim) : "";
        const key = JSON.stringify([space, claim]);
        const there = /** @type {HTMLElement | undefined} */ (paragraph.children[place]);
        if (there && keys.get(there) === key) return;
        const element = this.claim(claim, testid);
        element.prepend(space);
        keys.set(element, key);
        if (there) there.replaceWith(element);
        else paragraph.append(element);
      });
      shorten(paragraph, those.length);
    });
    shorten(list, paragraphs.length);
  }

  /** @param {Claim} claim @param {string} testid */
  claim(claim, testid) {
    const element = clone("claim");
    const verdict = find(element, ".verdict");
    element.dataset.testid = testid;
    find(element, ".text").append(...inline(claim.text));
    find(element, ".citations").append(...referencesOf(claim.citations).map((reference) => this.reference(reference)));
    put(verdict, VERDICTS[claim.verdict] ?? claim.verdict);
    // The margin says it to the eye.
    verdict.classList.toggle("unseen", claim.verdict === "supported");
    const reasons = claim.verdict === "supported" ? [] : claim.reasons;
    if (reasons.length) verdict.after(make("ul", { class: "reasons" }, ...reasons.map((reason) => make("li", {}, make("bdi", {}, reason)))));
    const { text, stretches } = citedIn(claim.citations, this.answer.passages);
    const table = cutTable(text, stretches);
    if (table) find(element, ".sentence").after(table);
    return element;
  }

  /** The number of a source; pressing it opens the words that the sentence cites there. @param {Reference} reference */
  reference({ number, citations }) {
    const button = clone("citation");
    const about = aboutOf(citations[0], this.answer.passages);
    button.textContent = number === null ? "Source" : String(number);
    button.setAttribute("aria-label", `${number === null ? "Source" : `Source ${number}`}: ${about?.title ?? "article"}`);
    attachCard(button, citations, about, () => whereOf(citations[0], this.answer));
    button.dataset.spans = citations.map(spanOf).join(" ");
    button.addEventListener("click", () => this.open(citations[0], button));
    return button;
  }

  /** @param {import("./types.js").Excerpt} citation @param {HTMLElement} opener */
  async open(citation, opener) {
    (await this.pane()).openCited(citation, this.citations(), opener);
  }

  citations() {
    return [...this.answer.claims, ...this.answer.withheld].flatMap((claim) => claim.citations);
  }

  /** @param {Claim[]} claims */
  putWithheld(claims) {
    const details = this.find(".withheld");
    find(details, "summary").textContent = `${count(claims.length, "sentence")} withheld`;
    this.putClaims(find(details, ".claims"), claims, "withheld-claim");
    details.hidden = !claims.length;
  }

  /** In the open where they are all there is. @param {Answer} answer */
  putNearest({ status, passages, question_language }) {
    const nearest = status === "not_in_articles" ? passages.slice(0, NEAREST) : [];
    const root = this.find(".nearest");
    find(root, ".passages").replaceChildren(
      ...nearest.map((passage) => passageOf(passage, (opener) => this.open({ ...passage, quote: passage.text }, opener), question_language)),
    );
    root.hidden = !nearest.length;
  }
}

/** @param {Element} list @param {number} length */
function shorten(list, length) {
  while (list.children.length > length) list.lastElementChild?.remove();
}

/** @param {Collection} collection */
function outletsOf({ outlets, all_outlets = outlets.length }) {
  const [named, rest] = [outlets.slice(0, NAMED).map(({ name }) => name), all_outlets - NAMED];
  return named.length ? `Outlets: ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}.` : "";
}

/** Which claim an element shows. @type {WeakMap<HTMLElement, string>} */
const keys = new WeakMap();

/** @param {Answer} answer */
function leadOf({ status }) {
  return status === "not_in_articles" || status === "partial" ? LEADS[status] : null;
}

/** @param {Answer} answer */
function notesOf({ degraded_reason, citation_errors = [] }) {
  const errors = citation_errors.map(({ mark, message }) => `Wrong citation ${mark}: ${message}`);
  return [degraded_reason, ...errors].filter((note) => typeof note === "string");
}

/** @param {Answer} answer */
function madeOf({ made_with, claims, timings_ms }) {
  if (!made_with) return null;
  const { writer, model } = made_with;
  // That articles are quoted, and why, is told by the reason.
  const written = writer === "model" && `${claims.length ? "Written" : "Read"} by ${model ?? "a model"}`;
  const took = timings_ms && durationOf(timings_ms.total);
  return [checkedOf(claims), written, took].filter(Boolean).join(" · ");
}

/** "2 sentences verified, 1 unverified". @param {Claim[]} claims */
function checkedOf(claims) {
  const verified = claims.filter((claim) => claim.verdict === "supported").length;
  const rest = claims.length - verified;
  if (!claims.length) return "Searched";
  return `${count(verified, "sentence")} verified${rest ? `, ${rest} unverified` : ""}`;
}

/** @param {number} ms */
function durationOf(ms) {
  return ms < 500 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
