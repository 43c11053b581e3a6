// @ts-check
// The page, top-down: wait until the service is ready, take a question, show its answer as it arrives.
import { Problem, UNREACHABLE, countArticles, whatIsMissing } from "./api.js";
import { Turn } from "./answer.js";
import { closeArticle, openArticle } from "./article.js";
import { hideCard } from "./card.js";
import { count, find, put } from "./dom.js";
import { streamAnswer } from "./stream.js";

/** @typedef {import("./api.js").Answer} Answer */

const RETRY_MS = 1000;

const scroller = find(document, "#scroll");
const status = find(document, "#status");
const field = /** @type {HTMLTextAreaElement} */ (find(document, "#question"));
const askButton = /** @type {HTMLButtonElement} */ (find(document, "#ask"));
const stopButton = find(document, "#stop");

/** Set while an answer arrives. @type {AbortController | null} */
let asking = null;
let ready = false;

start();

async function start() {
  listen();
  field.focus();
  await untilReady();
  await showCollection();
}

function listen() {
  find(document, "#composer").addEventListener("submit", submit);
  field.addEventListener("keydown", sendOnEnter);
  stopButton.addEventListener("click", () => asking?.abort());
  document.addEventListener("keydown", shortcuts);
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
  const articles = find(document, "#collection");
  try {
    const total = await countArticles();
    articles.textContent = count(total, "article");
    find(document, "#empty").hidden = total > 0;
  } catch (problem) {
    articles.textContent = /** @type {Problem} */ (problem).message;
  }
}

/** @param {Event} event */
function submit(event) {
  event.preventDefault();
  const question = field.value.trim();
  if (!question || !ready || asking) return;
  field.value = "";
  find(document, "#intro").hidden = true;
  const turn = new Turn(question, openArticle);
  find(document, "#turns").append(turn.element);
  turn.element.scrollIntoView({ block: "end" });
  ask(question, turn);
}

/** @param {string} question @param {Turn} turn */
async function ask(question, turn) {
  if (asking) return;
  /** @type {Answer} */
  let answer = { claims: [], withheld: [], passages: [] };
  asking = new AbortController();
  setBusy(true);
  turn.show(answer);
  say("Searching…");
  try {
    for await (const { event, data } of streamAnswer({ question }, asking.signal)) {
      answer = after(answer, event, data);
      follow(turn, () => turn.show(answer));
      say(progress(event, answer));
    }
    if (answer.status === "failed") throw new Problem({ title: "The answer failed", detail: answer.degraded_reason ?? "" });
  } catch (problem) {
    follow(turn, () => turn.fail(/** @type {Problem} */ (problem), () => ask(question, turn)));
  }
  asking = null;
  setBusy(false);
  say("");
}

/**
 * What is known after an event. `answered` is the truth: it replaces all that came before.
 * @param {Answer} answer
 * @param {string} event
 * @param {any} data
 * @returns {Answer}
 */
function after(answer, event, data) {
  if (event === "answered") return data;
  if (event === "retrieved") return { ...answer, passages: data.passages };
  if (event !== "checked") return answer;
  const place = data.shown ? "claims" : "withheld";
  return { ...answer, [place]: [...answer[place], data.claim] };
}

/** @param {string} event @param {Answer} answer */
function progress(event, { passages }) {
  if (event !== "retrieved") return "Writing…";
  const articles = new Set(passages.map((passage) => passage.article_id)).size;
  return `Reading ${count(passages.length, "passage")} from ${count(articles, "article")}…`;
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

/** @param {KeyboardEvent} event */
function sendOnEnter(event) {
  // While an input method composes, Enter chooses a word.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  submit(event);
}

/** @param {KeyboardEvent} event */
function shortcuts(event) {
  if (event.isComposing) return;
  if (event.key === "Escape") {
    hideCard();
    closeArticle();
  }
  const typing = event.target instanceof HTMLTextAreaElement;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
  }
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
