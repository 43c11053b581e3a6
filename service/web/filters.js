// @ts-check
// Which articles a question is put to: chips for days, outlets and languages.
import { find, make, placeBeside } from "./dom.js";
import { count, days, language } from "./words.js";

/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {"outlets" | "languages"} Kind */

const chips = find(document, "#chips");
/** @type {Required<Filters>} */
const chosen = { published_from: null, published_to: null, outlets: [], languages: [], articles: [] };
const within = make("button", { type: "button", class: "chip chosen", hidden: true, onclick: () => limitTo([]) });
let shown = "";

/** What is chosen; empty where nothing is. @returns {Filters} */
export function chosenFilters() {
  const given = Object.entries(chosen).filter(([, value]) => value?.length);
  return structuredClone(Object.fromEntries(given));
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
  within.textContent = `Within ${count(ids.length, "article")} ×`;
  within.setAttribute("aria-label", `Within ${count(ids.length, "article")}: press to ask all again`);
  if (!within.isConnected) chips.prepend(within);
}

/** Chips for what there is to choose from. @param {Collection} collection */
export function showFilters(collection) {
  const { published_from, published_to, outlets, languages } = collection;
  const now = JSON.stringify([published_from, published_to, outlets, languages]);
  if (now === shown) return;
  shown = now;
  chips.replaceChildren(
    within,
    ...(published_from && published_to ? dates(published_from, published_to) : []),
    ...(outlets.length > 1 ? choices("outlets", "All outlets", outlets, (name) => name) : []),
    ...(languages.length > 1 ? choices("languages", "All languages", languages, language) : []),
  );
}

/** @param {string} first @param {string} last */
function dates(first, last) {
  /** @param {"published_from" | "published_to"} end @param {string} label */
  const input = (end, label) => {
    const onchange = (/** @type {Event} */ event) => {
      chosen[end] = /** @type {HTMLInputElement} */ (event.target).value || null;
      name();
    };
    return make("label", {}, label, make("input", { type: "date", min: first, max: last, onchange }));
  };
  const box = [input("published_from", "From"), input("published_to", "To")];
  const { parts, name } = chip("dates", box, () => days(chosen.published_from, chosen.published_to), "Any date", () => {
    [chosen.published_from, chosen.published_to] = [null, null];
  });
  return parts;
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
    return make("label", {}, box, make("bdi", {}, said(tally.name)), make("small", {}, String(tally.articles)));
  });
  const told = () => chosen[kind].length > 1 ? `${chosen[kind].length} ${kind}` : chosen[kind].map(said).join("");
  const { parts, name } = chip(kind, boxes, told, all, () => (chosen[kind] = []));
  return parts;
}

/**
 * A button that says what is chosen, and the box to choose in.
 * @param {string} id
 * @param {HTMLElement[]} content
 * @param {() => string} told
 * @param {string} otherwise said where nothing is chosen
 * @param {() => void} clear
 */
function chip(id, content, told, otherwise, clear) {
  const button = make("button", { type: "button", class: "chip", popovertarget: `${id}-box` });
  const clearing = make("button", { type: "button", class: "plain", onclick: () => {
    clear();
    for (const input of box.querySelectorAll("input")) [input.checked, input.value] = [false, input.type === "date" ? "" : input.value];
    name();
  } }, otherwise);
  const box = make("div", { id: `${id}-box`, class: "box", popover: true, ontoggle: (/** @type {ToggleEvent} */ event) => {
    if (event.newState === "open") placeBeside(box, button);
  } }, clearing, ...content);
  const name = () => {
    button.textContent = told() || otherwise;
    button.classList.toggle("chosen", Boolean(told()));
  };
  name();
  return { parts: [button, box], name };
}
