// @ts-check
// The page, top-down: wait until the service is ready, take a question, show its answer as it arrives.
import { Problem, UNREACHABLE, getCollection, getReceipt, whatIsMissing } from "./api.js";
import { Turn } from "./answer.js";
import { NOTHING, after, exchangesOf, historyOf, progress } from "./conversation.js";
import { find, make } from "./dom.js";
import { listenToKeys } from "./keyboard.js";
import { count, coverageOf } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./conversation.js").Exchange} Exchange */

const RETRY_MS = 1000;

const scroller = find(document, "#scroll");
const status = find(document, "#status");
const article = find(document, "#article");
const turns = find(document, "#turns");
const field = /** @type {HTMLTextAreaElement} */ (find(document, "#question"));
const askButton = /** @type {HTMLButtonElement} */ (find(document, "#ask"));
const stopButton = find(document, "#stop");

/** Set while an answer arrives. @type {AbortController | null} */
let asking = null;
let ready = false;
/** What was said so far. @type {Exchange[]} */
let exchanges = [];
/** @type {Collection | null} */
let collection = null;
/** Once it is known what there is to choose from. @type {typeof import("./filters.js") | null} */
let filters = null;

start();

async function start() {
  listen();
  field.focus();
  await untilReady();
  const id = /^\/answers\/(.+)$/u.exec(location.pathname)?.[1];
  if (id) await showReceipt(decodeURIComponent(id));
  await showCollection();
}

function listen() {
  find(document, "#composer").addEventListener("submit", submit);
  stopButton.addEventListener("click", () => asking?.abort());
  find(document, "#new").addEventListener("click", () => begin());
  find(document, "#past").addEventListener("click", openPast);
  find(document, "#add").addEventListener("click", () => addFiles([]));
  find(document, "#help").addEventListener("click", openKeys);
  listenToKeys({ field, submit, openKeys, openPast, begin: () => begin() });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", dropped);
  window.addEventListener("popstate", () => location.reload());
  // Articles may have been added while the reader was elsewhere.
  window.addEventListener("focus", () => ready && showCollection());
}

async function untilReady() {
  askButton.disabled = true;
  for (let missing; (missing = await whatIsMissing()); await pause(RETRY_MS)) {
    const reason = missing === UNREACHABLE ? `${missing.title}. Trying again…` : `Loading the models… ${missing.detail}`;
    say(reason);
  }
  ready = true;
  askButton.disabled = false;
  say("");
}

async function showCollection() {
  const line = find(document, "#collection");
  try {
    collection = await getCollection();
  } catch (problem) {
    line.textContent = /** @type {Problem} */ (problem).message;
    return;
  }
  const { pending, articles, examples } = collection;
  line.textContent = coverageOf(collection) + (pending ? `, ${count(pending, "more")} being indexed` : "");
  find(document, "#empty").hidden = articles + pending > 0;
  find(document, "#examples").replaceChildren(...examples.map(example));
  filters = await import("./filters.js");
  filters.showFilters(collection);
}

/** @param {string} question */
function example(question) {
  return make("li", {}, make("button", { type: "button", dir: "auto", onclick: () => pose(question) }, question));
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  if (pose(field.value.trim())) field.value = "";
}

/** Says whether it can be asked now. @param {string} question */
function pose(question) {
  if (!question || !ready || asking) return false;
  const chosen = filters?.chosenFilters() ?? {};
  const turn = addTurn(question, chosen);
  turn.element.scrollIntoView({ block: "end" });
  ask(question, chosen, turn);
  return true;
}

/** @param {string} question @param {Filters} chosen */
function addTurn(question, chosen) {
  find(document, "#intro").hidden = true;
  const turn = new Turn(question, chosen);
  turns.append(turn.element);
  return turn;
}

/** @param {string} question @param {Filters} chosen @param {Turn} turn */
async function ask(question, chosen, turn) {
  if (asking) return;
  let answer = NOTHING;
  const stop = (asking = new AbortController());
  setBusy(true);
  turn.show(answer);
  say("Searching…");
  try {
    const { streamAnswer } = await import("./stream.js");
    const body = { question, filters: chosen, history: historyOf(exchanges) };
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
    follow(turn, () => turn.fail(/** @type {Problem} */ (problem), () => ask(question, chosen, turn)));
  }
  asking = null;
  setBusy(false);
  say("");
}

/** @param {Turn} turn @param {string} question @param {Answer} answer */
async function finish(turn, question, answer) {
  exchanges.push({ question, text: answer.text ?? "" });
  follow(turn, () => turn.tellCoverage(collection));
  const [{ actionsOf }, { keep }] = await Promise.all([import("./actions.js"), import("./kept.js")]);
  follow(turn, () => turn.act(actionsOf(turn.element, question, answer)));
  keep(exchanges.length === 1, { question, id: answer.kept ? (answer.id ?? null) : null, text: answer.text ?? "" });
}

/** An answer that was given before; what was asked before it goes out with the next question. @param {string} id */
async function showReceipt(id) {
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

/** @param {import("./types.js").Receipt} receipt */
async function showAgain(receipt) {
  const turn = addTurn(receipt.question, receipt.filters);
  turn.show(receipt);
  turn.tellWhen(receipt.asked_at);
  exchanges.push({ question: receipt.question, text: receipt.text ?? "" });
  const { actionsOf } = await import("./actions.js");
  turn.act(actionsOf(turn.element, receipt.question, receipt));
}

/** A conversation from its beginning, or one that was kept on this device. @param {import("./kept.js").Kept[]} [kept] */
async function begin(kept = []) {
  asking?.abort();
  asking = null;
  setBusy(false);
  exchanges = [];
  turns.replaceChildren();
  if (!article.hidden) find(article, ".close").click();
  find(document, "#intro").hidden = kept.length > 0;
  history.pushState(null, "", "/");
  for (const { id, question, text } of kept) {
    const receipt = id ? await getReceipt(id).catch(() => null) : null;
    if (receipt) await showAgain(receipt);
    else addTurn(question, {}).remember(text);
    if (!receipt) exchanges.push({ question, text });
  }
  field.focus();
}

async function openPast() {
  (await import("./past.js")).openPast(begin);
}

async function openKeys() {
  (await import("./keys.js")).openKeys();
}

/** @param {File[]} files */
async function addFiles(files) {
  (await import("./adding.js")).openAdding(files, showCollection);
}

/** @param {DragEvent} event */
function dropped(event) {
  document.body.classList.remove("dropping");
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  addFiles(files);
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

/** @param {string} text */
function say(text) {
  if (status.textContent !== text) status.textContent = text.trim();
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
