// @ts-check
// What can be done with a finished answer: copy, export, share, judge.
import { shareAnswer } from "./api.js";
import { find, make } from "./dom.js";
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
  const sentence = /** @type {HTMLElement | undefined} */ (turn.querySelectorAll("[data-testid=claim]")[place]);
  const tools = /** @type {HTMLElement | null | undefined} */ (sentence?.querySelector(".claim-tools"));
  if (!sentence || !tools || tools.childElementCount) return;
  const sources = sourcesOf({ ...answer, claims: [claim] }).map(said);
  const copying = button("Copy with source", () => copyText(copying, withSource(plain(claim.text), claim.verdict === "supported" ? null : "unverified", sources.join("; "))));
  tools.append(copying);
  float(tools, sentence);
}

/**
 * Over the line above the one that is pointed at, where the pointer came upon it: nothing moves, and no other sentence
 * is on its way. Without a pointer at the sentence’s end.
 * @param {HTMLElement} tools @param {HTMLElement} sentence
 */
function float(tools, sentence) {
  /** The line that the pointer is on; NaN where it is elsewhere. */
  let pointed = NaN;
  /** @param {DOMRect} line @param {number} x */
  const over = (line, x) => {
    const { left, top } = /** @type {HTMLElement} */ (sentence.closest(".paragraph")).getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tools;
    tools.style.inset = `${line.top - top - height}px auto auto clamp(0px, ${x - left - width / 2}px, 100% - ${width}px)`;
  };
  const lines = () => [...find(sentence, ".sentence").getClientRects()];
  sentence.addEventListener("pointermove", ({ clientX, clientY }) => {
    const line = lines().find(({ top, bottom }) => top <= clientY && clientY <= bottom);
    if (!line || line.top === pointed || tools.matches(":hover")) return;
    pointed = line.top;
    over(line, clientX);
  });
  sentence.addEventListener("pointerleave", () => (pointed = NaN));
  sentence.addEventListener("focusin", () => {
    const [last] = lines().slice(-1);
    if (Number.isNaN(pointed) && !tools.matches(":hover")) over(last, last.right);
  });
}

/** @param {string} text @param {() => void} onclick */
function button(text, onclick) {
  return make("button", { type: "button", onclick }, text);
}
