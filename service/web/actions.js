// @ts-check
// What can be done with a finished answer: copy, export, share, judge.
import { shareAnswer } from "./api.js";
import { make } from "./dom.js";
import { cslOf, markdownOf, plain, plainOf, said, withSource } from "./export.js";
import { disputable, thumbs } from "./feedback.js";
import { menu } from "./menu.js";
import { copyText, nameOf, save } from "./saving.js";
import { sourcesOf } from "./sources.js";

/** @typedef {import("./types.js").Answer} Answer */

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** @param {HTMLElement} turn @param {string} question @param {Answer} answer */
export function actionsOf(turn, question, answer) {
  const copying = button("Copy", () => copyText(copying, plainOf(question, answer)));
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
  const address = (/** @type {string} */ id) => new URL(`/answers/${encodeURIComponent(id)}`, location.href).href;
  const alone = button("Copy link", () => copyText(alone, shareAnswer(id).then(address)));
  if (!turn.previousElementSibling) return [alone];
  const whole = button("Copy link with what was asked before", () => copyText(whole, `${address(id)}?conversation=1`));
  return [alone, ...menu("Share more", whole)];
}

/** @param {HTMLElement} turn @param {import("./types.js").Claim} claim @param {Answer} answer */
function copyable(turn, claim, answer) {
  const place = answer.claims.indexOf(claim);
  const tools = turn.querySelectorAll("[data-testid=claim]")[place]?.querySelector(".claim-tools");
  if (!tools || tools.childElementCount) return;
  const sources = sourcesOf({ ...answer, claims: [claim] }).map(said);
  const copying = button("Copy with source", () => copyText(copying, withSource(plain(claim.text), claim.verdict === "supported" ? null : "unverified", sources.join("; "))));
  tools.append(copying);
}

/** @param {string} text @param {() => void} onclick */
function button(text, onclick) {
  return make("button", { type: "button", onclick }, text);
}
