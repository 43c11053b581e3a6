// @ts-check
// Which articles a question is put to: chips for days, outlets, languages and collections; and how strictly.
import { choose } from "./choice.js";
import { make, placeBeside } from "./dom.js";
import { store } from "./store.js";
import { count, day, days, language } from "./words.js";

/** @typedef {import("./choice.js").Chosen} Chosen */
/** @typedef {import("./types.js").Collection} Collection */
/** @typedef {"outlets" | "languages" | "collections"} Kind */

const MANY = 8; // choices that one searches among

/** Chips for what there is to choose from. @param {HTMLElement} root */
export function filtersIn(root) {
  let shown = "";
  const show = () => {
    const { collection } = store.now();
    if (!collection) return;
    const { articles, published_from, published_to, undated, outlets, languages, collections } = collection;
    // A box that is open stays, unless there is something else to choose from.
    const now = JSON.stringify([!articles, published_from, published_to, undated, outlets, languages, collections]);
    if (now === shown) return;
    shown = now;
    const chips = [
      within(),
      ...(published_from && published_to ? [dates(collection)] : []),
      ...(outlets.length > 1 ? [choices("outlets", "All outlets", outlets, (name) => name)] : []),
      ...(languages.length > 1 ? [choices("languages", "All languages", languages, language)] : []),
      ...(collections.length > 1 ? [choices("collections", "All collections", collections, (name) => name)] : []),
      ...(articles ? [strictly()] : []),
    ];
    root.replaceChildren(...chips.flatMap(({ parts }) => parts));
    tell = () => chips.forEach((chip) => chip.tell());
    tell();
  };
  let tell = () => {};
  store.subscribe("collection", show);
  store.subscribe("chosen", () => tell());
  show();
}

/** Ticked articles; a press asks all again. */
function within() {
  const button = make("button", { type: "button", onclick: () => choose({ articles: [] }) });
  const tell = () => {
    const { length } = store.now().chosen.articles;
    const told = `Within ${count(length, "article")}`;
    button.hidden = !length;
    button.className = length ? "chip chosen" : "chip";
    button.textContent = `${told} ×`;
    button.setAttribute("aria-label", `${told}: press to ask all again`);
  };
  return { parts: [button], tell };
}

function strictly() {
  const onclick = () => choose({ strict: !store.now().chosen.strict });
  const button = make("button", { type: "button", class: "chip", title: "Leave out sentences that could not be verified", onclick }, "Verified only");
  const tell = () => {
    const { strict } = store.now().chosen;
    button.setAttribute("aria-pressed", String(strict));
    button.classList.toggle("chosen", strict);
  };
  return { parts: [button], tell };
}

/** @param {Collection} collection */
function dates({ published_from: first, published_to: last, undated = 0 }) {
  const told = make("p", { class: "told", role: "status" });
  /** @param {"published_from" | "published_to" | "as_of"} end @param {string} label @param {string} [title] */
  const input = (end, label, title) => {
    const onchange = (/** @type {Event} */ event) => choose({ [end]: /** @type {HTMLInputElement} */ (event.target).value || null });
    return make("label", { title: title ?? false }, label, make("input", { type: "date", name: end, onchange }));
  };
  /** @param {string} label @param {() => string} from */
  const preset = (label, from) => make("button", { type: "button", class: "plain", onclick: () => choose({ published_from: from(), published_to: null }) }, label);
  const letIn = tick(() => store.now().chosen.undated, (undated) => choose({ undated }));
  const content = [
    make("div", { class: "presets", role: "group", "aria-label": "Published lately" },
      preset("7 days", () => before(7)), preset("30 days", () => before(30)), preset("This year", () => `${today().slice(0, 4)}-01-01`)),
    input("published_from", "From"), input("published_to", "To"),
    input("as_of", "As of", "Answer as on this day: nothing published later, what was new then first"),
    make("p", { class: "told" }, `Articles from ${days(first, last)}.`),
    ...(undated ? [make("label", {}, letIn.box, `Include ${count(undated, "article")} without a day`)] : []),
    told,
  ];
  const said = () => {
    const { published_from, published_to, as_of } = store.now().chosen;
    return [days(published_from, published_to), as_of && `as of ${day(as_of)}`].filter(Boolean).join(", ");
  };
  const { parts, tell } = chip("dates", content, said, "Any date", { published_from: null, published_to: null, as_of: null, undated: false });
  const tellAll = () => {
    const { chosen } = store.now();
    const { published_from: from, published_to: to, as_of } = chosen;
    const after = [to && "To", as_of && "As of"].filter((_, n) => (from ?? "") > ([to, as_of][n] ?? "\uffff"));
    told.textContent = after.length ? `From is after ${after.join(" and ")}: no article can be of both.` : "";
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (parts[1].querySelectorAll("[type=date]"))) field.value = chosen[/** @type {"as_of"} */ (field.name)] ?? "";
    letIn.tell();
    tell();
  };
  return { parts, tell: tellAll };
}

/** The day that a question is answered as on. */
function today() {
  return store.now().chosen.as_of ?? new Date().toISOString().slice(0, 10);
}

/** @param {number} number */
function before(number) {
  return new Date(Date.parse(today()) - number * 86_400_000).toISOString().slice(0, 10);
}

/** @param {Kind} kind @param {string} all @param {{name: string, articles: number}[]} tallies @param {(name: string) => string} said */
function choices(kind, all, tallies, said) {
  const ticks = tallies.map(({ name, articles }) => {
    const others = () => store.now().chosen[kind].filter((one) => one !== name);
    const { box, tell } = tick(() => store.now().chosen[kind].includes(name), (wanted) => choose({ [kind]: wanted ? [...others(), name] : others() }));
    const label = make("label", {}, box, make("bdi", {}, said(name)), make("small", {}, articles.toLocaleString("en")));
    return { label, tell };
  });
  const search = make("input", { type: "search", "aria-label": `Search ${kind}`, placeholder: `Search ${count(tallies.length, kind.slice(0, -1))}…`, oninput: (/** @type {Event} */ event) => {
    const words = /** @type {HTMLInputElement} */ (event.target).value.trim().toLowerCase();
    for (const { label } of ticks) label.hidden = !(label.querySelector("bdi")?.textContent ?? "").toLowerCase().includes(words);
  } });
  const told = () => {
    const chosen = store.now().chosen[kind];
    return chosen.length > 1 ? `${chosen.length} ${kind}` : chosen.map(said).join("");
  };
  const { parts, tell } = chip(kind, [...(tallies.length > MANY ? [search] : []), ...ticks.map(({ label }) => label)], told, all, { [kind]: [] });
  return { parts, tell: () => [tell, ...ticks.map((one) => one.tell)].forEach((act) => act()) };
}

/** A box to tick. @param {() => boolean} is @param {(wanted: boolean) => void} want */
function tick(is, want) {
  const box = /** @type {HTMLInputElement} */ (make("input", { type: "checkbox", onchange: () => want(box.checked) }));
  return { box, tell: () => void (box.checked = is()) };
}

/**
 * A button that says what is chosen, and the box to choose in.
 * @param {string} id
 * @param {HTMLElement[]} content
 * @param {() => string} told
 * @param {string} otherwise said where nothing is chosen
 * @param {Partial<Chosen>} none what is chosen then
 */
function chip(id, content, told, otherwise, none) {
  const button = make("button", { type: "button", class: "chip", popovertarget: `${id}-box` });
  const box = make("div", { id: `${id}-box`, class: "box", popover: true, ontoggle: (/** @type {ToggleEvent} */ event) => {
    if (event.newState === "open") placeBeside(box, button);
  } }, make("button", { type: "button", class: "plain", onclick: () => choose(none) }, otherwise), ...content);
  const tell = () => {
    button.textContent = told() || otherwise;
    button.classList.toggle("chosen", Boolean(told()));
  };
  return { parts: [button, box], tell };
}
