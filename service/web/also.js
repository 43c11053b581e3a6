// @ts-check
// What else the passages of an answer hold, below it: figures that differ, what to ask next, names, figures and days.
import { getOverview } from "./api.js";
import { find, make, put } from "./dom.js";
import { day } from "./words.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Mention} Mention */
/** @typedef {import("./types.js").Overview} Overview */
/** @typedef {import("./types.js").Passage} Passage */
/** @typedef {import("./rail.js").Open} Open */

/** @type {[Mention["kind"], string][]} */
const KINDS = [["name", "Names"], ["figure", "Figures"], ["day", "Days"]];
const NAME = "Also in these passages";

/**
 * Fetched at once under the last answer; under those above that are opened again, when a reader asks for it.
 * @param {HTMLElement} root
 * @param {Answer} answer
 * @param {{open: Open, ask: (question: string) => void, now: boolean}} how
 */
export function offerAlso(root, answer, { open, ask, now }) {
  let loaded = false;
  const load = async () => {
    try {
      const overview = await getOverview(answer.id ?? "");
      loaded = true;
      find(root, "summary").textContent = NAME;
      put(find(root, ".told"), null);
      show(root, overview, answer.passages, open, ask);
    } catch (problem) {
      put(find(root, ".told"), String(problem));
      root.hidden = false; // opened, it is asked for again
    }
  };
  const details = /** @type {HTMLDetailsElement} */ (find(root, ".mentions"));
  details.addEventListener("toggle", () => void (details.open && !loaded && load()));
  if (now) return load();
  root.hidden = false;
  find(root, "summary").textContent = `${NAME}, and figures that differ`;
}

/** @param {HTMLElement} root @param {Overview} overview @param {Passage[]} passages @param {Open} open @param {(question: string) => void} ask */
function show(root, { questions, mentions, differences }, passages, open, ask) {
  const place = (/** @type {Mention} */ mention) => sentence(mention, passages, open);
  find(root, ".differing ul").replaceChildren(...differences.map(({ sides }) => make("li", {}, ...sides.map(place))));
  find(root, ".differing").hidden = !differences.length;
  find(root, ".next ul").replaceChildren(...questions.map((question) =>
    make("li", {}, make("button", { type: "button", class: "plain", dir: "auto", onclick: () => ask(question) }, question))));
  find(root, ".next").hidden = !questions.length;
  const kinds = KINDS.map(([kind, name]) => ({ name, those: mentions.filter((one) => one.kind === kind) }));
  find(root, ".mentions div").replaceChildren(...kinds.filter(({ those }) => those.length).flatMap(({ name, those }) =>
    [make("h3", {}, name), make("ul", {}, ...those.map((one) => make("li", {}, place(one))))]));
  find(root, ".mentions").hidden = !mentions.length;
  root.hidden = !mentions.length && !questions.length && !differences.length;
}

/** What is mentioned in its sentence, with title, outlet and day; a press opens it there. @param {Mention} mention @param {Passage[]} passages @param {Open} open */
function sentence({ text, excerpt }, passages, open) {
  const about = passages.find(({ number }) => number === excerpt.number);
  const at = Math.max(excerpt.quote.indexOf(text), 0);
  const words = [excerpt.quote.slice(0, at), make("strong", {}, text), excerpt.quote.slice(at + text.length)];
  const button = make("button", { type: "button", class: "quote", dir: "auto", "aria-controls": "article", onclick: () => open(excerpt, button) }, ...words);
  const published = about?.published ? day(about.published) : "no day";
  const source = make("p", { class: "source" }, make("bdi", { class: "outlet" }, about?.outlet ?? ""), make("time", {}, published), make("bdi", {}, about?.title || "Untitled"));
  return make("div", { class: "told-there", "data-testid": "mention" }, button, source);
}
