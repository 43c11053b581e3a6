// The form of a text as the page renders it. Run: node --test tests/web
import assert from "node:assert/strict";
import { test } from "node:test";

import { blocksOf, isFigure, runsOf } from "../../service/web/structure.js";

const TEXT = `# Prices # 

First *line* of 3 * 4.
Second **line**.

| Oxide | Price |
| --- | ---: |
| NdPr | $74.20 |
| 氧化铽 😀 | 1,168 |
Then:
- one
- two

2) three
`;

const said = ({ start, end }) => TEXT.slice(start, end);

test("headings, tables and lists are told from running text, each by its very characters", () => {
  const [heading, text, table, lead, list] = blocksOf(TEXT);
  assert.deepEqual([heading.level, said(heading.content)], [1, "Prices"]);
  assert.equal(said(text.content), "First *line* of 3 * 4.\nSecond **line**.");
  assert.deepEqual(table.head.map(said), ["Oxide", "Price"]);
  assert.deepEqual(table.rows.map((row) => row.map(said)), [["NdPr", "$74.20"], ["氧化铽 😀", "1,168"]]);
  assert.equal(said(lead.content), "Then:");
  assert.deepEqual(list.items.map(said), ["one", "two", "2) three"]);
  assert.deepEqual(blocksOf("\n \n"), []);
});

test("emphasis is a run without its signs, and what only looks like it stays as it is", () => {
  const runs = (text) => runsOf(text, { start: 0, end: text.length }).map((run) => [text.slice(run.start, run.end), run.strong ? "strong" : run.emphasis ? "em" : ""]);
  assert.deepEqual(runs("a **b** c *d*."), [["a ", ""], ["b", "strong"], [" c ", ""], ["d", "em"], [".", ""]]);
  for (const text of ["3 * 4 * 5", "snake_case_name", "a*b*c", "**", "$5*"]) assert.deepEqual(runs(text), [[text, ""]]);
});

test("cells that are figures are known", () => {
  for (const cell of ["1,168", "$74.20", "12 %", "-3", "3,410 t"]) assert.ok(isFigure(cell), cell);
  for (const cell of ["NdPr", "Line B", "", "about a third of 2025 and more"]) assert.ok(!isFigure(cell), cell);
});
