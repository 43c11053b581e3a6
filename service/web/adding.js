// @ts-check
// Files go into the collection: one after the other, each with what became of it.
import { request } from "./api.js";
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { chunksOf, readEvents } from "./stream.js";
import { count } from "./words.js";

const KINDS = ".txt,.md,.html,.htm,.pdf,.docx,.json,.jsonl,.rss,.atom,.xml";

/** @param {File[]} files @param {() => void} then after each file */
export function openAdding(files, then) {
  const list = make("ul", { class: "adding", "data-testid": "adding", "aria-live": "polite" });
  const input = /** @type {HTMLInputElement} */ (
    make("input", { type: "file", multiple: true, accept: KINDS, "aria-label": "Files", onchange: () => add([...(input.files ?? [])]) })
  );
  /** @param {File[]} more */
  const add = async (more) => {
    const rows = more.map((file) => ({ file, told: make("span", {}, "waiting") }));
    list.append(...rows.map(({ file, told }) => make("li", {}, make("bdi", {}, file.name), told)));
    for (const { file, told } of rows) {
      await send(file, (text) => (told.textContent = text)).catch((problem) => (told.textContent = String(problem)));
      then();
    }
  };
  const about = make("p", {},
    "Text, Markdown, HTML, PDF, Word, JSON and feeds. Whole folders, addresses and files over 20 MB go in with ",
    make("code", {}, "assay add PATH"), ".");
  const { dialog } = openDialog("Add articles", about, input, list);
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    add([...(event.dataTransfer?.files ?? [])]);
  });
  if (files.length) add(files);
}

/** @param {File} file @param {(text: string) => void} tell */
async function send(file, tell) {
  tell("reading");
  const articles = /\.json$/iu.test(file.name);
  const data = await (articles ? file.text().then(asBatch) : file.arrayBuffer()).catch(() => null);
  if (data === null) return tell("can’t be read here: add it with assay add PATH");
  const path = articles ? "/v1/articles" : `/v1/files?name=${encodeURIComponent(file.name)}`;
  const headers = { accept: "text/event-stream", "content-type": articles ? "application/json" : "application/octet-stream" };
  const reply = await request(path, { method: "POST", headers, body: data });
  let [accepted, indexed] = [0, 0];
  for await (const { event, data } of readEvents(chunksOf(reply))) {
    if (event === "accepted") accepted += 1;
    if (event === "indexed") indexed += 1;
    tell(event === "done" ? outcomeOf(JSON.parse(data)) : `indexing ${indexed} of ${accepted}`);
  }
}

/** A list of articles becomes a batch of them. @param {string} text */
function asBatch(text) {
  return text.trimStart().startsWith("[") ? `{"articles":${text}}` : text;
}

/** @param {{articles: {outcome: string, problem: string | null}[], failed: {problem: string, hint: string}[]}} intake */
function outcomeOf({ articles, failed }) {
  const outcomes = articles.map((article) => (article.problem ? "failed" : article.outcome));
  const told = ["added", "changed", "unchanged"].map((outcome) => {
    const number = outcomes.filter((one) => one === outcome).length;
    return number ? `${count(number, "article")} ${outcome}` : "";
  });
  const problems = [...articles.flatMap(({ problem }) => problem ?? []), ...failed.map(({ problem, hint }) => `${problem} ${hint}`)];
  return [...told, ...problems.slice(0, 3), problems.length > 3 ? `and ${problems.length - 3} more failed` : ""].filter(Boolean).join(" · ");
}
