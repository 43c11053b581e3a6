// @ts-check
// Files go into the collection: one after the other, each with what became of it.
import { getCollection, request } from "./api.js";
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { chunksOf, readEvents } from "./stream.js";
import { count } from "./words.js";

/** @param {File[]} files @param {() => void} then after each file */
export function openAdding(files, then) {
  const list = make("ul", { class: "adding", "data-testid": "adding", "aria-live": "polite" });
  const input = /** @type {HTMLInputElement} */ (
    make("input", { type: "file", multiple: true, "aria-label": "Files", onchange: () => add([...(input.files ?? [])]) })
  );
  /** @param {File[]} more */
  const add = async (more) => {
    const rows = more.map((file) => ({ file, told: make("span", {}, "waiting") }));
    list.append(...rows.map(({ file, told }) => make("li", {}, make("bdi", {}, file.name), told)));
    for (const { file, told } of rows) {
      await sendOrAsk(file, told).catch((problem) => (told.textContent = String(problem)));
      then();
    }
  };
  const kinds = make("span", {}, "Files");
  getCollection().then((collection) => {
    input.accept = collection.kinds.join(",");
    kinds.textContent = `Files that end in ${collection.kinds.join(", ")}`;
  }, () => {});
  const about = make("p", {},
    kinds, ". Whole folders, addresses and files over 20 MB go in with ", make("code", {}, "assay add PATH"), ".");
  const { dialog } = openDialog("Add articles", about, input, list);
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    add([...(event.dataTransfer?.files ?? [])]);
  });
  if (files.length) add(files);
}

/** One of a name that is here already is sent again as the reader chooses. @param {File} file @param {HTMLElement} told */
async function sendOrAsk(file, told) {
  const tell = (/** @type {string} */ text) => (told.textContent = text);
  const problem = await send(file, tell, "refuse").catch((problem) => problem);
  if (problem?.status !== 409) {
    if (problem) throw problem;
    return;
  }
  tell("");
  await new Promise((done) => {
    const choose = (/** @type {string} */ how) => () =>
      send(file, tell, how).catch((problem) => tell(String(problem))).finally(() => done(null));
    told.append("is here already, and says something else: ",
      make("button", { type: "button", onclick: choose("replace") }, "Replace it"), " ",
      make("button", { type: "button", onclick: choose("keep") }, "Keep both"));
  });
}

/** @param {File} file @param {(text: string) => void} tell @param {string} ifExists */
async function send(file, tell, ifExists) {
  tell("reading");
  const data = await file.arrayBuffer().catch(() => null);
  if (data === null) return void tell("can’t be read here: add it with assay add PATH");
  const path = `/v1/files?name=${encodeURIComponent(file.name)}&if_exists=${ifExists}`;
  const headers = { accept: "text/event-stream", "content-type": "application/octet-stream" };
  const reply = await request(path, { method: "POST", headers, body: data });
  let [accepted, indexed] = [0, 0];
  for await (const { event, data } of readEvents(chunksOf(reply))) {
    if (event === "accepted") accepted += 1;
    if (event === "indexed") indexed += 1;
    tell(event === "done" ? outcomeOf(JSON.parse(data)) : `indexing ${indexed} of ${accepted}`);
  }
}

/** @param {{articles: {outcome: string, problem: string | null}[], failed: {problem: string, hint: string}[], remarks: string[]}} intake */
function outcomeOf({ articles, failed, remarks }) {
  const outcomes = articles.map((article) => (article.problem ? "failed" : article.outcome));
  const told = ["added", "changed", "unchanged"].map((outcome) => {
    const number = outcomes.filter((one) => one === outcome).length;
    return number ? `${count(number, "article")} ${outcome}` : "";
  });
  const problems = [...articles.flatMap(({ problem }) => problem ?? []), ...failed.map(({ problem, hint }) => `${problem} ${hint}`)];
  return [...told, ...problems.slice(0, 3), ...remarks.slice(0, 3), problems.length > 3 ? `and ${problems.length - 3} more failed` : ""].filter(Boolean).join(" · ");
}
