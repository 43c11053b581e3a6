// @ts-check
// One conversation on the page: questions are put, their answers shown as they arrive, one at a time.
import { Problem, getReceipt } from "./api.js";
import { Turn } from "./answer.js";
import { archive, keepTurns } from "./archive.js";
import { filtersOf } from "./choice.js";
import { closestOf } from "./closest.js";
import { NOTHING, after, exchangesOf, historyOf, progress } from "./conversation.js";
import { find, make, put, say } from "./dom.js";
import { plain, textOf } from "./export.js";
import { go, here } from "./router.js";
import { store } from "./store.js";
import { streamAnswer } from "./stream.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Receipt} Receipt */
/** @typedef {import("./kept.js").Asked} Asked */
/** @typedef {import("./kept.js").How} How */
/** @typedef {import("./kept.js").Kept} Kept */
/** @typedef {import("./router.js").Route} Route */
/** What lies around the conversation. @typedef {{pane: import("./answer.js").Pane, closeArticle: () => void, refresh: () => Promise<Collection | null>, addFiles: () => void}} Around */

const NEAR = 5; // turns that are shown at once where a conversation is opened again
const SLICE_MS = 16; // that the others may take before the reader has a turn
const INTERRUPTED = { title: "Not finished", detail: "This answer was stopped or cut off." };

export class Conversation {
  /** Set while an answer arrives. @type {AbortController | null} */
  asking = null;
  /** What was said so far. @type {Kept[]} */
  said = [];

  /** @param {HTMLElement} root @param {Around} around */
  constructor(root, around) {
    this.root = root;
    this.around = around;
    this.turns = find(root, ".turns");
    this.waits = find(root, ".waits");
    this.field = /** @type {HTMLTextAreaElement} */ (find(root, "#question"));
    find(root, "#stop").addEventListener("click", () => this.asking?.abort());
  }

  /** What the address names, where that is not on show: a new conversation, one that is kept, an answer. @param {Route} route */
  async show(route) {
    const { talk } = store.now();
    const place = here();
    this.tellTitle();
    if (place.path === talk.path && place.at === talk.at) return;
    store.put({ talk: place });
    if (route.view === "answer") await this.showReceipt(route.id);
    else await this.resume(place.at);
  }

  /** Says whether it could be asked: one answer at a time. @param {string} question @param {Filters} filters @param {How} [how] */
  pose(question, filters, how = {}) {
    if (this.asking) {
      put(this.waits, "One answer at a time: ask again when this one is there, or stop it.");
      return false;
    }
    const turn = this.addTurn(question, filters);
    this.tellTitle();
    turn.element.scrollIntoView({ block: "end" });
    const asked = { filters, ...how };
    /** @type {Kept} */
    const kept = { question, id: null, text: "", put: new Date().toISOString(), open: true, asked };
    this.said.push(kept);
    this.ask(turn, kept, asked);
    return true;
  }

  /** @param {string} question @param {Filters} filters */
  addTurn(question, filters) {
    find(this.root, "#intro").hidden = true;
    const turn = new Turn(question, filters, this.around.pane);
    this.turns.append(turn.element);
    return turn;
  }

  /** The tab is called after the last question. */
  tellTitle() {
    const last = this.turns.querySelector(".turn:last-child .question")?.textContent;
    document.title = last ? `${last.slice(0, 80)} · Assay` : "Assay";
  }

  /** @param {Turn} turn @param {Kept} kept @param {Asked} asked */
  async ask(turn, kept, asked) {
    if (this.asking) return;
    const { question } = kept;
    kept.asked = asked;
    let answer = NOTHING;
    const stop = (this.asking = new AbortController());
    this.setBusy(true);
    turn.show(answer);
    say("Searching…");
    this.keepTurn(kept);
    try {
      const before = this.said.slice(0, this.said.indexOf(kept));
      const body = { question, ...asked, history: asked.as_written ? [] : historyOf(before) };
      for await (const { event, data } of streamAnswer(body, stop.signal)) {
        if (this.asking !== stop) return;
        answer = after(answer, event, data);
        this.follow(turn, () => turn.show(answer));
        say(progress(event, answer));
        if (event === "checked") this.keepText(kept, answer);
      }
      if (answer.status === "failed") throw new Problem({ title: "The answer failed", detail: answer.degraded_reason ?? "" });
      const { id, kept: isKept } = answer;
      Object.assign(kept, { id: isKept && id ? id : null, text: textOf(answer), open: false, articles: citedIn(answer) });
      this.keepTurn(kept);
    } catch (problem) {
      if (this.asking !== stop) return;
      const again = (/** @type {Asked} */ asked) => () => this.ask(turn, kept, asked);
      this.follow(turn, () => turn.fail(/** @type {Problem} */ (problem), again(asked), asked.quote ? undefined : again({ ...asked, quote: true })));
    }
    if (this.asking !== stop) return;
    this.asking = null;
    this.setBusy(false);
    say("");
    // The next question need not wait for what is done about this answer.
    if (answer.status && !kept.open) await this.complete(turn, question, answer, howOf(asked), true);
  }

  /** From the moment it is put, so that no way of leaving loses a question. @param {Kept} kept @param {boolean} [soon] whether more of it comes */
  keepTurn(kept, soon) {
    const { at } = store.now().talk;
    if (!at) this.beginKeeping(new Date().toISOString());
    // What an answer that was opened came after belongs to the conversation that goes on from there.
    keepTurns({ at: store.now().talk.at, turns: at ? [kept] : this.said }, soon);
  }

  /** From now on the conversation is known by when it began, also to whoever comes back to this address. @param {string} at */
  beginKeeping(at) {
    const inSight = here().path === store.now().talk.path;
    store.put({ talk: { path: "/", at } });
    if (here().path === "/") history.replaceState({ at }, "");
    else if (inSight) history.pushState({ at }, "", "/"); // it goes on from an answer, whose address stays its own
  }

  /** The sentences that have come. @param {Kept} kept @param {Answer} answer */
  keepText(kept, answer) {
    kept.text = answer.claims.map(({ text }) => plain(text)).join(" ");
    kept.articles = citedIn(answer);
    this.keepTurn(kept, true);
  }

  /** What comes after the last sentence. @param {Turn} turn @param {string} question @param {Answer} answer @param {How} [how] @param {boolean} [now] whether it was given just now */
  async complete(turn, question, answer, how = {}, now = false) {
    if (answer.rewritten_question) turn.offerAsWritten(() => this.pose(question, turn.filters, { ...how, as_written: true }));
    if (answer.status === "not_in_articles") await this.tellSilence(turn, question, answer, how, now);
    const { actionsOf } = await import("./actions.js");
    this.follow(turn, () => turn.act(actionsOf(turn.element, question, answer)), now);
    if (!answer.kept || !answer.id || !answer.passages.length) return;
    const { offerAlso } = await import("./also.js");
    const ask = (/** @type {string} */ next) => {
      // A question that waits for an answer stands in the field.
      if (!this.pose(next, turn.filters, { ...how, as_written: true })) this.field.value = next;
    };
    const last = turn.element === this.turns.lastElementChild;
    await offerAlso(turn.find(".also"), answer, { open: (cited, opener) => turn.open(cited, opener), ask, now: now || last });
  }

  /** @param {Turn} turn @param {string} question @param {Answer} answer @param {How} how @param {boolean} now */
  async tellSilence(turn, question, answer, how, now) {
    const closest = closestOf(question, answer.passages);
    this.follow(turn, () => turn.refuse(closest, this.waysOn(turn, question, how)), now);
    const collection = (!now && store.now().collection) || (await this.around.refresh());
    if (collection && !closest.length) this.follow(turn, () => turn.tellCoverage(collection), now);
    if (collection?.articles === 0) turn.refuse([], [way("Add articles", this.around.addFiles)]);
  }

  /** What a reader can do where nothing was answered. @param {Turn} turn @param {string} question @param {How} how */
  waysOn(turn, question, how) {
    const written = turn.answer.made_with?.writer === "model";
    const words = new URLSearchParams({ q: question.replace(/[?？!.]+\s*$/u, "") });
    return [
      ...(written ? [way("Let it quote", () => this.pose(question, turn.filters, { ...how, quote: true }))] : []),
      ...(turn.scope ? [way("Ask without filters", () => this.pose(question, {}, how))] : []),
      way("Search the articles instead", () => go(`/articles?${words}`)),
    ];
  }

  /** An answer that was given before; what was asked before it goes out with the next question. @param {string} id */
  async showReceipt(id) {
    const mine = this.clear();
    say("Opening the answer…");
    try {
      const receipt = await getReceipt(id, new URLSearchParams(location.search).has("conversation"));
      if (this.said !== mine) return;
      const before = exchangesOf(receipt.history);
      // Times tell turns apart and order them; only the last one's is known.
      const put = (/** @type {number} */ turns) => new Date(Date.parse(receipt.asked_at) - turns).toISOString();
      mine.push(...before.map((exchange, n) => ({ ...exchange, id: null, put: put(before.length - n) })));
      mine.push({ question: receipt.question, id: receipt.id, text: textOf(receipt), put: put(0), articles: citedIn(receipt) });
      for (const { question, text } of before) this.addTurn(question, {}).remember(text);
      const turn = this.addTurn(receipt.question, receipt.filters);
      this.tellTitle();
      await this.showAgain(turn, receipt);
      if (before.length) turn.element.scrollIntoView({ block: "start" });
      say("");
    } catch (problem) {
      if (this.said === mine) say(`The answer can’t be shown: ${problem}`);
    }
  }

  /** @param {Turn} turn @param {Receipt} receipt */
  async showAgain(turn, receipt) {
    turn.show(receipt);
    turn.tellWhen(receipt.asked_at);
    await this.complete(turn, receipt.question, receipt);
  }

  /** Nothing is said yet; what is said from now on is in the list that comes back. */
  clear() {
    this.asking?.abort();
    this.asking = null;
    this.setBusy(false);
    say("");
    this.said = [];
    this.turns.replaceChildren();
    this.tellTitle();
    this.around.closeArticle();
    find(this.root, "#intro").hidden = false;
    return this.said;
  }

  /** Shows a conversation that is kept from its last turn on, or a new one. @param {string} began when it began; empty for a new one */
  async resume(began) {
    const mine = this.clear();
    if (!began) return;
    find(this.root, "#intro").hidden = true;
    say("Opening the conversation…");
    const kept = await archive().then((kept) => kept.open(began)).catch((problem) => void say(String(problem)));
    // Meanwhile the reader may have gone on to another conversation.
    if (this.said !== mine) return;
    find(this.root, "#intro").hidden = Boolean(kept);
    if (kept !== undefined) say(kept ? "" : "This conversation is no longer kept.");
    if (!kept) return;
    mine.push(...kept.conversation.turns);
    const answers = mine.map(({ id }) => kept.receipts.get(id ?? ""));
    const turns = mine.map(({ question, asked }, n) => this.addTurn(question, answers[n]?.filters ?? asked?.filters ?? {}));
    this.tellTitle();
    /** @param {number} n */
    const fill = (n) => {
      const answer = answers[n];
      return answer ? this.showAgain(turns[n], answer) : this.showRest(turns[n], mine[n]);
    };
    const above = Math.max(turns.length - NEAR, 0);
    const near = turns.slice(above).map((_, n) => fill(turns.length - 1 - n)); // the last first: it is read first
    const bringLast = () => turns.at(-1)?.element.scrollIntoView({ block: "start" });
    bringLast();
    await Promise.all(near);
    if (this.said !== mine) return;
    bringLast();
    this.fillAbove(above, fill, mine);
  }

  /** The answers above those in sight, from the last to the first, while the reader reads. @param {number} above @param {(n: number) => unknown} fill @param {Kept[]} mine */
  async fillAbove(above, fill, mine) {
    for (let [n, began] = [above - 1, 0]; n >= 0 && this.said === mine; n -= 1) {
      if (performance.now() - began > SLICE_MS) {
        await new Promise((resolve) => setTimeout(resolve, SLICE_MS));
        began = performance.now();
      }
      if (this.said === mine) await fill(n);
    }
  }

  /** What this device has of an answer that was not finished, or that the service no longer has. @param {Turn} turn @param {Kept} kept */
  showRest(turn, kept) {
    if (!kept.open) return turn.remember(kept.text);
    turn.remember(kept.text, false);
    turn.fail(new Problem(INTERRUPTED), () => {
      const { chosen } = store.now();
      this.ask(turn, kept, kept.asked ?? { filters: filtersOf(chosen), strict: chosen.strict });
    });
  }

  /** Keeps an answer that grows `now` in sight, unless the reader has scrolled away. @param {Turn} turn @param {() => void} grow @param {boolean} [now] */
  follow(turn, grow, now = true) {
    if (!now) return grow(); // to ask where two hundred turns stand takes seconds
    const scroller = find(this.root, ".scroll");
    const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    grow();
    if (below < 80) turn.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    const [ask, stop] = [find(this.root, "#ask"), find(this.root, "#stop")];
    this.root.classList.toggle("busy", busy);
    const focused = document.activeElement === ask || document.activeElement === stop;
    ask.hidden = busy;
    stop.hidden = !busy;
    put(this.waits, null);
    if (focused) (busy ? stop : this.field).focus();
  }
}

/** @param {string} name @param {() => void} onclick */
function way(name, onclick) {
  return make("button", { type: "button", class: "plain", onclick }, name);
}

/** @param {Asked} asked @returns {How} */
function howOf({ filters, ...how }) {
  return how;
}

/** @param {Answer} answer */
function citedIn({ claims }) {
  return [...new Set(claims.flatMap(({ citations }) => citations.map(({ article_id }) => article_id)))];
}
