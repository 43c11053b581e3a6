// @ts-check
// The page, top-down: wait until the service is ready, say what there is, take questions and files.
import { UNREACHABLE, getCollection, whatIsMissing } from "./api.js";
import { find, make, say } from "./dom.js";
import { listenToKeys } from "./keyboard.js";
import { routeOf } from "./router.js";
import { coverageOf } from "./words.js";

const RETRY_MS = 1000;
const DRAFT = "assay.draft"; // a question that was not put yet, for this tab
/** Not needed to begin with: fetched once the page is there, so that a press finds it, also without a connection. */
const LATER = ["article", "archive", "library", "actions", "past", "keys", "adding", "key", "who"];

const field = /** @type {HTMLTextAreaElement} */ (find(document, "#question"));
/** What is asked before waits for it. */
const ready = untilReady().then(showAgain);
/** Whether a question was put before the service was ready. */
let waiting = false;
/** The conversation that stands behind the articles. @type {string | undefined} */
let lastAt;
/** Once it is known what there is to choose from. @type {typeof import("./filters.js") | null} */
let filters = null;

start();

async function start() {
  listen();
  if (routeNow().view !== "articles") field.focus();
  await ready;
  await showCollection();
  for (const part of LATER) import(`./${part}.js`).catch(() => {}); // asked for again where it is used
}

/** The conversation that was here before the page was loaded anew, or the answer that its address names. */
async function showAgain() {
  const conversing = await import("./conversing.js");
  const route = routeNow();
  if (route.view === "articles") await showView();
  else if (history.state?.at && (await conversing.resume(history.state.at))) return;
  else if (route.view === "answer") await conversing.showReceipt(route.id);
}

function routeNow() {
  return routeOf(location.pathname, location.search);
}

/** The articles in place of the conversation, or the other way round. */
async function showView() {
  const route = routeNow();
  const articles = route.view === "articles";
  const changed = find(document, "#library").hidden === articles;
  find(document, ".conversation").hidden = articles;
  find(document, "#library").hidden = !articles;
  find(document, "#articles").toggleAttribute("aria-current", articles);
  if (articles) document.title = "Articles · Assay";
  const article = find(document, "#article");
  if (!article.hidden && !(route.view === "articles" && route.id)) find(article, ".close").click();
  if (route.view !== "articles") return;
  const [library, pane] = await Promise.all([import("./library.js"), import("./article.js")]);
  if (changed) library.showLibrary();
  if (route.id) await pane.openListed({ id: route.id, ...route.cited }, null);
}

/** @param {string} path @param {object | null} [state] */
function go(path, state = null) {
  if (path !== location.pathname) history.pushState(state, "", path);
  return showView();
}

/** Back and forward: within the articles in place; another conversation is loaded anew. */
function travelled() {
  const { view } = routeNow();
  if (view === "articles" || (!history.state?.at && view === "conversation" && !document.querySelector(".turn")) || history.state?.at === lastAt) showView();
  else location.reload();
}

function listen() {
  find(document, "#composer").addEventListener("submit", submit);
  find(document, "#new").addEventListener("click", begin);
  find(document, "#past").addEventListener("click", openPast);
  find(document, "#articles").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    lastAt = history.state?.at ?? lastAt;
    go("/articles");
  });
  field.value = sessionStorage.getItem(DRAFT) ?? "";
  field.addEventListener("input", () => sessionStorage.setItem(DRAFT, field.value));
  document.addEventListener("search", async (event) => {
    await go("/articles");
    (await import("./library.js")).searchFor(/** @type {CustomEvent<string>} */ (event).detail);
  });
  document.addEventListener("ask", () => {
    if (routeNow().view === "articles") go("/", lastAt ? { at: lastAt } : null);
    field.focus();
  });
  find(document, "#article").addEventListener("closed", () => {
    if (routeNow().view === "articles" && location.pathname !== "/articles") history.pushState(null, "", "/articles");
  });
  for (const button of document.querySelectorAll("#add, #empty button")) button.addEventListener("click", () => addFiles([]));
  find(document, "#help").addEventListener("click", openKeys);
  listenToKeys({ field, submit, openKeys, openPast, begin });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", dropped);
  document.addEventListener("signed", showCollection);
  window.addEventListener("popstate", travelled);
  // Articles may have been added while the reader was elsewhere.
  window.addEventListener("focus", () => ready.then(showCollection));
}

async function untilReady() {
  for (let missing; (missing = await whatIsMissing()); await pause(RETRY_MS)) {
    const reason = missing === UNREACHABLE ? `${missing.title}. Trying again…` : `Loading the models… ${missing.detail}`;
    say(waiting ? `${reason} Your question waits until then.` : reason);
  }
  say("");
}

async function showCollection() {
  const line = find(document, "#collection");
  const collection = await getCollection().catch((problem) => void (line.textContent = problem.message));
  if (!collection) return;
  const { pending, articles, examples } = collection;
  line.textContent = coverageOf(collection) + (pending ? `, ${pending.toLocaleString("en")} more being indexed` : "");
  find(document, "#empty").hidden = articles + pending > 0;
  const list = find(document, "#examples");
  list.replaceChildren(...examples.map(example));
  list.hidden = !examples.length;
  filters = await import("./filters.js");
  filters.showFilters(collection);
  (await import("./who.js")).showWho();
}

/** @param {string} question */
function example(question) {
  return make("li", {}, make("button", { type: "button", dir: "auto", onclick: () => pose(question) }, question));
}

/** @param {Event} event */
async function submit(event) {
  event.preventDefault();
  const question = field.value.trim();
  const posed = question && (await pose(question));
  if (posed && field.value.trim() === question) field.value = "";
  if (!posed && question) document.querySelector("#keys")?.replaceChildren("One answer at a time: this question waits here.");
  sessionStorage.setItem(DRAFT, field.value);
}

/** Says whether it could be asked. @param {string} question */
async function pose(question) {
  waiting = true;
  if (find(document, "#status").textContent) say(`${find(document, "#status").textContent} Your question waits until then.`);
  await ready;
  const conversing = await import("./conversing.js");
  return conversing.pose(question, filters?.chosenFilters() ?? {}, { strict: filters?.isStrict() });
}

async function begin() {
  if (routeNow().view === "articles") await go("/");
  (await import("./conversing.js")).begin();
}

async function openPast() {
  const [past, conversing] = await Promise.all([import("./past.js"), import("./conversing.js")]);
  past.openPast(conversing.begin);
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

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
