// @ts-check
// One conversation on the page: questions are put, their answers shown as they arrive, one at a time.
import { Problem, getCollection, getReceipt } from "./api.js";
import { Turn } from "./answer.js";
import { archive } from "./archive.js";
import { closestOf } from "./closest.js";
import { NOTHING, after, exchangesOf, historyOf, progress } from "./conversation.js";
import { find, make, say } from "./dom.js";
import { keep } from "./kept.js";
import { streamAnswer } from "./stream.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Receipt} Receipt */
/** @typedef {import("./kept.js").Kept} Kept */

const scroller = find(document, "#scroll");
const turns = find(document, "#turns");
const article = find(document, "#article");
const field = /** @type {HTMLTextAreaElement} */ (find(document, "#question"));
const askButton = find(document, "#ask");
const stopButton = find(document, "#stop");

/** Set while an answer arrives. @type {AbortController | null} */
let asking = null;
/** What was said so far. @type {Kept[]} */
let said = [];
/** Since when this conversation is kept; empty where it isn't yet. */
let at = "";
const INTERRUPTED = { title: "Not finished", detail: "This answer was stopped or cut off." };
/** How a question is put: `alone` as it is written, without what was said before; `strict` without unverified sentences; `quote` to no model. @typedef {{alone?: boolean, strict?: boolean, quote?: boolean}} How */

stopButton.addEventListener("click", () => asking?.abort());

/** Says whether it could be asked: one answer at a time. @param {string} question @param {Filters} filters @param {How} [how] */
export function pose(question, filters, how = {}) {
  if (asking) return false;
  const turn = addTurn(question, filters);
  turn.element.scrollIntoView({ block: "end" });
  /** @type {Kept} */
  const kept = { question, id: null, text: "", put: new Date().toISOString(), open: true };
  said.push(kept);
  ask(filters, turn, kept, how);
  return true;
}

/** @param {string} question @param {Filters} filters */
function addTurn(question, filters) {
  find(document, "#intro").hidden = true;
  document.title = `${question.slice(0, 80)} · Assay`;
  const turn = new Turn(question, filters);
  turns.append(turn.element);
  return turn;
}

/** @param {Filters} filters @param {Turn} turn @param {Kept} kept @param {How} how */
async function ask(filters, turn, kept, how) {
  if (asking) return;
  const { question } = kept;
  let answer = NOTHING;
  const stop = (asking = new AbortController());
  setBusy(true);
  turn.show(answer);
  say("Searching…");
  keepTurn(kept);
  try {
    const before = said.slice(0, said.indexOf(kept));
    const body = { question, filters, history: how.alone ? [] : historyOf(before), ...(how.alone && { as_written: true }), ...(how.strict && { strict: true }), ...(how.quote && { quote: true }) };
    for await (const { event, data } of streamAnswer(body, stop.signal)) {
      if (asking !== stop) return;
      answer = after(answer, event, data);
      follow(turn, () => turn.show(answer));
      say(progress(event, answer));
      if (event === "checked") keepText(kept, answer);
    }
    if (answer.status === "failed") throw new Problem({ title: "The answer failed", detail: answer.degraded_reason ?? "" });
    const { id, kept: isKept, text } = answer;
    Object.assign(kept, { id: isKept && id ? id : null, text: text ?? "", open: false, articles: citedIn(answer) });
    keepTurn(kept);
  } catch (problem) {
    if (asking !== stop) return;
    const again = (/** @type {How} */ how) => () => ask(filters, turn, kept, how);
    follow(turn, () => turn.fail(/** @type {Problem} */ (problem), again(how), how.quote ? undefined : again({ ...how, quote: true })));
  }
  if (asking !== stop) return;
  asking = null;
  setBusy(false);
  say("");
  // The next question need not wait for what is done about this answer.
  if (answer.status && !kept.open) await complete(turn, question, answer, { how, now: true });
}

/** From the moment it is put, so that no way of leaving loses a question. @param {Kept} kept @param {boolean} [soon] whether more of it comes */
function keepTurn(kept, soon) {
  // What an answer that was opened came after belongs to the conversation that goes on from there.
  const conversation = { at: at || new Date().toISOString(), turns: at ? [kept] : said };
  at = conversation.at;
  if (location.pathname === "/") history.replaceState({ at }, "");
  archive().then((kept) => kept.keep(conversation, soon), () => keep(conversation));
}

/** The sentences that have come. @param {Kept} kept @param {Answer} answer */
function keepText(kept, answer) {
  kept.text = answer.claims.map(({ text }) => text).join(" ");
  kept.articles = citedIn(answer);
  keepTurn(kept, true);
}

/** @param {Answer} answer */
function citedIn({ claims }) {
  return [...new Set(claims.flatMap(({ citations }) => citations.map(({ article_id }) => article_id)))];
}

/**
 * What comes after the last sentence; `now` where it was given just now. What the collection holds is asked for by `collecting`.
 * @param {Turn} turn
 * @param {string} question
 * @param {Answer} answer
 * @param {{how?: How, now?: boolean, collecting?: () => Promise<import("./types.js").Collection | null>}} [circumstances]
 */
async function complete(turn, question, answer, { how = {}, now = false, collecting = collected } = {}) {
  if (answer.rewritten_question) turn.offerAsWritten(() => pose(question, turn.filters, { ...how, alone: true }));
  if (answer.status === "not_in_articles") {
    const closest = closestOf(question, answer.passages);
    follow(turn, () => turn.refuse(closest, waysOn(turn, question, how)));
    const collection = await collecting();
    if (collection && !closest.length) follow(turn, () => turn.tellCoverage(collection));
    if (collection?.articles === 0) turn.refuse([], [make("button", { type: "button", class: "plain", onclick: () => find(document, "#add").click() }, "Add articles")]);
  }
  const { actionsOf } = await import("./actions.js");
  follow(turn, () => turn.act(actionsOf(turn.element, question, answer)));
  if (!answer.kept || !answer.id || !answer.passages.length) return;
  const { offerAlso } = await import("./also.js");
  const ask = (/** @type {string} */ next) => {
    // A question that waits for an answer stands in the field.
    if (!pose(next, turn.filters, { ...how, alone: true })) field.value = next;
  };
  await offerAlso(turn.find(".also"), answer, { open: (cited, opener) => turn.open(cited, opener), ask, now });
}

function collected() {
  return getCollection().catch(() => null);
}

/** What a reader can do where nothing was answered. @param {Turn} turn @param {string} question @param {How} how */
function waysOn(turn, question, how) {
  /** @param {string} name @param {() => void} onclick */
  const way = (name, onclick) => make("button", { type: "button", class: "plain", onclick }, name);
  const written = turn.answer.made_with?.writer === "model";
  return [
    ...(written ? [way("Let it quote", () => pose(question, turn.filters, { ...how, quote: true }))] : []),
    ...(turn.scope ? [way("Ask without filters", () => pose(question, {}, how))] : []),
    way("Search the articles instead", () => document.dispatchEvent(new CustomEvent("search", { detail: question }))),
  ];
}

/** An answer that was given before; what was asked before it goes out with the next question. @param {string} id */
export async function showReceipt(id) {
  say("Opening the answer…");
  try {
    const receipt = await getReceipt(id, new URLSearchParams(location.search).has("conversation"));
    const before = exchangesOf(receipt.history);
    // Times tell turns apart and order them; only the last one's is known.
    const put = (/** @type {number} */ turns) => new Date(Date.parse(receipt.asked_at) - turns).toISOString();
    said = before.map((exchange, n) => ({ ...exchange, id: null, put: put(before.length - n) }));
    said.push({ question: receipt.question, id: receipt.id, text: receipt.text ?? "", put: put(0), articles: citedIn(receipt) });
    await showAgain(receipt);
    say("");
  } catch (problem) {
    say(`The answer can’t be shown: ${problem}`);
  }
}

/** @param {Receipt} receipt @param {typeof collected} [collecting] */
async function showAgain(receipt, collecting) {
  const turn = addTurn(receipt.question, receipt.filters);
  turn.show(receipt);
  turn.tellWhen(receipt.asked_at);
  await complete(turn, receipt.question, receipt, { collecting });
}

/** A new conversation, or one that was kept. @param {string} [began] */
export async function begin(began) {
  history.pushState(began ? { at: began } : null, "", "/");
  await resume(began);
  field.focus();
}

/** Shows a conversation from its last turn on; says whether it is kept. @param {string} [began] */
export async function resume(began = "") {
  asking?.abort();
  asking = null;
  setBusy(false);
  say("");
  said = [];
  const mine = said;
  at = began;
  turns.replaceChildren();
  document.title = "Assay";
  if (!article.hidden) find(article, ".close").click();
  find(document, "#intro").hidden = Boolean(began);
  if (!began) return true;
  say("Opening the conversation…");
  const kept = await archive().then((kept) => kept.open(began)).catch((problem) => void say(String(problem)));
  // Meanwhile the reader may have gone on to another conversation.
  if (said !== mine) return true;
  find(document, "#intro").hidden = Boolean(kept);
  if (kept !== undefined) say("");
  if (!kept) return false;
  const { conversation, receipts } = kept;
  said.push(...conversation.turns);
  /** @type {ReturnType<typeof collected> | undefined} */
  let collection;
  const collecting = () => (collection ??= collected()); // once for all turns
  const shown = conversation.turns.map((turn) => {
    const receipt = receipts.get(turn.id ?? "");
    return receipt ? showAgain(receipt, collecting) : showRest(turn);
  });
  turns.lastElementChild?.scrollIntoView({ block: "start" });
  await Promise.all(shown);
  if (said === mine) turns.lastElementChild?.scrollIntoView({ block: "start" });
  return true;
}

/** What this device has of an answer that was not finished, or that the service no longer has. @param {Kept} kept */
function showRest(kept) {
  const turn = addTurn(kept.question, {});
  if (!kept.open) return turn.remember(kept.text);
  turn.remember(kept.text, false);
  turn.fail(new Problem(INTERRUPTED), () => ask({}, turn, kept, {}));
}

/** Keeps a growing answer in sight, unless the reader has scrolled away. @param {Turn} turn @param {() => void} grow */
function follow(turn, grow) {
  const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  grow();
  if (below < 80) turn.element.scrollIntoView({ block: "nearest" });
}

/** @param {boolean} busy */
function setBusy(busy) {
  document.body.classList.toggle("busy", busy);
  const focused = document.activeElement === askButton || document.activeElement === stopButton;
  askButton.hidden = busy;
  stopButton.hidden = !busy;
  if (focused) (busy ? stopButton : field).focus();
}
