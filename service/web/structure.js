// @ts-check
// The form of a text: headings, tables, lists and emphasis, as stretches of the very same characters.

/** Places count UTF-16 units. @typedef {{start: number, end: number}} Stretch */
/** @typedef {Stretch & {strong?: boolean, emphasis?: boolean}} Run */
/** @typedef {{kind: "heading", level: number, content: Stretch}} Heading */
/** @typedef {{kind: "table", head: Stretch[] | null, rows: Stretch[][]}} Table */
/** @typedef {{kind: "list", ordered: boolean, items: Stretch[]}} List */
/** @typedef {{kind: "text", content: Stretch}} Plain */
/** @typedef {(Heading | Table | List | Plain)} Block */

const LONGEST = 2000; // UTF-16 units of a line that has a form; patterns stay quick on longer ones
const HEADING = /^(#{1,6})[ \t]+(\S.*?)[ \t]*#*[ \t]*$/u;
const ROW = /^\s*\|.*\|\s*$/u;
const RULE = /^(?=[^-]*-)[\s|:-]+$/u;
const ITEM = /^\s*(?:([-*+•·▪◦‣–●■►\uf0b7])|(\d{1,3}[.)]))\s+(?=\S)/u;
const EMPHASIS = /(\*\*|__)(?=\S)(.{0,500}?\S)\1|(?<![\p{L}\p{N}*_])([*_])(?=[^\s*_])([^*_\n]{0,500}?[^\s*_])\3(?![\p{L}\p{N}*_])/gu;

/** The blocks of a text, in order; between them lie only line ends and the signs of their form. @param {string} text @returns {Block[]} */
export function blocksOf(text) {
  /** @type {Block[]} */
  const blocks = [];
  for (const line of linesOf(text)) {
    const said = line.end - line.start > LONGEST ? "x" : text.slice(line.start, line.end);
    const last = blocks.at(-1);
    const heading = HEADING.exec(said);
    const item = ITEM.exec(said);
    if (heading) {
      const start = line.start + said.indexOf(heading[2], heading[1].length);
      blocks.push({ kind: "heading", level: heading[1].length, content: { start, end: start + heading[2].length } });
    } else if (ROW.test(said)) {
      const table = last?.kind === "table" && line.follows ? last : null;
      if (table) addRow(table, text, line);
      else blocks.push({ kind: "table", head: null, rows: [cellsOf(text, line)] });
    } else if (item) {
      // What counts is kept with its number, a bullet is drawn.
      const sign = item[2] ? said.length - said.trimStart().length : item[0].length;
      const content = { start: line.start + sign, end: line.end };
      if (last?.kind === "list") last.items.push(content);
      else blocks.push({ kind: "list", ordered: Boolean(item[2]), items: [content] });
    } else if (said.trim()) {
      if (last?.kind === "text") last.content.end = line.end;
      else blocks.push({ kind: "text", content: { start: line.start, end: line.end } });
    }
  }
  return blocks;
}

/** The rows of a table that these stretches lie in, under its head; null where they lie in none. @param {string} text @param {Stretch[]} stretches @returns {Table | null} */
export function tableWith(text, stretches) {
  for (const block of text.includes("|") ? blocksOf(text) : []) {
    if (block.kind !== "table") continue;
    const rows = block.rows.filter((row) => stretches.some(({ start, end }) => start < (row.at(-1)?.end ?? 0) && end > (row[0]?.start ?? 0)));
    if (rows.length) return { ...block, rows };
  }
  return null;
}

/** The same stretch in runs of one emphasis each, without the signs of it. @param {string} text @param {Stretch} stretch @returns {Run[]} */
export function runsOf(text, { start, end }) {
  /** @type {Run[]} */
  const runs = [];
  let place = start;
  for (const found of text.slice(start, end).matchAll(EMPHASIS)) {
    const [whole, strong, bold, , leaning] = found;
    const at = start + found.index;
    const sign = strong ? 2 : 1;
    runs.push({ start: place, end: at });
    runs.push({ start: at + sign, end: at + sign + (bold ?? leaning).length, strong: Boolean(strong), emphasis: !strong });
    place = at + whole.length;
  }
  runs.push({ start: place, end });
  return runs.filter((run) => run.start < run.end);
}

/** Whether a cell is a figure, which stands to the right. @param {string} cell */
export function isFigure(cell) {
  return cell.length < 40 && /^[\s$€£¥~≈<>()+−–-]*\d[\d.,\s]*[%\p{L}$€£¥()/ .−–-]{0,12}$/u.test(cell);
}

/** Lines that aren't empty; whether each follows on the one before. @param {string} text @returns {(Stretch & {follows: boolean})[]} */
function linesOf(text) {
  return [...text.matchAll(/[^\n]+/gu)].map(({ 0: line, index }) => ({
    start: index, end: index + line.length, follows: text[index - 1] === "\n" && text[index - 2] !== "\n",
  }));
}

/** @param {Table} table @param {string} text @param {Stretch} line */
function addRow(table, text, line) {
  const isRule = RULE.test(text.slice(line.start, line.end));
  if (!isRule) table.rows.push(cellsOf(text, line));
  else if (!table.head && table.rows.length === 1) table.head = table.rows.pop() ?? null;
}

/** What stands between the bars, without the space around it. @param {string} text @param {Stretch} line @returns {Stretch[]} */
function cellsOf(text, { start, end }) {
  const line = text.slice(start, end);
  const bars = [...line.matchAll(/(?<!\\)\|/gu)].map(({ index }) => index);
  return bars.slice(0, -1).map((bar, n) => {
    const inside = line.slice(bar + 1, bars[n + 1]);
    const lead = inside.trim() ? inside.length - inside.trimStart().length : 0;
    const at = start + bar + 1 + lead;
    return { start: at, end: at + inside.trim().length };
  });
}
