// @ts-check
// The source article beside the answer, with the exact cited words marked.
import { aboutOf, openCorrecting } from "./about.js";
import { getArticle, getCopies } from "./api.js";
import { hideCard } from "./card.js";
import { spanOf } from "./conversation.js";
import { find, make, put, putSource } from "./dom.js";
import { withSource } from "./export.js";
import { cut, placesOf, stretches } from "./marks.js";
import { rendered, verbatim } from "./rendering.js";
import { repairsOf, toRaw, within } from "./repairs.js";
import { addressOf, go } from "./router.js";
import { copyText } from "./saving.js";
import { store } from "./store.js";
import { day } from "./words.js";

/** @typedef {import("./types.js").Article} Article */
/** @typedef {import("./types.js").Excerpt} Excerpt */
/** @typedef {import("./api.js").Problem} Problem */
/** @typedef {import("./types.js").Summary} Summary */

const MOVED = "The cited words are not at their place in this version of the article, so nothing is marked.";

/** @typedef {{article_id: string, version: number | null}} Which no version is the one that is found */
/** @typedef {import("./marks.js").Cited & {version?: number}} Quoted */
/** What lies around it: `closed` is told when the reader closed it, `changed` when an article says something else about itself. @typedef {{askWithin: (ids: string[]) => void, remove: (id: string) => void, closed: () => void, changed: () => void}} Around */

export class ArticlePane {
  /** What opened it, which gets the focus back. @type {HTMLElement | null} */
  opener = null;
  /** @type {Article | null} */
  shown = null;
  /** The cited stretches of the article on show, and the one in front; -1 where none is. @type {(Quoted & {version: number})[]} */
  cited = [];
  at = -1;
  asReceived = false;
  loading = new AbortController();

  /** @param {HTMLElement} root @param {Around} around */
  constructor(root, around) {
    this.root = root;
    this.around = around;
    this.body = find(root, ".article-text");
    this.tools = find(root, ".article-tools");
    this.notice = find(root, ".callout");
    /** @param {string} name @param {(shown: Article, button: HTMLElement) => void} act */
    const listen = (name, act) => {
      const button = find(root, name);
      button.addEventListener("click", () => this.shown && act(this.shown, button));
    };
    root.addEventListener("close", () => this.close());
    find(root, ".close").addEventListener("click", () => {
      this.close();
      around.closed();
    });
    listen(".previous", () => this.step(-1));
    listen(".next", () => this.step(1));
    listen(".received", () => {
      this.asReceived = !this.asReceived;
      this.render();
    });
    listen(".address", (shown, button) => copyText(button, this.addressNow(shown)));
    listen(".with-source", (shown, button) => copyText(button, this.quoteNow(shown)));
    listen(".within", ({ id }) => around.askWithin([id]));
    listen(".correct", (shown) => openCorrecting(shown, (corrected) => this.showCorrected(corrected)));
    listen(".remove", ({ id }) => {
      this.close();
      around.remove(id);
    });
  }

  /** An article of the list, or the words in it that an address names. @param {{id: string, version?: number | null, start?: number | null, end?: number | null}} which @param {HTMLElement | null} button */
  openListed({ id, version, start, end }, button) {
    this.press(button);
    const which = { article_id: id, version: version ?? null };
    const named = start !== null && start !== undefined && end !== null && end !== undefined ? [{ start, end }] : [];
    return this.open(which, named, named[0]);
  }

  /**
   * @param {Excerpt} citation
   * @param {Excerpt[]} others of the same answer; those in this article are marked more lightly
   * @param {HTMLElement} button gets the focus back
   */
  openCited(citation, others, button) {
    this.press(button);
    return this.open(citation, [citation, ...others].filter(({ article_id }) => article_id === citation.article_id), citation);
  }

  /** @param {Which} which @param {Quoted[]} citations @param {Quoted} [front] */
  async open(which, citations, front) {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.reveal();
    try {
      const article = await this.load(which, signal);
      if (article !== this.shown) this.asReceived = false;
      this.show(article, citations, front);
      this.showCopies(await getCopies(article.id, signal), signal);
    } catch (problem) {
      if (signal.aborted) return;
      if (this.shown) put(this.notice, String(problem));
      else this.showProblem(/** @type {Problem} */ (problem));
    }
  }

  /** @param {Article} article @param {Quoted[]} [citations] @param {Quoted} [front] */
  show(article, citations = [], front = undefined) {
    this.shown = article;
    this.cited = stretches(citations.filter(({ version = article.version }) => version === article.version)).map((one) => ({ ...one, version: article.version }));
    this.at = this.cited.findIndex(({ start, end }) => start === front?.start && end === front?.end);
    this.showAbout(article);
    if (store.now().route.view === "articles") document.title = `${article.title || "Untitled"} · Assay`;
    this.render();
  }

  /** The same text under other words about it keeps its marks. @param {Article} article */
  showCorrected(article) {
    const moved = article.text === this.shown?.text ? this.cited.map((one) => ({ ...one, version: article.version })) : [];
    this.show(article, moved, moved[this.at]);
    this.around.changed();
  }

  close() {
    if (this.root.hidden) return;
    this.loading.abort();
    this.root.hidden = true;
    const back = this.opener;
    this.press(null);
    // Asking again replaces the citations of an answer, and the one pressed may be gone.
    (back?.isConnected ? back : [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#question, #library .scroll"))].find((one) => one.checkVisibility()))?.focus();
    // The focus would bring up its card, over the answer the reader came back to.
    hideCard();
  }

  /** @param {HTMLElement | null} button */
  press(button) {
    this.opener?.removeAttribute("aria-current");
    button?.setAttribute("aria-current", "true");
    this.opener = button;
    hideCard();
  }

  /** Beside the answer the text is narrower, so the citation may have moved. */
  reveal() {
    this.root.hidden = false;
    this.opener?.scrollIntoView({ block: "nearest" });
  }

  /** The article on show is not fetched again. @param {Which} which @param {AbortSignal} signal */
  async load({ article_id, version }, signal) {
    if (this.shown?.id === article_id && (version ? version === this.shown.version : isNewest(this.shown))) return this.shown;
    this.shown = null;
    this.body.replaceChildren();
    putSource(this.root, { title: "Loading the article…" });
    this.link(null);
    put(this.notice, null);
    this.tools.hidden = true;
    find(this.tools, ".copies").hidden = true;
    /** @type {HTMLDetailsElement} */ (find(this.tools, ".about")).open = false;
    const article = await getArticle(article_id, version, signal);
    signal.throwIfAborted();
    return article;
  }

  /** @param {Article} article */
  showAbout(article) {
    const { version, versions = [] } = article;
    putSource(this.root, article, isNewest(article) ? "" : `version ${version} of ${versions.length}`);
    this.link(article.url);
    this.body.lang = article.language ?? "";
    find(this.tools, ".received").hidden = !article.edits.length;
    const repairs = repairsOf(article.edits);
    put(find(this.tools, ".repairs"), repairs && `Repaired: ${repairs}`);
    find(this.tools, ".about dl").replaceChildren(...aboutOf(article, (version) => this.turnTo(article.id, version)));
  }

  /** To another version or article, which in the collection has an address. @param {string} id @param {number | null} version */
  turnTo(id, version) {
    if (store.now().route.view === "articles") go(addressOf(id, version ? { version } : undefined));
    else this.open({ article_id: id, version }, []);
  }

  /** Of the words in front, or else of the article as it is shown. @param {Article} article */
  addressNow(article) {
    const { id, version } = article;
    const cited = this.cited[this.at] ?? (isNewest(article) ? undefined : { version });
    return new URL(addressOf(id, cited), location.href).href;
  }

  /** The words in front as the article has them, with where they stand. @param {Article} article */
  quoteNow(article) {
    const { title, outlet, published, text } = article;
    const { start, end } = this.cited[this.at];
    const quote = [...text].slice(start, end).join("");
    return withSource(`“${quote}”`, title, outlet, published && day(published), this.addressNow(article));
  }

  /** The text with its marks, the words in front in sight. */
  render() {
    const article = /** @type {Article} */ (this.shown);
    const { cited, at } = this;
    const text = this.asReceived ? article.raw : article.text;
    const spans = this.asReceived ? cited.map(({ start, end }) => toRaw(article.edits, start, end)) : cited;
    const pieces = at < 0 ? null : cut(text, spans[at], spans.toSpliced(at, 1));
    const marked = pieces ? placesOf(pieces) : [];
    this.body.replaceChildren(...(this.asReceived ? verbatim(text, marked) : rendered(text, marked)));
    this.showTools();
    put(this.notice, at >= 0 ? (pieces ? this.repairedHere(article) : MOVED) : null);
    this.bring(this.body.querySelector("mark.current"));
  }

  /** @param {HTMLElement | null} mark */
  bring(mark) {
    (mark ?? this.body).focus({ preventScroll: true });
    if (mark) mark.scrollIntoView({ block: "center" });
    else this.body.scrollTop = 0;
  }

  showTools() {
    const { tools, cited, at } = this;
    find(tools, ".received").setAttribute("aria-pressed", String(this.asReceived));
    find(tools, ".steps").hidden = cited.length < 2;
    find(tools, ".place").textContent = `${at + 1} of ${cited.length}`;
    find(tools, ".address").textContent = at < 0 ? "Copy link" : "Copy link to the quote";
    find(tools, ".with-source").hidden = at < 0;
    tools.hidden = false;
  }

  /** Whether the words in front are not as they came. @param {Article} article */
  repairedHere({ edits }) {
    const { start, end } = this.cited[this.at];
    const repairs = repairsOf(within(edits, start, end));
    if (!repairs) return null;
    return this.asReceived ? "These are the marked words as they were received." : `The marked words were repaired: ${repairs}.`;
  }

  /** To the next or previous cited words, around the end. @param {1 | -1} direction */
  step(direction) {
    const { length } = this.cited;
    if (length < 2) return;
    this.at = (this.at + direction + length) % length;
    const turn = this.opener?.closest(".turn") ?? document;
    const span = spanOf({ ...this.cited[this.at], article_id: this.shown?.id ?? "" });
    const button = turn.querySelector(`[data-spans~="${CSS.escape(span)}"]`);
    if (button) this.press(/** @type {HTMLElement} */ (button));
    this.render();
    this.reveal();
  }

  /** @param {{articles: Summary[]}} copies @param {AbortSignal} signal */
  showCopies({ articles }, signal) {
    signal.throwIfAborted();
    const list = find(this.tools, ".copies");
    find(list, "summary").textContent = `Also in ${articles.length === 1 ? "one copy" : `${articles.length} copies`}`;
    find(list, "ul").replaceChildren(...articles.map((article) => this.copy(article)));
    list.hidden = !articles.length;
    this.showTools();
  }

  /** @param {Summary} article */
  copy({ id, title, outlet, published }) {
    const onclick = () => this.turnTo(id, null);
    const about = [outlet, published ? day(published) : "no day"].filter(Boolean).join(", ");
    return make("li", { dir: "auto" }, make("button", { type: "button", onclick }, title), ` ${about}`);
  }

  /** @param {Problem} problem */
  showProblem(problem) {
    putSource(this.root, { title: "The article can’t be shown" });
    put(this.notice, String(problem));
    find(this.root, ".close").focus();
  }

  /** An address from an article is data: only a web page is worth a link. @param {string | null} url */
  link(url) {
    const anchor = /** @type {HTMLAnchorElement} */ (find(this.root, ".original"));
    anchor.hidden = !/^https?:\/\//iu.test(url ?? "");
    if (anchor.hidden) anchor.removeAttribute("href");
    else anchor.href = String(url);
  }
}

/** @param {Article} article */
function isNewest({ version, versions = [] }) {
  return versions.every((one) => one.version <= version);
}
