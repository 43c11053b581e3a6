// What the page knows and says, apart from any browser. Run: node --test tests/web
import assert from "node:assert/strict";
import { test } from "node:test";

import { NOTHING, after, exchangesOf, historyOf, progress } from "../../service/web/conversation.js";
import { wordOf } from "../../service/web/docx.js";
import { cslOf, markdownOf, plainOf } from "../../service/web/export.js";
import { grouped, search, thinned, withLatest } from "../../service/web/kept.js";
import { numberOf, sourcesOf, uncitedOf, whereOf } from "../../service/web/sources.js";
import { gap, paragraphsOf } from "../../service/web/paragraphs.js";
import { stretches } from "../../service/web/marks.js";
import { repairsOf, toRaw, within } from "../../service/web/repairs.js";
import { coverageOf, days, language, scopeOf } from "../../service/web/words.js";

import { choose, filtersOf } from "../../service/web/choice.js";
import { closestOf } from "../../service/web/closest.js";
import { store, storeOf } from "../../service/web/store.js";
import { addressOf, routeOf } from "../../service/web/router.js";
import { entries, forgetAll, note } from "../../service/web/intake.js";

const claim = (text, ...citations) => ({ text, verdict: "supported", reasons: [], citations });
const cite = (number, start, quote) => ({ number, article_id: "a", version: 1, start, end: start + quote.length, quote });

test("what has arrived grows with each event, and the finished answer replaces it", () => {
  const passages = [{ article_id: "a" }, { article_id: "a" }, { article_id: "b" }];
  const events = [
    ["retrieved", { passages }],
    ["drafted", { text: "ignored" }],
    ["checked", { claim: claim("One."), shown: true }],
    ["checked", { claim: claim("Two."), shown: false }],
  ];
  const said = [];
  const answer = events.reduce((known, [event, data]) => {
    const next = after(known, event, data);
    said.push(progress(event, next));
    return next;
  }, NOTHING);
  assert.deepEqual(answer, { passages, claims: [claim("One.")], withheld: [claim("Two.")] });
  assert.deepEqual(said, ["Reading 3 passages from 2 articles…", "Writing…", "Writing… 1 sentence checked", "Writing… 2 sentences checked"]);
  const finished = { ...NOTHING, status: "answered" };
  assert.equal(after(answer, "answered", finished), finished);
  assert.deepEqual(NOTHING, { claims: [], withheld: [], passages: [] });
});

test("a question brings the latest exchanges along, and a receipt gives them back", () => {
  const exchanges = Array.from({ length: 12 }, (_, n) => ({ question: `Q${n}?`, text: n === 11 ? "" : `A${n}.` }));
  const history = historyOf(exchanges);
  assert.equal(history.length, 20);
  assert.deepEqual(history.slice(0, 2), [{ role: "user", content: "Q2?" }, { role: "assistant", content: "A2." }]);
  assert.ok(history.every((turn) => turn.content), "the service refuses empty turns");
  assert.deepEqual(exchangesOf(history).slice(0, 9), exchanges.slice(2, 11));
});

test("conversations are kept latest first, bounded, and found by all words", () => {
  const turn = (question, text) => ({ question, text, id: null });
  const first = turn("Line B?", "Delayed to 2028.");
  let list = withLatest([], { at: "1", turns: [first] });
  list = withLatest(list, { at: "3", turns: [turn("氧化镨钕?", "涨价。")] });
  list = withLatest(list, { at: "1", turns: [first, turn("Why?", "Engineers left.")] });
  assert.deepEqual(list.map((one) => [one.at, one.turns.length]), [["1", 2], ["3", 1]]);
  assert.deepEqual(search(list, "ENGINEERS line").map((one) => one.at), ["1"]);
  assert.deepEqual(search(list, "涨价").map((one) => one.at), ["3"]);
  assert.equal(search(list, "  ").length, 2);
  list[0].pinned = true;
  for (let n = 0; n < 1100; n += 1) list = withLatest(list, { at: `n${n}`, turns: [turn("Q", "A")], ...(n === 50 && { name: "Kilns" }) });
  assert.equal(list.length, 1001, "and the pinned one");
  assert.ok(["1", "n50"].every((at) => list.some((one) => one.at === at)), "what is pinned or named outlives the rest");
});

test("where there is room for less the oldest go that nobody named or pinned", () => {
  const list = ["new", "b", "named", "pinned", "old"].map((at) => ({ at, turns: [], name: at === "named" ? "N" : "", pinned: at === "pinned" }));
  assert.deepEqual([1, 2, 3, 9].map((number) => thinned(list, number).map(({ at }) => at).join(" ")), ["new b named pinned", "new named pinned", "new pinned", "new pinned"]);
});

const ANSWER = {
  text: "It fell [1]. It rose [1].",
  claims: [
    claim("It *fell*.", cite(1, 0, "It *fell*.")),
    { ...claim("It rose.", cite(1, 20, "rose\n\n- twice"), cite(1, 0, "It *fell*.")), verdict: "unverified" },
  ],
  withheld: [], passages: [{ article_id: "a", title: "Prices <b>", outlet: "Ledger", published: "2026-04-23", url: "https://example.com/a_b" }],
};

const opening = (begins, one) => ({ ...one, begins });

test("verified sentences of a paragraph read on; what is in doubt, an item and another article's quote stand apart", () => {
  const doubtful = { ...claim("C."), verdict: "unverified" };
  const told = [claim("A."), claim("B."), doubtful, claim("D."), opening("item", claim("E.")), claim("F."), opening("paragraph", claim("G."))];
  const parts = (claims) => paragraphsOf(claims).map((those) => those.map(({ text }) => text).join(" "));
  assert.deepEqual(parts(told), ["A. B.", "C.", "D.", "E. F.", "G."]);
  const quotes = ["a", "a", "b"].map((article_id, n) => ({ ...claim(`${n}.`, { ...cite(1, n, "x"), article_id }), drafted_by: null }));
  assert.deepEqual(parts(quotes), ["0. 1.", "2."]);
  assert.deepEqual(parts(quotes.map((one) => ({ ...one, drafted_by: "some/model" }))), ["0. 1. 2."]);
  assert.deepEqual([gap("涨价。", claim("跌。")), gap("It rose.", claim("It fell."))], ["", " "]);
});

test("an answer is prose in Markdown and Word, too", () => {
  const answer = { ...NOTHING, claims: [claim("One.", cite(1, 0, "x")), claim("Two."), opening("item", claim("Three."))] };
  assert.match(markdownOf("Q?", answer), /\n\nOne\.\[\^1\] Two\.\n\n- Three\.\n\n/u);
  const word = Buffer.from(wordOf("Q?", answer)).toString("utf8");
  const texts = [...word.matchAll(/<w:p>.*?<\/w:p>/gsu)].map(([one]) => one.replace(/<[^>]*>/gu, ""));
  assert.deepEqual(texts.slice(1, 3), ["One.1 Two.", "• Three."]);
});

test("Markdown carries emphasis and exact quotes as footnotes, one for each source, and no markup of the articles", () => {
  assert.equal(markdownOf("What\nfell?", ANSWER), [
    "# What fell?", "",
    "It *fell*.[^1]", "",
    "It rose.[^1] *(unverified)*", "",
    "[^1]: Prices \\<b\\>, Ledger, 23 Apr 2026, https://example.com/a\\_b: “It \\*fell\\*.” “rose\n    \\- twice”", "",
  ].join("\n"));
});

test("cells that are cited are taken along under the heads of their table", () => {
  const text = "Prices.\n\n| Oxide | 2025 | 2026 |\n| --- | --- | --- |\n| NdPr \\| mixed | $71.90 | $74.20 |\n| **Terbium** | $1,031 | $1,168 |\n";
  const [row, other] = ["| **Terbium** | $1,031 | $1,168", "$71.90"];
  const about = { number: 1, article_id: "a", version: 1, title: "Prices", start: 100, end: 100 + text.length, text };
  const cited = (quote) => ({ ...cite(1, 100 + text.indexOf(quote), quote) });
  const answer = { ...NOTHING, passages: [about], claims: [claim("Terbium, 2026: $1,168", cited(row)), claim("It rose.", cited(other)), opening("paragraph", claim("Prices.", cited("Prices.")))] };
  assert.equal(markdownOf("Q?", answer).split("\n\n").slice(1, -1).join("\n\n"), [
    "Terbium, 2026: \\$1,168[^1] It rose.[^1]", "",
    "| Oxide | 2025 | 2026 |", "| --- | --- | --- |", "| **Terbium** | \\$1,031 | \\$1,168 |", "",
    "| Oxide | 2025 | 2026 |", "| --- | --- | --- |", "| NdPr \\| mixed | \\$71.90 | \\$74.20 |", "",
    "Prices.[^1]",
  ].join("\n"));
  const word = new TextDecoder().decode(wordOf("Q?", answer));
  const rows = [...word.matchAll(/<w:tr>.*?<\/w:tr>/gsu)].map(([one]) => [...one.matchAll(/<w:tc>.*?<\/w:tc>/gsu)].map(([cell]) => cell.replace(/<[^>]*>/gu, "")));
  assert.deepEqual(rows, [["Oxide", "2025", "2026"], ["Terbium", "$1,031", "$1,168"], ["Oxide", "2025", "2026"], ["NdPr | mixed", "$71.90", "$74.20"]]);
});

test("a copied answer carries its numbers and what they mean", () => {
  assert.equal(plainOf("What fell?", ANSWER), "What fell?\n\nIt fell [1]. It rose [1].\n\nUnverified: “It rose.”\n\n[1] Prices <b>, Ledger, 23 Apr 2026, https://example.com/a_b\n");
  assert.match(plainOf("What?", { ...NOTHING, text: "" }), /The articles don’t say/);
});

test("sources are the cited articles by first use, with the numbers that the service gave them", () => {
  const quoted = (display_number, article_id, start) => ({ number: 9, display_number, article_id, version: 1, start, end: start + 1, quote: "x" });
  const answer = {
    claims: [claim("One.", quoted(1, "b", 4)), claim("Two.", quoted(2, "a", 0), quoted(1, "b", 4)), claim("Three.", quoted(1, "b", 8), quoted(3, "c", 0))],
    withheld: [claim("Wrong.", { ...quoted(null, "d", 0) })],
    passages: ["a", "b", "c", "d"].map((article_id, n) => ({ article_id, number: n + 1, title: article_id.toUpperCase(), cluster: "bc".includes(article_id) ? "same" : null })),
  };
  const told = sourcesOf(answer).map(({ number, about, quotes, copyOf }) => [number, about.title, quotes.length, copyOf]);
  assert.deepEqual(told, [[1, "B", 2, null], [2, "A", 1, null], [3, "C", 1, 1]]);
  assert.deepEqual(uncitedOf(answer).map(({ title }) => title), ["D"]);
  assert.equal(numberOf({ number: 4 }), 4, "an answer from before there were such numbers");
  assert.equal(plainOf("Q?", answer).split("\n\n")[1], "One [1]. Two [2][1]. Three [1][3].");
});

test("where the passages hold most of the question their closest sentences are told, else none", () => {
  const passages = [
    { number: 1, text: "Prices rose.\n\nTerbium stood at $1,168 on 10 March 2026. Nothing else moved." },
    { number: 2, text: "The mine is in Lisbon." },
  ];
  const found = closestOf("How much did terbium cost in March 2026?", passages);
  assert.deepEqual(found.map(({ passage, start, end }) => [passage, passages[0].text.slice(start, end)]), [[1, "Terbium stood at $1,168 on 10 March 2026."]]);
  assert.deepEqual(closestOf("Who won the football cup?", passages), []);
  assert.deepEqual(closestOf("?", passages), []);
  const [chinese] = closestOf("每吨磁材用铽多少？", [{ number: 3, text: "产量提高。每吨磁材用铽降至2.6公斤。" }]);
  assert.equal(chinese.passage, 3);
});

test("addresses name an article, and words in a version of it", () => {
  const address = addressOf("a.b", { version: 2, start: 0, end: 9 });
  const { pathname, search: query } = new URL(address, "http://x");
  assert.deepEqual(routeOf(pathname, query), { view: "articles", id: "a.b", cited: { version: 2, start: 0, end: 9 } });
  assert.equal(addressOf("a", { version: 2 }), "/articles/a?version=2");
  assert.deepEqual(routeOf("/articles/a", "?version=2").cited, { version: 2, start: null, end: null });
  assert.deepEqual(routeOf("/articles/a", "?start=9&end=3&version=x").cited, { version: null, start: null, end: null });
  assert.equal(routeOf("/articles/%E0%A4").id, "%E0%A4", "a mangled address names nothing, and breaks nothing");
  assert.equal(routeOf("/articles", "?q=two+words").query, "?q=two+words");
  assert.deepEqual([routeOf("/articles").id, routeOf("/answers/x").view, routeOf("/").view], [null, "answer", "conversation"]);
});

test("whoever subscribes is told of what has changed, and of nothing else, until it is enough", () => {
  const shared = storeOf({ one: 1, two: [] });
  const heard = [];
  const end = shared.subscribe("one", (now, before) => heard.push([before, now, shared.now().one]));
  shared.put({ two: [2] });
  shared.put({ one: 1 });
  shared.put({ one: 3, two: [] });
  end();
  shared.put({ one: 4 });
  assert.deepEqual(heard, [[1, 3, 3]]);
});

test("what is chosen goes out with a question, and articles without a day only beside days", () => {
  assert.deepEqual(filtersOf(store.now().chosen), {});
  choose({ outlets: ["Ledger"], undated: true, strict: true });
  assert.deepEqual(filtersOf(store.now().chosen), { outlets: ["Ledger"] });
  choose({ as_of: "2026-06-01", outlets: [] });
  assert.deepEqual(filtersOf(store.now().chosen), { as_of: "2026-06-01", undated: true });
});

test("turns of two tabs are merged by when they were put, and unfinished ones don't go out as said", () => {
  const turn = (put, more) => ({ question: `Q${put}`, id: null, text: "", put, ...more });
  const mine = withLatest([{ at: "1", turns: [turn("1"), turn("2")] }], { at: "1", turns: [turn("1", { text: "A." }), turn("3", { open: true })] });
  assert.deepEqual(mine[0].turns.map(({ put, text }) => [put, text]), [["1", "A."], ["2", ""], ["3", ""]]);
  assert.equal(historyOf(mine[0].turns).length, 4);
});

test("the history is grouped by day, with what is pinned on top", () => {
  const list = [{ at: "2026-03-02T10:00:00Z", turns: [] }, { at: "2026-03-01T10:00:00Z", turns: [], pinned: true }, { at: "2026-03-02T09:00:00Z", turns: [] }];
  const told = grouped(list, (at) => at.slice(0, 10)).map(([name, some]) => [name, some.length]);
  assert.deepEqual(told, [["Pinned", 1], ["2026-03-02", 2]]);
  assert.ok(withLatest(list, { at: list[1].at, turns: [] })[0].pinned);
});

test("a quote is taken along with its page or heading, and its language where that is not the question's", () => {
  const of = (place, more = {}) => ({ ...NOTHING, question_language: "en", passages: [{ article_id: "a", title: "Anteil", language: "de" }], claims: [claim("Sold.", { ...cite(1, 0, "Die"), ...place })], ...more });
  assert.match(plainOf("?", of({ page: 3, heading: "Verkauf" })), /\[1\] Anteil, page 3, in German\n/u);
  assert.match(plainOf("?", of({ heading: "Verkauf" })), /\[1\] Anteil, under “Verkauf”, in German\n/u);
  assert.match(plainOf("?", of({}, { question_language: "de" })), /\[1\] Anteil\n/u);
  assert.match(markdownOf("?", of({ page: 3 })), /: Anteil, page 3, in German: “Die”/u);
  assert.equal(JSON.parse(cslOf(of({ page: 3 })))[0].note, "“Die” (page 3)");
  assert.equal(whereOf({ page: 3, language: "de" }, of({})), "page 3, in German");
  assert.match(new TextDecoder().decode(wordOf("?", of({ page: 3 }))), /Anteil, page 3, in German/u);
});

test("Chinese sentences are joined without spaces", () => {
  const cited = { number: 2, display_number: 1, article_id: "a", version: 1, start: 0, end: 1, quote: "x" };
  const answer = { ...NOTHING, claims: [claim("产量提高。", cited), claim("价格下跌。", cited)] };
  assert.match(plainOf("?", answer), /产量提高\[1\]。价格下跌\[1\]。/u);
});

test("a citation manager gets each source with its quotes", () => {
  const [item] = JSON.parse(cslOf(ANSWER));
  assert.deepEqual([item.type, item.title, item["container-title"], item.issued["date-parts"]], ["article-newspaper", "Prices <b>", "Ledger", [[2026, 4, 23]]]);
  assert.match(item.note, /“It \*fell\*\.” “rose/u);
});

test("a Word document has a footnote with the exact quote for each citation, under the number of its source", () => {
  const text = new TextDecoder().decode(wordOf("What <fell>\u0001?", ANSWER));
  assert.equal(text.slice(0, 2), "PK");
  assert.match(text, /What &lt;fell&gt;\?/u);
  assert.equal(text.match(/<w:footnoteReference w:customMarkFollows="1" w:id="\d"\/><w:t>1<\/w:t>/gu).length, 3);
  assert.match(text, /“It \*fell\*\.” Prices &lt;b&gt;, Ledger, 23 Apr 2026/u);
  assert.match(text, /<w:i\/><\/w:rPr><w:t xml:space="preserve">fell<\/w:t>/u);
});

test("what is unverified or left open is taken along as such", () => {
  const half = { ...ANSWER, claims: [{ ...claim("It rose."), verdict: "unverified" }], missing: "the [price]" };
  const told = plainOf("What fell?", half);
  assert.match(told, /\n\nUnverified: “It rose\.”\n\nNot in the articles: the \[price\]\n/);
  assert.match(markdownOf("What fell?", half), /It rose\. \*\(unverified\)\*\n\nNot in the articles: the \\\[price\\\]\n/);
});

test("a stretch of the repaired text is found in the text as received", () => {
  // raw "  donÃ©e  fin" → text "donée fin"
  const edits = [
    { start: 0, end: 0, raw_start: 0, raw_end: 2, reason: "white space" },
    { start: 3, end: 4, raw_start: 5, raw_end: 7, reason: "broken encoding (Latin)" },
    { start: 5, end: 6, raw_start: 8, raw_end: 10, reason: "white space; line end" },
  ];
  const raw = "  donÃ©e  fin";
  const back = (start, end) => { const span = toRaw(edits, start, end); return raw.slice(span.start, span.end); };
  assert.equal(back(0, 5), "donÃ©e");
  assert.equal(back(3, 4), "Ã©");
  assert.equal(back(6, 9), "fin");
  assert.equal(repairsOf(edits), "white space in 2 places, broken encoding, line end");
  assert.equal(repairsOf(within(edits, 2, 5)), "broken encoding");
  assert.equal(repairsOf([]), "");
});

test("cited stretches come once each, in reading order", () => {
  const [late, early] = [cite(1, 9, "late"), cite(2, 0, "early")];
  assert.deepEqual(stretches([late, early, { ...late, number: 3 }]).map(({ start }) => start), [0, 9]);
});

test("filters and coverage are said in words", () => {
  assert.equal(days("2026-01-02", "2026-01-02"), "2 Jan 2026");
  assert.equal(days(null, "2026-01-02"), "until 2 Jan 2026");
  assert.equal(scopeOf({ published_from: "2026-01-02", outlets: ["Ledger"], languages: ["zh"] }), "from 2 Jan 2026 · Ledger · Chinese");
  assert.equal(scopeOf({}), "");
  assert.equal(language("und"), "Unknown language");
  const collection = { articles: 1, pending: 0, published_from: null, published_to: null, outlets: [], languages: [], examples: [] };
  assert.equal(coverageOf(collection), "1 article");
  const dated = { ...collection, articles: 9, undated: 2, published_from: "2026-01-02", published_to: "2026-01-02" };
  assert.equal(coverageOf(dated), "9 articles, 2 without a day, 2 Jan 2026");
});

test("what goes in is noted from the start, and what becomes of it takes that place", () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text), removeItem: (name) => kept.delete(name) };
  const entry = (at, told, failed) => ({ name: "a.md", kind: "file", at, told, failed, articles: [] });
  note(entry("1", "not finished", true), entry("2", "not finished", true));
  note(entry("1", "1 article added", false));
  assert.deepEqual(entries().map(({ at, told }) => [at, told]), [["2", "not finished"], ["1", "1 article added"]]);
  forgetAll();
  assert.deepEqual(entries(), []);
});
