// @ts-check
// Numbers, days and filters as the page says them.

/** @typedef {import("./types.js").Filters} Filters */
/** @typedef {import("./types.js").Collection} Collection */

/** "1 passage", "8 passages". @param {number} number @param {string} noun */
export function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** "23 Apr 2026". @param {string} published */
export function day(published) {
  const date = new Date(published);
  if (Number.isNaN(date.getTime())) return published;
  return date.toLocaleDateString("en-GB", { dateStyle: "medium", timeZone: "UTC" });
}

/** "20 Nov 2026, 15:14". @param {string} moment */
export function moment(moment) {
  return new Date(moment).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** "Chinese". @param {string} code */
export function language(code) {
  if (code === "und") return "Unknown language";
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** "in Chinese", of what is in another language than the question. @param {string | null | undefined} code @param {string | null | undefined} asked */
export function foreign(code, asked) {
  return code && asked && code !== "und" && code !== asked ? `in ${language(code)}` : "";
}

/** Days from and to, where there are any. @param {string | null | undefined} from @param {string | null | undefined} to */
export function days(from, to) {
  if (from && to) return from === to ? day(from) : `${day(from)} to ${day(to)}`;
  if (from) return `from ${day(from)}`;
  return to ? `until ${day(to)}` : "";
}

/** What a question was limited to; empty where it wasn't. @param {Filters | undefined} filters */
export function scopeOf(filters) {
  const { published_from, published_to, as_of, undated, outlets = [], languages = [], articles = [], collections = [] } = filters ?? {};
  const published = days(published_from, published_to);
  const parts = [published && undated ? `${published} or without a day` : published, as_of && `as of ${day(as_of)}`, outlets.join(", "), languages.map(language).join(", "), collections.join(", "),
    articles.length ? `within ${count(articles.length, "article")}` : ""];
  return parts.filter(Boolean).join(" · ");
}

/** What the articles cover, in a sentence without its end; what is cut first where there is little room comes last. @param {Collection} collection */
export function coverageOf({ articles, outlets, all_outlets, published_from, published_to, undated }) {
  if (!articles) return "no articles yet";
  const sources = outlets.length ? ` from ${count(all_outlets ?? outlets.length, "outlet")}` : "";
  const published = days(published_from, published_to);
  const without = undated ? `, ${undated.toLocaleString("en")} without a day` : "";
  return count(articles, "article") + sources + without + (published && `, ${published}`);
}
