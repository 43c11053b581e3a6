// @ts-check
// Files and pasted texts go into the collection, a few at a time, each with what became of it.
import { getArticle, request } from "./api.js";
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { entries, forgetAll, note } from "./intake.js";
import { addressOf } from "./router.js";
import { store } from "./store.js";
import { chunksOf, readEvents } from "./stream.js";
import { count, day, moment } from "./words.js";

/** @typedef {{articles: {id: string, outcome: string, problem: string | null}[], failed: {problem: string, hint: string}[], remarks: string[]}} Intake */
/** @typedef {(tell: (text: string) => void, ifExists: string) => Promise<Intake>} Send */

const AT_ONCE = 3;
/** What was begun since the page was loaded: it goes on and can be tried again, also where the box was closed. */
const list = make("ul", { class: "adding", "data-testid": "adding", "aria-live": "polite" });
const begun = new Date().toISOString();

/** @param {File[]} files @param {() => void} then after each file */
export function openAdding(files, then) {
  const input = /** @type {HTMLInputElement} */ (
    make("input", { type: "file", multiple: true, "aria-label": "Files", onchange: () => add([...(input.files ?? [])]) })
  );
  /** @param {{name: string, send: Send}[]} items */
  const take = async (items) => {
    const rows = items.map((item) => ({ ...item, told: make("span", {}, "waiting") }));
    list.prepend(...rows.map(({ name, told }) => make("li", {}, make("bdi", {}, name), told)));
    const waiting = [...rows];
    const work = async () => {
      for (let row; (row = waiting.shift()); then()) await sendOrAsk(row.name, row.send, row.told);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  /** @param {File[]} more */
  const add = (more) => {
    const into = chosen();
    return take(more.map((file) => ({ name: file.name, send: (tell, ifExists) => sendFile(file, into, tell, ifExists) })));
  };
  const kinds = make("span", {}, "Files");
  const { field, chosen, offer } = choosing();
  const { collection } = store.now();
  if (collection) {
    input.accept = collection.kinds.join(",");
    kinds.textContent = `Files that end in ${collection.kinds.join(", ")}`;
    offer(collection.collections.map(({ name }) => name));
  }
  /** @param {string} name @param {Send} send */
  const takeOne = (name, send) => take([{ name, send }]);
  const about = make("p", {},
    kinds, ". Whole folders and files over 20 MB go in with ", make("code", {}, "assay add PATH"), ".");
  const { dialog } = openDialog("Add articles", about, input, addressing(takeOne, chosen), pasting(takeOne, chosen), field, list, earlier(takeOne, () => input.click()));
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    add([...(event.dataTransfer?.files ?? [])]);
  });
  if (files.length) add(files);
}

/** Which collection things go into: one that is there, or a new one. */
function choosing() {
  const names = make("datalist", { id: "collections" });
  const input = /** @type {HTMLInputElement} */ (make("input", { list: "collections", maxlength: 100, placeholder: "default", title: "One that is there, or a new one: letters, digits, dots, dashes and underscores" }));
  return {
    field: make("label", { class: "into" }, "Collection", input, names),
    /** None where it is left to the service. @returns {string[]} */
    chosen: () => (input.value.trim() ? [input.value.trim()] : []),
    /** @param {string[]} known */
    offer: (known) => names.replaceChildren(...known.map((name) => make("option", { value: name }))),
  };
}

/** A field for what stands on the web; the service fetches it. @param {(name: string, send: Send) => void} take @param {() => string[]} chosen */
function addressing(take, chosen) {
  const address = /** @type {HTMLInputElement} */ (make("input", { type: "url", required: true, maxlength: 2000, pattern: "https?://.+", placeholder: "https://…" }));
  const form = /** @type {HTMLFormElement} */ (make("form", { class: "addressing", onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    const url = address.value.trim();
    take(url, sendAddress(url, chosen()));
    form.reset();
  } }, make("label", {}, "Address of a page, a feed or a file", address), make("button", { class: "plain" }, "Fetch")));
  return form;
}

/** @param {string} url @param {string[]} into @returns {Send} */
function sendAddress(url, into) {
  return (tell) => post("/v1/addresses", "application/json", JSON.stringify({ url, collection: into }), tell);
}

/** A box for a text that is in no file. @param {(name: string, send: Send) => void} take @param {() => string[]} chosen */
function pasting(take, chosen) {
  const title = /** @type {HTMLInputElement} */ (make("input", { required: true, maxlength: 500, dir: "auto" }));
  const outlet = /** @type {HTMLInputElement} */ (make("input", { dir: "auto" }));
  const published = /** @type {HTMLInputElement} */ (make("input", { type: "date" }));
  const text = /** @type {HTMLTextAreaElement} */ (make("textarea", { required: true, rows: 4, dir: "auto" }));
  const form = /** @type {HTMLFormElement} */ (make("form", { onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    const into = chosen();
    const article = { title: title.value, text: text.value, outlet: outlet.value || null, published: published.value || null, ...(into.length && { collections: into }) };
    take(title.value, (tell) => post("/v1/articles", "application/json", JSON.stringify(article), tell));
    form.reset();
  } },
    make("label", {}, "Title", title), make("label", {}, "Outlet", outlet), make("label", {}, "Day", published), make("label", {}, "Text", text),
    make("button", { class: "primary" }, "Add text")));
  return make("details", { class: "pasting" }, make("summary", {}, "Paste a text"), form);
}

/** What went in before, from this browser; of what failed, an address can be fetched and a file chosen again. @param {(name: string, send: Send) => void} take @param {() => void} choose */
function earlier(take, choose) {
  const known = entries().filter(({ at }) => at < begun);
  const rows = known.map(({ name, at, told, failed, articles }) => make("li", { class: failed && "failed" },
    articles.length === 1 ? make("a", { href: addressOf(articles[0]), dir: "auto" }, name) : make("bdi", {}, name),
    make("span", {}, `${told} · ${moment(at)}`),
    ...(failed ? [/^https?:/iu.test(name) ? retry(() => take(name, sendAddress(name, []))) : retry(choose, "Choose it again")] : [])));
  const box = make("details", { class: "earlier" }, make("summary", {}, `Added before: ${known.length}`), make("ul", {}, ...rows),
    make("button", { type: "button", class: "plain", onclick: () => (forgetAll(), box.remove()) }, "Forget this list"));
  box.hidden = !known.length;
  return box;
}

/** One of a name that is here already is sent again as the reader chooses; one that failed can be tried again. @param {string} name @param {Send} send @param {HTMLElement} told */
async function sendOrAsk(name, send, told) {
  const tell = (/** @type {string} */ text) => (told.textContent = text);
  /** @param {string} how */
  const go = (how) => send(tell, how).then((intake) => report(name, intake, told, () => sendOrAsk(name, send, told)));
  const problem = await go("refuse").catch((problem) => problem);
  if (!problem) return;
  if (problem.status !== 409) {
    note({ name, at: new Date().toISOString(), told: String(problem), failed: true, articles: [] });
    return showOutcome(told, String(problem), () => sendOrAsk(name, send, told));
  }
  tell("");
  await new Promise((done) => {
    const choose = (/** @type {string} */ how) => () => go(how).catch((problem) => tell(String(problem))).finally(() => done(null));
    told.append("is here already, and says something else: ",
      make("button", { type: "button", class: "plain", onclick: choose("replace") }, "Replace it"), " ",
      make("button", { type: "button", class: "plain", onclick: choose("keep") }, "Keep both"));
  });
}

/** What became of a row; of what failed, with a way to try it again. @param {HTMLElement} told @param {string} outcome @param {(() => void) | null} again */
function showOutcome(told, outcome, again) {
  told.replaceChildren(outcome, ...(again ? [" ", retry(() => {
    told.parentElement?.classList.remove("failed");
    again();
  })] : []));
  told.parentElement?.classList.toggle("failed", Boolean(again));
}

/** @param {() => void} onclick */
function retry(onclick, said = "Retry") {
  return make("button", { type: "button", class: "plain", onclick }, said);
}

/** What became of it, and what was read from it. @param {string} name @param {Intake} intake @param {HTMLElement} told @param {() => void} again */
async function report(name, intake, told, again) {
  const failed = Boolean(intake.failed.length || intake.articles.some(({ problem }) => problem));
  const ids = intake.articles.map(({ id }) => id);
  const read = ids.length === 1 ? await readOf(ids[0]) : "";
  const outcome = [outcomeOf(intake), read].filter(Boolean).join(" · ");
  showOutcome(told, outcome, failed ? again : null);
  note({ name, at: new Date().toISOString(), told: outcome, failed, articles: ids });
}

/** Title, outlet and day as they were read, and how the day was found. @param {string} id */
async function readOf(id) {
  const article = await getArticle(id, null, new AbortController().signal).catch(() => null);
  if (!article) return "";
  const { title, outlet, published, published_how } = article;
  return [`“${title}”`, outlet ?? "no outlet", published ? `${day(published)}${published_how ? ` (${published_how})` : ""}` : "no day"].join(", ");
}

/** @param {File} file @param {string[]} into @param {(text: string) => void} tell @param {string} ifExists */
async function sendFile(file, into, tell, ifExists) {
  tell("reading");
  const data = await file.arrayBuffer().catch(() => {
    throw new Error("can’t be read here: add it with assay add PATH");
  });
  const query = new URLSearchParams([["name", file.name], ["if_exists", ifExists], ...into.map((name) => ["collection", name])]);
  return post(`/v1/files?${query}`, "application/octet-stream", data, tell);
}

/** @param {string} path @param {string} type @param {BodyInit} body @param {(text: string) => void} tell @returns {Promise<Intake>} */
async function post(path, type, body, tell) {
  tell("reading");
  const reply = await request(path, { method: "POST", headers: { accept: "text/event-stream", "content-type": type }, body });
  let [accepted, indexed] = [0, 0];
  for await (const { event, data } of readEvents(chunksOf(reply))) {
    if (event === "done") return JSON.parse(data);
    if (event === "accepted") accepted += 1;
    if (event === "indexed") indexed += 1;
    tell(`indexing ${indexed} of ${accepted}`);
  }
  throw new Error("The connection was lost; what was accepted is kept.");
}

/** @param {Intake} intake */
function outcomeOf({ articles, failed, remarks }) {
  const outcomes = articles.map((article) => (article.problem ? "failed" : article.outcome));
  const told = ["added", "changed", "unchanged"].map((outcome) => {
    const number = outcomes.filter((one) => one === outcome).length;
    return number ? `${count(number, "article")} ${outcome}` : "";
  });
  const problems = [...articles.flatMap(({ problem }) => problem ?? []), ...failed.map(({ problem, hint }) => `${problem} ${hint}`)];
  return [...told, ...problems.slice(0, 3), ...remarks.slice(0, 3), problems.length > 3 ? `and ${problems.length - 3} more failed` : ""].filter(Boolean).join(" · ");
}
