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
/** @typedef {import("./conversation.js").Exchange} Exchange */
/** @typedef {import("./kept.js").Kept} Kept */

const scroller = find(document, "#scroll");
const turns = find(document, "#turns");
const article = find(document, "#article");
const field = find(document, "#question");
const askButton = find(document, "#ask");
const stopButton = find(document, "#stop");

/** Set while an answer arrives. @type {AbortController | null} */
let asking = null;
/** What was said so far. @type {Exchange[]} */
let exchanges = [];

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
    const body = { question, filters, history: historyOf(exchanges) };
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
  exchanges.push({ question, text: answer.text ?? "" });
  const first = exchanges.length === 1;
  const { keep } = await import("./kept.js");
  keep(first, { question, id: answer.kept ? (answer.id ?? null) : null, text: answer.text ?? "" });
  await complete(turn, question, answer);
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
    exchanges = exchangesOf(receipt.history);
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
  exchanges.push({ question: receipt.question, text: receipt.text ?? "" });
  await complete(turn, receipt.question, receipt);
}

/** A conversation from its beginning, or one that was kept on this device. @param {Kept[]} [kept] */
export async function begin(kept = []) {
  asking?.abort();
  asking = null;
  setBusy(false);
  say("");
  exchanges = [];
  turns.replaceChildren();
  if (!article.hidden) find(article, ".close").click();
  find(document, "#intro").hidden = kept.length > 0;
  history.pushState(null, "", "/");
  for (const turn of kept) await recall(turn);
  field.focus();
}

/** From the service where it still has the answer, else what this device has of it. @param {Kept} kept */
async function recall({ id, question, text }) {
  const receipt = id ? await getReceipt(id).catch(() => null) : null;
  if (receipt) return showAgain(receipt);
  exchanges.push({ question, text });
  addTurn(question, {}).remember(text);
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
