// @ts-check
// What readers say of an answer: a thumb, or a sentence that they dispute.
import { request } from "./api.js";
import { make } from "./dom.js";

/** @param {string} id */
export function thumbs(id) {
  const told = make("span", { role: "status", class: "told" });
  const buttons = [["up", "Useful"], ["down", "Not useful"]].map(([thumb, name]) => {
    const onclick = async () => {
      told.textContent = await send(id, { thumb });
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === pressed && !told.textContent));
    };
    const pressed = make("button", { type: "button", "aria-pressed": "false", onclick }, name);
    return pressed;
  });
  return make("span", { class: "thumbs" }, ...buttons, told);
}

/** Lets the reader dispute each sentence of an answer. @param {HTMLElement} turn @param {string} id */
export function disputable(turn, id) {
  const claims = turn.querySelectorAll("[data-testid=claim]");
  claims.forEach((claim, place) => {
    const open = make("button", { type: "button", class: "dispute", onclick: () => {
      open.hidden = true;
      claim.append(form(id, place, open));
      claim.querySelector("textarea")?.focus();
    } }, "Dispute");
    claim.querySelector(".claim-tools")?.append(open);
  });
}

/** @param {string} id @param {number} claim @param {HTMLElement} opener */
function form(id, claim, opener) {
  const comment = /** @type {HTMLTextAreaElement} */ (make("textarea", { rows: 2, maxlength: 2000, dir: "auto" }));
  const told = make("p", { role: "status", class: "told" });
  const close = () => {
    box.remove();
    opener.hidden = false;
    opener.focus();
  };
  const onsubmit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    told.textContent = await send(id, { claim, disputed: true, comment: comment.value.trim() });
    if (!told.textContent) box.replaceChildren(make("p", { role: "status", class: "told" }, "Disputed. The service keeps what you said."));
  };
  const box = make("form", { class: "disputing", onsubmit },
    make("label", {}, "What is wrong with this sentence?", comment),
    make("button", { class: "primary" }, "Send"),
    make("button", { type: "button", class: "plain", onclick: close }, "Cancel"),
    told,
  );
  return box;
}

/** Empty where it went well, else what went wrong. @param {string} id @param {object} feedback */
async function send(id, feedback) {
  const options = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(feedback) };
  return request(`/v1/answers/${encodeURIComponent(id)}/feedback`, options).then(() => "", String);
}
