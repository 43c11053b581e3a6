// @ts-check
// One conversation on the page: questions are put, their answers shown as they arrive, one at a time.
import { Problem, getCollection, getReceipt } from "./api.js";
import { Turn } from "./answer.js";
import { NOTHING, after, exchangesOf, historyOf, progress } from "./conversation.js";
import { find, say } from "./dom.js";
import { streamAnswer } from "./stream.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Receipt} Receipt */
/** @typedef {import("./kept.js").Conversation} Conversation */
/** @typedef {import("./kept.js").Kept} Kept */

const scroller = find(document, "#scroll");
const turns = find(document, "#turns");
const article = find(document, "#article");
const field = find(document, "#question");
const askButton = find(document, "#ask");
const stopButton = find(document, "#stop");

/** Set while an answer arrives. @type {AbortController | null} */
let asking = null;
/** What was said so far. @type {Kept[]} */
let said = [];
/** Since when this conversation is kept; empty where it isn't yet. */
let at = "";

stopButton.addEventListener("click", () => asking?.abort());

/** Says whether it could be asked: one answer at a time. @param {string} question @param {Filters} filters */
export function pose(question, filters) {
  if (asking) return false;
  const turn = addTurn(question, filters);
  turn.element.scrollIntoView({ block: "end" });
  ask(question, filters, turn);
  return true;
}

/** @param {string} question @param {Filters} filters */
function addTurn(question, filters) {
  find(document, "#intro").hidden = true;
  const turn = new Turn(question, filters);
  turns.append(turn.element);
  return turn;
}

/** @param {string} question @param {Filters} filters @param {Turn} turn */
async function ask(question, filters, turn) {
  if (asking) return;
  let answer = NOTHING;
  const stop = (asking = new AbortController());
  setBusy(true);
  turn.show(answer);
  say("Searching…");
  try {
    const body = { question, filters, history: historyOf(said) };
    for await (const { event, data } of streamAnswer(body, stop.signal)) {
      if (asking !== stop) return;
      answer = after(answer, event, data);
      follow(turn, () => turn.show(answer));
      say(progress(event, answer));
    }
    if (answer.status === "failed") throw new Problem({ title: "The answer failed", detail: answer.degraded_reason ?? "" });
    await finish(turn, question, answer);
  } catch (problem) {
    if (asking !== stop) return;
    follow(turn, () => turn.fail(/** @type {Problem} */ (problem), () => ask(question, filters, turn)));
  }
  if (asking !== stop) return;
  asking = null;
  setBusy(false);
  say("");
}

/** @param {Turn} turn @param {string} question @param {Answer} answer */
async function finish(turn, question, answer) {
  said.push(keptOf(question, answer));
  at ||= new Date().toISOString();
  history.replaceState({ at }, "");
  const { keep } = await import("./kept.js");
  keep({ at, turns: said });
  await complete(turn, question, answer);
}

/** @param {string} question @param {Answer} answer @returns {Kept} */
function keptOf(question, { id, kept, text }) {
  return { question, id: kept && id ? id : null, text: text ?? "" };
}

/** What comes after the last sentence. @param {Turn} turn @param {string} question @param {Answer} answer */
async function complete(turn, question, answer) {
  if (answer.status === "not_in_articles") {
    const collection = await getCollection();
    follow(turn, () => turn.tellCoverage(collection));
  }
  const { actionsOf } = await import("./actions.js");
  follow(turn, () => turn.act(actionsOf(turn.element, question, answer)));
}

/** An answer that was given before; what was asked before it goes out with the next question. @param {string} id */
export async function showReceipt(id) {
  say("Opening the answer…");
  try {
    const receipt = await getReceipt(id);
    said = exchangesOf(receipt.history).map((exchange) => ({ ...exchange, id: null }));
    await showAgain(receipt);
    say("");
  } catch (problem) {
    say(`The answer can’t be shown: ${problem}`);
  }
}

/** @param {Receipt} receipt */
async function showAgain(receipt) {
  const turn = addTurn(receipt.question, receipt.filters);
  turn.show(receipt);
  turn.tellWhen(receipt.asked_at);
  said.push({ question: receipt.question, id: receipt.id, text: receipt.text ?? "" });
  await complete(turn, receipt.question, receipt);
}

/** A new conversation, or one that was kept on this device. @param {Conversation} [kept] */
export async function begin(kept) {
  history.pushState(kept ? { at: kept.at } : null, "", "/");
  await resume(kept);
  field.focus();
}

/** @param {Conversation} [kept] */
export async function resume(kept = { at: "", turns: [] }) {
  asking?.abort();
  asking = null;
  setBusy(false);
  say("");
  said = [];
  const mine = said;
  at = kept.at;
  turns.replaceChildren();
  if (!article.hidden) find(article, ".close").click();
  find(document, "#intro").hidden = kept.turns.length > 0;
  for (const turn of kept.turns) {
    const receipt = turn.id ? await getReceipt(turn.id).catch(() => null) : null;
    // Meanwhile the reader may have gone on to another conversation.
    if (said !== mine) return;
    await (receipt ? showAgain(receipt) : showRest(turn));
  }
}

/** What this device has of an answer that the service no longer has. @param {Kept} kept */
function showRest(kept) {
  said.push(kept);
  addTurn(kept.question, {}).remember(kept.text);
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
