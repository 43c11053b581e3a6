// @ts-check
// What can be done with a finished answer: copy, export, link, judge.
import { make } from "./dom.js";
import { markdownOf, plainOf } from "./export.js";
import { disputable, thumbs } from "./feedback.js";

/** @typedef {import("./types.js").Answer} Answer */

/** @param {HTMLElement} turn @param {string} question @param {Answer} answer */
export function actionsOf(turn, question, answer) {
  const copying = button("Copy", () => copy(copying, plainOf(question, answer)));
  const actions = [
    copying,
    button("Markdown", () => save(`${nameOf(question)}.md`, "text/markdown", markdownOf(question, answer))),
    button("JSON", () => save(`${nameOf(question)}.json`, "application/json", JSON.stringify(answer, null, 2))),
  ];
  if (!answer.kept || !answer.id) return actions;
  disputable(turn, answer.id);
  return [...actions, make("a", { href: `/answers/${encodeURIComponent(answer.id)}` }, "Link"), thumbs(answer.id)];
}

/** @param {string} text @param {() => void} onclick */
function button(text, onclick) {
  return make("button", { type: "button", onclick }, text);
}

/** @param {HTMLElement} pressed @param {string} text */
async function copy(pressed, text) {
  const done = await navigator.clipboard.writeText(text).then(() => "Copied", () => "The browser refused");
  pressed.textContent = done;
  setTimeout(() => (pressed.textContent = "Copy"), 2000);
}

/** @param {string} name @param {string} type @param {string} content */
function save(name, type, content) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** A file name that every system takes. @param {string} question */
function nameOf(question) {
  return question.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/gu, "").slice(0, 60) || "answer";
}
