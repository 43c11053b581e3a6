// @ts-check
// The page, top-down: wait until the service is ready, show what the address names, take questions and files.
import { UNREACHABLE, getCollection, whatIsMissing } from "./api.js";
import { choose, chooseAgain, filtersOf } from "./choice.js";
import { find, make, say } from "./dom.js";
import { listenToKeys } from "./keyboard.js";
import { arrive, go, here } from "./router.js";
import { forTab } from "./storage.js";
import { store } from "./store.js";
import { coverageOf } from "./words.js";

/** @typedef {import("./router.js").Route} Route */
/** @typedef {import("./types.js").Collection} Collection */

const RETRY_MS = 1000;
const DRAFT = "assay.draft"; // a question that was not put yet, for this tab
/** Not needed to begin with: fetched once the page is there, so that a press finds it, also without a connection. */
const LATER = ["article", "archive", "library", "actions", "past", "keys", "adding", "key", "who"];

const field = /** @type {HTMLTextAreaElement} */ (find(document, "#question"));
// The parts of the page, each made where it is first shown.
const pane = once(async () => new (await import("./article.js")).ArticlePane(find(document, "#article"), { askWithin, remove, closed: leaveArticle, changed }));
const library = once(async () => new (await import("./library.js")).Library(find(document, "#library"), { askWithin, refresh, addFiles: () => addFiles([]) }));
const conversation = once(async () => new (await import("./conversing.js")).Conversation(find(document, ".conversation"), { pane, closeArticle, refresh, addFiles: () => addFiles([]) }));
const filters = once(async () => (await import("./filters.js")).filtersIn(find(document, "#chips")));
/** Why the service isn’t ready yet, and whether a question waits for it. */
let [missing, waiting] = ["", false];
/** What is being fetched of the collection. @type {Promise<Collection | null> | null} */
let refreshing = null;
/** What is asked before waits for it. */
const ready = untilReady().then(begin);

start();

async function start() {
  listen();
  if (!location.pathname.startsWith("/articles")) field.focus();
  await ready;
  await meet();
  for (const part of LATER) import(`./${part}.js`).catch(() => {}); // asked for again where it is used
}

/** Shows what the address names, from now on. */
async function begin() {
  chooseAgain();
  arrive();
  /** @param {Route} route @param {Route} [before] */
  const show = (route, before) => showRoute(route, before).catch((problem) => {
    console.error(problem);
    if (route.view === "articles") find(document, "#library .told").textContent = String(UNREACHABLE);
    else say(String(UNREACHABLE));
  });
  store.subscribe("route", show); // before the first is shown: the reader may go back meanwhile
  await show(store.now().route);
}

/** The articles in place of the conversation, or the other way round. @param {Route} route @param {Route} [before] */
async function showRoute(route, before = route) {
  const articles = route.view === "articles";
  find(document, ".conversation").hidden = articles;
  find(document, "#library").hidden = !articles;
  if (articles) find(document, "#articles").setAttribute("aria-current", "page");
  else find(document, "#articles").removeAttribute("aria-current");
  if (articles !== (before.view === "articles") || (articles && !route.id)) closeArticle();
  if (!articles) {
    const shown = await conversation();
    if (store.now().route === route) await shown.show(route); // the reader may have gone on
    return;
  }
  document.title = "Articles · Assay";
  const list = await library();
  await list.show(route.id === null ? route.query : null);
  if (route.id && store.now().route === route) await (await pane()).openListed({ id: route.id, ...route.cited }, list.linkOf(route.id));
}

function closeArticle() {
  find(document, "#article").dispatchEvent(new Event("close"));
}

/** An article says something else about itself: its row does, and what there is to ask about may. */
async function changed() {
  (await library()).again();
  refresh();
}

/** From one article back to all of them. */
function leaveArticle() {
  const { route } = store.now();
  if (route.view === "articles" && route.id) go(store.now().list);
}

/** Back to the conversation, whose field waits for a question. */
function goOn() {
  const { talk } = store.now();
  go(talk.path, talk.at);
  field.focus();
}

/** Goes on to ask within these articles alone. @param {string[]} articles */
function askWithin(articles) {
  choose({ articles });
  goOn();
}

/** @param {string} id */
async function remove(id) {
  go(store.now().list); // where the way back stands
  (await library()).remove([id]);
}

function listen() {
  find(document, "#composer").addEventListener("submit", submit);
  find(document, "#new").addEventListener("click", beginAnew);
  find(document, "#past").addEventListener("click", openPast);
  find(document, "#articles").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(store.now().list);
  });
  find(document, "#go-on").addEventListener("click", goOn);
  field.value = forTab.get(DRAFT);
  field.addEventListener("input", () => forTab.put(DRAFT, field.value));
  for (const button of document.querySelectorAll("#add, #empty button")) button.addEventListener("click", () => addFiles([]));
  find(document, "#help").addEventListener("click", openKeys);
  listenToKeys({ field, submit, openKeys, openPast, begin: beginAnew });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  // On the way down, since a dialog keeps what is dropped on it for itself.
  for (const end of ["dragleave", "drop"]) document.addEventListener(end, () => document.body.classList.remove("dropping"), { capture: true });
  document.addEventListener("drop", dropped);
  store.subscribe("collection", showCollection);
  store.subscribe("list", (list) => find(document, "#articles").setAttribute("href", list));
  store.subscribe("signedIn", meet);
  window.addEventListener("popstate", arrive);
  // Articles may have been added while the reader was elsewhere.
  window.addEventListener("focus", () => ready.then(refresh));
}

async function untilReady() {
  for (let problem; (problem = await whatIsMissing()); await pause(RETRY_MS)) {
    missing = problem === UNREACHABLE ? `${problem.title}. Trying again…` : `Loading the models… ${problem.detail}`;
    tellMissing();
  }
  missing = "";
  tellMissing();
}

function tellMissing() {
  say(missing && waiting ? `${missing} Your question waits until then.` : missing);
}

/** What there is to ask about, as it is now; null where that can’t be known. */
function refresh() {
  const line = find(document, "#collection");
  refreshing ??= getCollection().then((collection) => {
    if (JSON.stringify(collection) !== JSON.stringify(store.now().collection)) store.put({ collection });
    return collection;
  }, (problem) => {
    store.put({ collection: null });
    line.textContent = problem.message;
    return null;
  }).finally(() => (refreshing = null));
  return refreshing;
}

/** @param {Collection | null} collection */
async function showCollection(collection) {
  if (!collection) return;
  const { pending, articles, examples } = collection;
  find(document, "#collection").textContent = coverageOf(collection) + (pending ? `, ${pending.toLocaleString("en")} more being indexed` : "");
  find(document, "#empty").hidden = articles + pending > 0;
  const list = find(document, "#examples");
  list.replaceChildren(...examples.map(example));
  list.hidden = !examples.length;
  await filters();
}

/** What there is, and who asks. */
async function meet() {
  if (await refresh()) (await import("./who.js")).showWho();
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
  forTab.put(DRAFT, field.value);
}

/** Says whether it could be asked. @param {string} question */
async function pose(question) {
  waiting = true;
  if (missing) tellMissing();
  await ready;
  const { chosen } = store.now();
  return (await conversation()).pose(question, filtersOf(chosen), { strict: chosen.strict });
}

function beginAnew() {
  go("/");
  field.focus();
}

async function openPast() {
  const past = await import("./past.js");
  past.openPast(async (at) => {
    // One that is on show may have gone on in another tab.
    if (here().path === "/" && here().at === at) await (await conversation()).resume(at);
    else go("/", at);
    field.focus();
  });
}

async function openKeys() {
  (await import("./keys.js")).openKeys();
}

/** @param {File[]} files */
async function addFiles(files) {
  (await import("./adding.js")).openAdding(files, refresh);
}

/** @param {DragEvent} event */
function dropped(event) {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  addFiles(files);
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Made when it is first wanted; where that failed, again the next time.
 * @template Part
 * @param {() => Promise<Part>} make
 */
function once(make) {
  /** @type {Promise<Part> | null} */
  let made = null;
  return () => (made ??= make().catch((problem) => {
    made = null;
    throw problem;
  }));
}
