// @ts-check
// A question goes out by POST, server-sent events come back. EventSource can only GET, so they are read here.
import { Problem, request } from "./api.js";

/** @typedef {{event: string, data: string}} ServerEvent */
/** @typedef {{event: string, data: any}} AnswerEvent */

const CUT = {
  title: "The connection was lost",
  detail: "The answer was not finished.",
  hint: "Sentences that did arrive were checked, but some may be missing.",
};
const SILENCE_MS = 45_000; // the service sends a comment every 15 seconds
const STOPPED = { title: "Stopped", detail: "The answer was not finished." };
const GARBLED = { title: "The reply can’t be read", detail: "The service sent something that is not an event." };

/**
 * The events of one answer; the last is `answered`. Every other ending is thrown as a Problem.
 * @param {{question: string, history?: object[], filters?: object}} body
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<AnswerEvent>}
 */
export async function* streamAnswer(body, signal) {
  try {
    const reply = await request("/v1/answers", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal,
    });
    yield* untilAnswered(readEvents(chunksOf(reply)));
  } catch (problem) {
    if (signal.aborted) throw new Problem(STOPPED);
    throw problem;
  }
}

/**
 * Passes events on up to `answered`; a stream that ends in any other way was cut.
 * @param {AsyncIterable<ServerEvent>} events
 * @returns {AsyncGenerator<AnswerEvent>}
 */
export async function* untilAnswered(events) {
  for await (const { event, data } of events) {
    const content = parse(data);
    if (event === "failed") throw new Problem(content);
    yield { event, data: content };
    if (event === "answered") return;
  }
  throw new Problem(CUT);
}

/** @param {string} data */
function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    throw new Problem(GARBLED);
  }
}

/**
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {AsyncGenerator<ServerEvent>}
 */
export async function* readEvents(chunks) {
  let event = "";
  /** @type {string[]} */
  let data = [];
  for await (const line of readLines(chunks)) {
    if (line === "") {
      if (data.length) yield { event: event || "message", data: data.join("\n") };
      [event, data] = ["", []];
      continue;
    }
    // A comment starts with a colon: its field name is empty, so nothing below takes it.
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/su.exec(line) ?? [];
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
}

/**
 * Lines end in \r\n, \n or \r. What follows the last line end is part of a cut event, and dropped.
 * @param {AsyncIterable<Uint8Array>} chunks
 * @returns {AsyncGenerator<string>}
 */
async function* readLines(chunks) {
  const decoder = new TextDecoder();
  let rest = "";
  let afterReturn = false;
  for await (const chunk of chunks) {
    let text = decoder.decode(chunk, { stream: true });
    if (!text) continue;
    // The chunk before ended in \r, which ended its line: a \n now is the other half of it.
    if (afterReturn && text.startsWith("\n")) text = text.slice(1);
    afterReturn = text.endsWith("\r");
    const lines = (rest + text).split(/\r\n|\n|\r/u);
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/**
 * Not every browser can iterate a body. Leaving early cancels the request, and the service stops working on it.
 * @param {Response} reply
 * @param {number} [silence] milliseconds without a byte after which the connection counts as lost
 * @returns {AsyncGenerator<Uint8Array>}
 */
export async function* chunksOf(reply, silence = SILENCE_MS) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (reply.body).getReader();
  try {
    for (;;) {
      const { done, value } = await orSilence(reader.read(), silence);
      if (done) return;
      yield value;
    }
  } catch {
    throw new Problem(CUT);
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * A dead connection doesn't say that it is dead.
 * @template T
 * @param {Promise<T>} coming
 * @param {number} silence
 * @returns {Promise<T>}
 */
async function orSilence(coming, silence) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const silent = new Promise((_, reject) => (timer = setTimeout(reject, silence)));
  try {
    return await Promise.race([coming, /** @type {Promise<never>} */ (silent)]);
  } finally {
    clearTimeout(timer);
  }
}
