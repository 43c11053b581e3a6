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
/** @typedef {{name: string, kind: import("./intake.js").Kind, send: Send}} Item */
/** An item that was taken, and where it is said what becomes of it. @typedef {Item & {at: string, told: HTMLElement}} Row */

const AT_ONCE = 3;
const NAMED = 3; // articles of one file that are told one by one
/** What was begun since the page was loaded: it goes on and can be tried again, also where the box was closed. */
const list = make("ul", { class: "adding", "data-testid": "adding", "aria-live": "polite" });
const begun = new Date().toISOString();
/** When the last was taken; each has a time of its own. */
let last = 0;
/** How many are not finished; what waits is lost with the page. */
let open = 0;
window.addEventListener("beforeunload", (event) => open && event.preventDefault());

/** @param {File[]} files @param {() => void} then after each file */
export function openAdding(files, then) {
  const input = /** @type {HTMLInputElement} */ (
    make("input", { type: "file", multiple: true, "aria-label": "Files", onchange: () => add([...(input.files ?? [])]) })
  );
  /** @param {Item[]} items */
  const take = async (items) => {
    const rows = items.map((item) => {
      last = Math.max(Date.now(), last + 1);
      return { ...item, at: new Date(last).toISOString(), told: make("span", {}, "waiting") };
    });
    list.prepend(...rows.map(({ name, told }) => make("li", {}, make("bdi", {}, name), told)));
    note(...rows.map((row) => entryOf(row, "not finished", true)));
    open += rows.length;
    const waiting = [...rows];
    const work = async () => {
      for (let row; (row = waiting.shift()); then()) await sendOrAsk(row).finally(() => (open -= 1));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  /** @param {File[]} more */
  const add = (more) => {
    const into = chosen();
    return take(more.map((file) => ({ name: file.name, kind: "file", send: (tell, ifExists) => sendFile(file, into, tell, ifExists) })));
  };
  const kinds = make("span", {}, "Files");
  const { field, chosen, offer } = choosing();
  const { collection } = store.now();
  if (collection) {
    input.accept = collection.kinds.join(",");
    kinds.textContent = `Files that end in ${collection.kinds.join(", ")}`;
    offer(collection.collections.map(({ name }) => name));
  }
  /** @param {Item} item */
  const takeOne = (item) => take([item]);
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

/** A field for what stands on the web; the service fetches it. @param {(item: Item) => void} take @param {() => string[]} chosen */
function addressing(take, chosen) {
  const address = /** @type {HTMLInputElement} */ (make("input", { type: "url", required: true, maxlength: 2000, pattern: "https?://.+", placeholder: "https://…" }));
  const form = /** @type {HTMLFormElement} */ (make("form", { class: "addressing", onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    take(ofAddress(address.value.trim(), chosen()));
    form.reset();
  } }, make("label", {}, "Address of a page, a feed or a file", address), make("button", { class: "plain" }, "Fetch")));
  return form;
}

/** @param {string} url @param {string[]} into @returns {Item} */
function ofAddress(url, into) {
  return { name: url, kind: "address", send: (tell) => post("/v1/addresses", "application/json", JSON.stringify({ url, collection: into }), tell) };
}

/** A box for a text that is in no file. @param {(item: Item) => void} take @param {() => string[]} chosen */
function pasting(take, chosen) {
  const title = /** @type {HTMLInputElement} */ (make("input", { required: true, maxlength: 500, dir: "auto" }));
  const outlet = /** @type {HTMLInputElement} */ (make("input", { dir: "auto" }));
  const published = /** @type {HTMLInputElement} */ (make("input", { type: "date" }));
  const text = /** @type {HTMLTextAreaElement} */ (make("textarea", { required: true, rows: 4, dir: "auto" }));
  const form = /** @type {HTMLFormElement} */ (make("form", { onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    const into = chosen();
    const article = { title: title.value, text: text.value, outlet: outlet.value || null, published: published.value || null, ...(into.length && { collections: into }) };
    take({ name: title.value, kind: "text", send: (tell) => post("/v1/articles", "application/json", JSON.stringify(article), tell) });
    form.reset();
  } },
    make("label", {}, "Title", title), make("label", {}, "Outlet", outlet), make("label", {}, "Day", published), make("label", {}, "Text", text),
    make("button", { class: "primary" }, "Add text")));
  return make("details", { class: "pasting" }, make("summary", {}, "Paste a text"), form);
}

/** What went in before, from this browser; of what failed, an address can be fetched and a file chosen again. @param {(item: Item) => void} take @param {() => void} choose */
function earlier(take, choose) {
  const known = entries().filter(({ at }) => at < begun);
  /** @type {Record<string, (name: string) => HTMLElement[]>} */
  const again = {
    address: (name) => [retry(() => take(ofAddress(name, [])))],
    file: () => [retry(choose, "Choose it again")],
    text: () => [], // which was not kept
  };
  const rows = known.map(({ name, kind, at, told, failed, articles }) => make("li", { class: failed && "failed" },
    articles.length === 1 ? make("a", { href: addressOf(articles[0]), dir: "auto" }, name) : make("bdi", {}, name),
    make("span", {}, `${told} · ${moment(at)}`),
    ...(failed ? (again[kind]?.(name) ?? []) : [])));
  const box = make("details", { class: "earlier" }, make("summary", {}, `Added before: ${known.length}`), make("ul", {}, ...rows),
    make("button", { type: "button", class: "plain", onclick: () => (forgetAll(), box.remove()) }, "Forget this list"));
  box.hidden = !known.length;
  return box;
}

/** One of a name that is here already is sent again as the reader chooses; one that failed can be tried again. @param {Row} row */
async function sendOrAsk(row) {
  const { told, send } = row;
  /** @param {string} text */
  const tell = (text) => (told.textContent = text);
  /** @param {string} how */
  const go = (how) => send(tell, how).then((intake) => report(row, intake));
  /** @param {unknown} problem */
  const fail = (problem) => finish(row, String(problem), true);
  const problem = await go("refuse").catch((problem) => problem);
  if (!problem) return;
  if (problem.status !== 409) return fail(problem);
  tell("");
  await new Promise((done) => {
    const choose = (/** @type {string} */ how) => () => go(how).catch(fail).finally(() => done(null));
    told.append("is here already, and says something else: ",
      make("button", { type: "button", class: "plain", onclick: choose("replace") }, "Replace it"), " ",
      make("button", { type: "button", class: "plain", onclick: choose("keep") }, "Keep both"));
  });
}

/** What became of it, in its row and for later; of what failed, with a way to try it again. @param {Row} row @param {string} outcome @param {boolean} failed @param {string[]} [articles] */
function finish(row, outcome, failed, articles) {
  const { told } = row;
  told.replaceChildren(outcome, ...(failed ? [" ", retry(() => {
    told.parentElement?.classList.remove("failed");
    sendOrAsk(row);
  })] : []));
  told.parentElement?.classList.toggle("failed", failed);
  note(entryOf(row, outcome, failed, articles));
}

/** @param {Row} row @param {string} told @param {boolean} failed @param {string[]} [articles] */
function entryOf({ name, kind, at }, told, failed, articles = []) {
  return { name, kind, at, told, failed, articles };
}

/** @param {() => void} onclick */
function retry(onclick, said = "Retry") {
  return make("button", { type: "button", class: "plain", onclick }, said);
}

/** What became of it, and what was read from it. @param {Row} row @param {Intake} intake */
async function report(row, intake) {
  const failed = Boolean(intake.failed.length || intake.articles.some(({ problem }) => problem));
  const ids = intake.articles.map(({ id }) => id);
  const read = (await Promise.all(ids.slice(0, NAMED).map(readOf))).filter(Boolean);
  if (ids.length > NAMED) read.push(`and ${ids.length - NAMED} more`);
  finish(row, [outcomeOf(intake), read.join("; ")].filter(Boolean).join(" · "), failed, ids);
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
