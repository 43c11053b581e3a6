// @ts-check
// What can be done with a finished answer: copy, export, share, judge.
import { make } from "./dom.js";
import { cslOf, markdownOf, plainOf, said, withSource } from "./export.js";
import { disputable, thumbs } from "./feedback.js";
import { menu } from "./menu.js";
import { numberOf, sourcesOf } from "./sources.js";

/** @typedef {import("./types.js").Answer} Answer */

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** @param {HTMLElement} turn @param {string} question @param {Answer} answer */
export function actionsOf(turn, question, answer) {
  const copying = button("Copy", () => copy(copying, plainOf(question, answer)));
  const name = nameOf(question);
  const exports = menu("Export",
    button("Markdown", () => save(`${name}.md`, "text/markdown", markdownOf(question, answer))),
    button("Word", async () => save(`${name}.docx`, WORD, (await import("./docx.js")).wordOf(question, answer))),
    button("Citations (CSL-JSON)", () => save(`${name}.csl.json`, "application/json", cslOf(answer))),
    button("JSON", () => save(`${name}.json`, "application/json", JSON.stringify(answer, null, 2))),
  );
  for (const claim of answer.claims) copyable(turn, claim, answer);
  if (!answer.kept || !answer.id) return [copying, ...exports];
  disputable(turn, answer.id);
  return [copying, ...exports, ...links(turn, answer.id), thumbs(answer.id)];
}

/** What is shared is this answer alone; with what was asked before it only where that is chosen. @param {HTMLElement} turn @param {string} id */
function links(turn, id) {
  const address = new URL(`/answers/${encodeURIComponent(id)}`, location.href).href;
  const alone = button("Copy link", () => copy(alone, address));
  if (!turn.previousElementSibling) return [alone];
  const whole = button("Copy link with what was asked before", () => copy(whole, `${address}?conversation=1`));
  return [alone, ...menu("Share more", whole)];
}

/** @param {HTMLElement} turn @param {import("./types.js").Claim} claim @param {Answer} answer */
function copyable(turn, claim, answer) {
  const place = answer.claims.indexOf(claim);
  const tools = turn.querySelectorAll("[data-testid=claim]")[place]?.querySelector(".claim-tools");
  if (!tools || tools.childElementCount) return;
  const numbers = new Set(claim.citations.map(numberOf));
  const sources = sourcesOf(answer).filter(({ number }) => numbers.has(number)).map(said);
  const copying = button("Copy with source", () => copy(copying, withSource(claim.text, claim.verdict === "supported" ? null : "unverified", sources.join("; "))));
  tools.append(copying);
}

/** @param {string} text @param {() => void} onclick */
function button(text, onclick) {
  return make("button", { type: "button", onclick }, text);
}

/** @param {HTMLElement} pressed @param {string} text */
async function copy(pressed, text) {
  const done = await navigator.clipboard.writeText(text).then(() => "Copied", () => "The browser refused");
  const before = pressed.textContent;
  pressed.textContent = done;
  setTimeout(() => (pressed.textContent = before), 2000);
}

/** @param {string} name @param {string} type @param {BlobPart} content */
function save(name, type, content) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** A file name that every system takes. @param {string} question */
function nameOf(question) {
  return question.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/gu, "").slice(0, 60) || "answer";
}
