// @ts-check
// What is known of an article beside its text, and what a reader can do with it.
import { correctArticle } from "./api.js";
import { openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { store } from "./store.js";
import { day, language, moment } from "./words.js";

/** @typedef {import("./types.js").Article} Article */

const SAID = { title: "Title", outlet: "Outlet", published: "Day", language: "Language" };

/** Rows of a list of terms. @param {Article} article @param {(version: number) => void} open another version */
export function aboutOf(article, open) {
  const { versions = [], corrections = [], published, published_how, uri, author } = article;
  const others = versions.filter(({ version }) => version !== article.version).map(({ version, accepted_at }) =>
    make("li", {}, make("button", { type: "button", onclick: () => open(version) }, `Version ${version}`), ` of ${moment(accepted_at)}`));
  const mine = versions.find(({ version }) => version === article.version);
  const changes = corrections.map(({ field, was, value, who, at }) =>
    make("li", { dir: "auto" }, `${SAID[field]}: ${was ?? "none"} → ${value ?? "none"}, by ${who}, ${moment(at)}`));
  /** @type {[string, (Node | string)[]][]} */
  const rows = [
    ["Author", author ? [author] : []],
    ["Day", [published ? day(published) : "none found", published_how ? ` (${published_how})` : ""]],
    ["Language", article.language ? [language(article.language)] : []],
    ["Came", mine ? [moment(mine.accepted_at), versions.length > 1 ? `, version ${article.version} of ${versions.length}` : ""] : []],
    ["From", [uri]],
    ["Other versions", others.length ? [make("ul", {}, ...others)] : []],
    ["Corrected", changes.length ? [make("ul", {}, ...changes)] : []],
  ];
  return rows.filter(([, told]) => told.some(Boolean)).flatMap(([name, told]) => [make("dt", {}, name), make("dd", {}, ...told)]);
}

/** @param {Article} article @param {(corrected: Article) => void} then */
export function openCorrecting(article, then) {
  const fields = /** @type {const} */ (["title", "outlet", "published", "language"]);
  const inputs = fields.map((name) => /** @type {HTMLInputElement} */ (
    make("input", { name, type: name === "published" ? "date" : "text", value: article[name] ?? "", required: name === "title" || name === "language", list: name === "language" && "known-languages", dir: "auto" })));
  const known = store.now().collection?.languages ?? [];
  const languages = make("datalist", { id: "known-languages" }, ...known.map(({ name }) => make("option", { value: name }, language(name))));
  const told = make("p", { class: "told", role: "alert" });
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const news = Object.fromEntries(inputs.filter((input) => input.value !== (input.defaultValue ?? "")).map(({ name, value }) => [name, value.trim() || null]));
    if (!Object.keys(news).length) return dialog.close();
    await correctArticle(article.id, news).then((corrected) => {
      dialog.close();
      then(corrected);
    }, (problem) => (told.textContent = String(problem)));
  };
  const labels = inputs.map((input, n) => make("label", {}, SAID[fields[n]], input));
  const form = make("form", { onsubmit }, ...labels, languages, told, make("button", { class: "primary" }, "Save"));
  const note = make("p", { class: "soft" }, "Kept with who and when; the text stays as it is, and the article keeps this when it is sent again.");
  const { dialog } = openDialog("Correct", note, form);
}
