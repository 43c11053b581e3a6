// @ts-check
// An answer as a Word document with real footnotes. A .docx is a zip of XML; nothing here is compressed.
import { silenceOf } from "./closest.js";
import { openOf, partsOf, plain, said, tablesOf } from "./export.js";
import { gap, paragraphsOf } from "./paragraphs.js";
import { numberOf, sourcesOf } from "./sources.js";

/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {import("./types.js").Citation} Citation */

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>';
const [BOLD, LEANING] = ["<w:rPr><w:b/></w:rPr>", "<w:rPr><w:i/></w:rPr>"];

/** @param {string} question @param {Answer} answer @returns {Uint8Array<ArrayBuffer>} */
export function wordOf(question, answer) {
  const sources = new Map(sourcesOf(answer).map((source) => [source.number, source]));
  /** @type {string[]} */
  const notes = [];
  // Each citation has a footnote of its own with its exact quote; its mark is the number that the page shows.
  const mark = (/** @type {Citation} */ citation) => {
    const number = numberOf(citation) ?? 0;
    const source = sources.get(number);
    notes.push(note(notes.length + 1, number, `“${citation.quote}” ${source ? said(source) : ""}`));
    return `<w:r>${RAISED}<w:footnoteReference w:customMarkFollows="1" w:id="${notes.length}"/><w:t>${number}</w:t></w:r>`;
  };
  /** @param {import("./types.js").Claim} claim */
  const sentence = ({ text, verdict, citations }) =>
    partsOf(text).map(({ words, strong, emphasis }) => run(words, strong ? BOLD : emphasis ? LEANING : "")).join("") + citations.map(mark).join(`<w:r>${RAISED}<w:t>,</w:t></w:r>`) + (verdict === "supported" ? "" : run(" (unverified)", LEANING));
  const paragraphs = paragraphsOf(answer.claims).flatMap((those) => [
    paragraph((those[0].begins === "item" ? run("• ") : "") + those.map((claim, place) => (place ? run(gap(those[place - 1].text, claim)) : "") + sentence(claim)).join("")),
    ...tablesOf(those, answer.passages).map(table),
  ]);
  const body = [
    paragraph(run(question, '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr>')),
    ...(paragraphs.length ? paragraphs : [paragraph(run(silenceOf(question, answer.passages)))]),
    ...(openOf(answer) ? [paragraph(run(openOf(answer)))] : []),
    ...(sources.size ? [paragraph(run("Sources", BOLD))] : []),
    ...[...sources].map(([number, source]) => paragraph(run(`${number}  ${said(source)}`))),
  ];
  const separators = ["separator", "continuationSeparator"].map((name, place) => `<w:footnote w:type="${name}" w:id="${place - 1}"><w:p><w:r><w:${name}/></w:r></w:p></w:footnote>`);
  return zipOf({
    "[Content_Types].xml": `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${TYPE}.document.main+xml"/><Override PartName="/word/footnotes.xml" ContentType="${TYPE}.footnotes+xml"/></Types>`,
    "_rels/.rels": relations("officeDocument", "word/document.xml"),
    "word/_rels/document.xml.rels": relations("footnotes", "footnotes.xml"),
    "word/document.xml": `${HEAD}<w:document ${W}><w:body>${body.join("")}</w:body></w:document>`,
    "word/footnotes.xml": `${HEAD}<w:footnotes ${W}>${separators.join("")}${notes.join("")}</w:footnotes>`,
  });
}

/** @param {string} kind @param {string} target */
function relations(kind, target) {
  return `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${RELATION}/${kind}" Target="${target}"/></Relationships>`;
}

/** @param {string} runs */
function paragraph(runs) {
  return `<w:p><w:pPr><w:spacing w:after="160"/></w:pPr>${runs}</w:p>`;
}

/** With a line below each row, and room below it. @param {{head: string[], rows: string[][]}} table */
function table({ head, rows }) {
  const cell = (/** @type {string} */ text, form = "") => `<w:tc><w:p>${run(plain(text), form)}</w:p></w:tc>`;
  const row = (/** @type {string[]} */ cells, form = "") => `<w:tr>${form && "<w:trPr><w:tblHeader/></w:trPr>"}${cells.map((text) => cell(text, form)).join("")}</w:tr>`;
  const width = Math.max(...[head, ...rows].map(({ length }) => length));
  const lines = ["bottom", "insideH"].map((side) => `<w:${side} w:val="single" w:sz="4" w:color="999999"/>`).join("");
  const all = (head.length ? [row(head, BOLD)] : []).concat(rows.map((cells) => row(cells)));
  return `<w:tbl><w:tblPr><w:tblBorders>${lines}</w:tblBorders></w:tblPr><w:tblGrid>${"<w:gridCol/>".repeat(width)}</w:tblGrid>${all.join("")}</w:tbl>${paragraph("")}`;
}

/** @param {string} text @param {string} [form] */
function run(text, form = "") {
  const lines = text.split("\n").map((line) => `<w:t xml:space="preserve">${escaped(line)}</w:t>`);
  return `<w:r>${form}${lines.join("<w:br/>")}</w:r>`;
}

/** @param {number} id @param {number} number @param {string} text */
function note(id, number, text) {
  return `<w:footnote w:id="${id}"><w:p><w:r>${RAISED}<w:t>${number}</w:t></w:r>${run(` ${text}`, '<w:rPr><w:sz w:val="18"/></w:rPr>')}</w:p></w:footnote>`;
}

/** Text in XML, which can't hold control characters. @param {string} text */
function escaped(text) {
  const plain = text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
  return plain.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
}

/** Files in a zip, stored as they are (APPNOTE 6.3). @param {Record<string, string>} files @returns {Uint8Array<ArrayBuffer>} */
function zipOf(files) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array[]} */
  const parts = [];
  /** @type {Uint8Array[]} */
  const directory = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const [name, data] = [encoder.encode(path), encoder.encode(content)];
    const about = [20, 0x0800, 0, 0, 0x21, crcOf(data), data.length, data.length, name.length, 0];
    const sizes = [2, 2, 2, 2, 2, 4, 4, 4, 2, 2];
    const local = bytesOf([0x04034b50, ...about], [4, ...sizes]);
    parts.push(local, name, data);
    directory.push(bytesOf([0x02014b50, 20, ...about, 0, 0, 0, 0, offset], [4, 2, ...sizes, 2, 2, 2, 4, 4]), name);
    offset += local.length + name.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  const end = bytesOf([0x06054b50, 0, 0, count, count, size, offset, 0], [4, 2, 2, 2, 2, 4, 4, 2]);
  const all = [...parts, ...directory, end];
  const zip = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of all) {
    zip.set(part, place);
    place += part.length;
  }
  return zip;
}

/** Little-endian numbers of so many bytes each. @param {number[]} numbers @param {number[]} sizes */
function bytesOf(numbers, sizes) {
  return Uint8Array.from(numbers.flatMap((number, place) => Array.from({ length: sizes[place] }, (_, byte) => (number >>> (8 * byte)) & 0xff)));
}

/** CRC-32 as zip has it. @param {Uint8Array} data */
function crcOf(data) {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
