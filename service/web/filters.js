// @ts-check
// Which articles a question is put to: chips for days, outlets, languages and collections; and how strictly.
import { find, make, placeBeside } from "./dom.js";
import { count, day, days, language } from "./words.js";

/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {"outlets" | "languages" | "collections"} Kind */

const NAME = "assay.filters"; // what is chosen, for this tab
const MANY = 8; // choices that one searches among
/** @typedef {Required<Filters> & {strict: boolean}} Chosen */
/** @type {Chosen} */
const NONE = { strict: false, published_from: null, published_to: null, as_of: null, undated: false, outlets: [], languages: [], articles: [], collections: [] };
const chips = find(document, "#chips");
const chosen = { ...NONE, ...remembered() };
const within = make("button", { type: "button", class: "chip", hidden: true, onclick: () => limitTo([]) });
const strictly = make("button", { type: "button", class: "chip", title: "Leave out sentences that could not be verified", onclick: () => {
  chosen.strict = !chosen.strict;
  showStrict();
} }, "Verified only");
let shown = "";

/** What is chosen; empty where nothing is. @returns {Filters} */
export function chosenFilters() {
  const { strict, undated, ...filters } = chosen;
  const given = Object.entries(filters).filter(([, value]) => value?.length);
  const dated = chosen.published_from || chosen.published_to || chosen.as_of;
  return structuredClone(Object.fromEntries([...given, ...(undated && dated ? [["undated", true]] : [])]));
}

export function isStrict() {
  return chosen.strict;
}

/** Goes on to ask within these articles alone. @param {string[]} ids */
export function askWithin(ids) {
  limitTo(ids);
  document.dispatchEvent(new CustomEvent("ask"));
}

/** @param {string[]} ids */
function limitTo(ids) {
  chosen.articles = ids;
  within.hidden = !ids.length;
  within.classList.toggle("chosen", ids.length > 0);
  within.textContent = `Within ${count(ids.length, "article")} ×`;
  within.setAttribute("aria-label", `Within ${count(ids.length, "article")}: press to ask all again`);
  if (!within.isConnected) chips.prepend(within);
  remember();
}

function showStrict() {
  strictly.setAttribute("aria-pressed", String(chosen.strict));
  strictly.classList.toggle("chosen", chosen.strict);
  remember();
}

/** Chips for what there is to choose from. @param {Collection} collection */
export function showFilters(collection) {
  const { published_from, published_to, undated, outlets, languages, collections } = collection;
  const now = JSON.stringify([published_from, published_to, undated, outlets, languages, collections]);
  if (now === shown) return;
  shown = now;
  chips.replaceChildren(
    within,
    ...(published_from && published_to ? dates(collection) : []),
    ...(outlets.length > 1 ? choices("outlets", "All outlets", outlets, (name) => name) : []),
    ...(languages.length > 1 ? choices("languages", "All languages", languages, language) : []),
    ...(collections.length > 1 ? choices("collections", "All collections", collections, (name) => name) : []),
    ...(collection.articles ? [strictly] : []),
  );
  limitTo(chosen.articles);
  showStrict();
}

/** @param {Collection} collection */
function dates({ published_from: first, published_to: last, undated = 0 }) {
  const told = make("p", { class: "told", role: "status" });
  /** @param {"published_from" | "published_to" | "as_of"} end @param {string} label @param {string} [title] */
  const input = (end, label, title) => {
    const onchange = (/** @type {Event} */ event) => {
      chosen[end] = /** @type {HTMLInputElement} */ (event.target).value || null;
      name();
    };
    return make("label", { title: title ?? false }, label, make("input", { type: "date", name: end, value: chosen[end] ?? "", onchange }));
  };
  /** @param {string} label @param {() => string | null} from */
  const preset = (label, from) => make("button", { type: "button", class: "plain", onclick: () => {
    [chosen.published_from, chosen.published_to] = [from(), null];
    name();
  } }, label);
  const letIn = make("input", { type: "checkbox", checked: chosen.undated, onchange: (/** @type {Event} */ event) => {
    chosen.undated = /** @type {HTMLInputElement} */ (event.target).checked;
    name();
  } });
  const content = [
    make("div", { class: "presets", role: "group", "aria-label": "Published lately" },
      preset("7 days", () => before(7)), preset("30 days", () => before(30)), preset("This year", () => `${new Date().getFullYear()}-01-01`)),
    input("published_from", "From"), input("published_to", "To"),
    input("as_of", "As of", "Answer as on this day: nothing published later, what was new then first"),
    make("p", { class: "told" }, `Articles from ${days(first, last)}.`),
    ...(undated ? [make("label", {}, letIn, `Include ${count(undated, "article")} without a day`)] : []),
    told,
  ];
  const said = () => [days(chosen.published_from, chosen.published_to), chosen.as_of && `as of ${day(chosen.as_of)}`].filter(Boolean).join(", ");
  const { parts, name } = chip("dates", content, said, "Any date", () => {
    Object.assign(chosen, { published_from: null, published_to: null, as_of: null, undated: false });
  }, (box) => {
    const { published_from, published_to } = chosen;
    const reversed = published_from && published_to && published_from > published_to;
    told.textContent = reversed ? "From is after To: no article can be of both." : "";
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (box.querySelectorAll("[type=date]"))) field.value = chosen[/** @type {"as_of"} */ (field.name)] ?? "";
  });
  return parts;
}

/** @param {number} number */
function before(number) {
  return new Date(Date.now() - number * 86_400_000).toISOString().slice(0, 10);
}

/** @param {Kind} kind @param {string} all @param {{name: string, articles: number}[]} tallies @param {(name: string) => string} said */
function choices(kind, all, tallies, said) {
  const boxes = tallies.map((tally) => {
    const checked = chosen[kind].includes(tally.name);
    const onchange = (/** @type {Event} */ event) => {
      const others = chosen[kind].filter((one) => one !== tally.name);
      chosen[kind] = /** @type {HTMLInputElement} */ (event.target).checked ? [...others, tally.name] : others;
      name();
    };
    const box = make("input", { type: "checkbox", checked, onchange });
    return make("label", {}, box, make("bdi", {}, said(tally.name)), make("small", {}, tally.articles.toLocaleString("en")));
  });
  const search = make("input", { type: "search", "aria-label": `Search ${kind}`, placeholder: `Search ${count(tallies.length, kind.slice(0, -1))}…`, oninput: (/** @type {Event} */ event) => {
    const words = /** @type {HTMLInputElement} */ (event.target).value.trim().toLowerCase();
    for (const box of boxes) box.hidden = !(box.querySelector("bdi")?.textContent ?? "").toLowerCase().includes(words);
  } });
  const told = () => chosen[kind].length > 1 ? `${chosen[kind].length} ${kind}` : chosen[kind].map(said).join("");
  const { parts, name } = chip(kind, [...(tallies.length > MANY ? [search] : []), ...boxes], told, all, () => (chosen[kind] = []));
  return parts;
}

/**
 * A button that says what is chosen, and the box to choose in.
 * @param {string} id
 * @param {HTMLElement[]} content
 * @param {() => string} told
 * @param {string} otherwise said where nothing is chosen
 * @param {() => void} clear
 * @param {(box: HTMLElement) => void} [also] done whenever the choice changes
 */
function chip(id, content, told, otherwise, clear, also = () => {}) {
  const button = make("button", { type: "button", class: "chip", popovertarget: `${id}-box` });
  const clearing = make("button", { type: "button", class: "plain", onclick: () => {
    clear();
    for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (box.querySelectorAll("[type=checkbox]"))) input.checked = false;
    name();
  } }, otherwise);
  const box = make("div", { id: `${id}-box`, class: "box", popover: true, ontoggle: (/** @type {ToggleEvent} */ event) => {
    if (event.newState === "open") placeBeside(box, button);
  } }, clearing, ...content);
  const name = () => {
    button.textContent = told() || otherwise;
    button.classList.toggle("chosen", Boolean(told()));
    remember();
    also(box);
  };
  name();
  return { parts: [button, box], name };
}

/** @returns {Partial<Chosen>} */
function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
  } catch {
    return {}; // forbidden, or written by something else
  }
}

function remember() {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(chosen));
  } catch {
    // nothing may be kept here: then a reload forgets it
  }
}
