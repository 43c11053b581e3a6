// The page's pure parts. Run: node --test tests/web
import assert from "node:assert/strict";
import { test } from "node:test";

import { toUtf16 } from "../../service/web/codepoints.js";
import { cut } from "../../service/web/marks.js";
import { chunksOf, readEvents, streamAnswer, untilAnswered } from "../../service/web/stream.js";

const bytes = (text) => new TextEncoder().encode(text);

async function* chunks(...parts) {
  yield* parts;
}

async function all(events) {
  const list = [];
  for await (const event of events) list.push(event);
  return list;
}

const STREAM = [
  "\uFEFF: a comment, to keep the line open\n\n",
  'event: retrieved\r\ndata: {"passages": ["包钢集团", "😀"]}\r\n\r\n',
  ": keep-alive\r\n\r\n",
  "event: checked\rdata: first 𠮷 line\rdata:second: line\r\r",
  "id: 7\nretry: 10\nunknown: field\ndata\ndata:  two spaces\u2028\n\n",
  "event: nothing\n\n",
  'event:answered\ndata: {"claims": []}\n\r\n',
].join("");

const EVENTS = [
  { event: "retrieved", data: '{"passages": ["包钢集团", "😀"]}' },
  { event: "checked", data: "first 𠮷 line\nsecond: line" },
  { event: "message", data: "\n two spaces\u2028" },
  { event: "answered", data: '{"claims": []}' },
];

test("a stream read whole gives its events", async () => {
  assert.deepEqual(await all(readEvents(chunks(bytes(STREAM)))), EVENTS);
});

test("a stream cut at any byte gives the same events", async () => {
  const whole = bytes(STREAM);
  for (let at = 0; at <= whole.length; at += 1) {
    const events = await all(readEvents(chunks(whole.subarray(0, at), whole.subarray(at))));
    assert.deepEqual(events, EVENTS, `cut at byte ${at}`);
  }
});

test("a stream that comes byte by byte, with empty chunks between, gives the same events", async () => {
  const single = [...bytes(STREAM)].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array()]);
  assert.deepEqual(await all(readEvents(chunks(...single))), EVENTS);
});

test("an event is given as soon as its last line end is there", async () => {
  for (const end of ["\n\n", "\r\r", "\r\n\r\n"]) {
    const events = readEvents(chunks(bytes(`data: 1${end}`), new Promise(() => {})));
    assert.deepEqual((await events.next()).value, { event: "message", data: "1" });
  }
});

test("an event without its empty line was cut, and is not given", async () => {
  assert.deepEqual(await all(readEvents(chunks(bytes('event: answered\ndata: {"claims": []}\n')))), []);
});

test("a stream that ends without answered or failed throws", async () => {
  const cutStream = untilAnswered(readEvents(chunks(bytes('event: retrieved\ndata: {"passages": []}\n\n'))));
  assert.equal((await cutStream.next()).value.event, "retrieved");
  await assert.rejects(cutStream.next(), { title: "The connection was lost" });
});

test("failed throws the problem that it carries", async () => {
  const failed = 'event: failed\ndata: {"title": "No model answered", "detail": "All are down", "hint": "Wait"}\n\n';
  await assert.rejects(all(untilAnswered(readEvents(chunks(bytes(failed))))), {
    title: "No model answered", detail: "All are down", hint: "Wait",
  });
});

test("nothing is given after answered", async () => {
  const stream = 'event: answered\ndata: {"claims": []}\n\nevent: checked\ndata: {}\n\n';
  const events = await all(untilAnswered(readEvents(chunks(bytes(stream)))));
  assert.deepEqual(events, [{ event: "answered", data: { claims: [] } }]);
});

test("data that is no JSON throws", async () => {
  await assert.rejects(all(untilAnswered(readEvents(chunks(bytes("event: checked\ndata: <html>\n\n"))))), {
    title: "The reply can’t be read",
  });
});

/** Runs with a fetch that is a plain function. */
async function withFetch(reply, run) {
  const real = globalThis.fetch;
  globalThis.fetch = reply;
  try {
    await run();
  } finally {
    globalThis.fetch = real;
  }
}

test("an error reply throws its problem", async () => {
  const body = { type: "about:blank", title: "Too long", status: 422, detail: "9,000 words", hint: "Ask less" };
  await withFetch(async () => Response.json(body, { status: 422 }), async () => {
    const events = streamAnswer({ question: "?" }, new AbortController().signal);
    await assert.rejects(all(events), { title: "Too long", detail: "9,000 words", hint: "Ask less" });
  });
});

test("an error reply that is no problem still says what it was", async () => {
  await withFetch(async () => new Response("<html>", { status: 502, statusText: "Bad Gateway" }), async () => {
    const events = streamAnswer({ question: "?" }, new AbortController().signal);
    await assert.rejects(all(events), { title: "The service answered 502 Bad Gateway" });
  });
});

test("a connection that breaks is an error, and so is one that is stopped", async () => {
  const broken = () => new ReadableStream({
    start(controller) {
      controller.enqueue(bytes('event: retrieved\ndata: {"passages": []}\n\n'));
    },
    pull(controller) {
      controller.error(new TypeError("network error"));
    },
  });
  for (const [stopped, title] of [[false, "The connection was lost"], [true, "Stopped"]]) {
    await withFetch(async () => new Response(broken()), async () => {
      const stop = new AbortController();
      const events = streamAnswer({ question: "?" }, stop.signal);
      if (stopped) stop.abort();
      await assert.rejects(all(events), { title });
    });
  }
});

test("a connection that falls silent for long is lost, and let go of", async () => {
  let cancelled = false;
  const silent = new ReadableStream({ cancel: () => { cancelled = true; } });
  await assert.rejects(chunksOf(new Response(silent), 5).next(), { title: "The connection was lost" });
  assert.equal(cancelled, true);
});

test("leaving after answered lets go of the connection", async () => {
  let cancelled = false;
  const open = new ReadableStream({
    start: (controller) => controller.enqueue(bytes('event: answered\ndata: {"claims": []}\n\n')),
    cancel: () => { cancelled = true; },
  });
  await withFetch(async () => new Response(open), async () => {
    await all(streamAnswer({ question: "?" }, new AbortController().signal));
  });
  assert.equal(cancelled, true);
});

test("code point offsets become UTF-16 ones", () => {
  const text = "a😀b𠮷c钢d";
  const points = [...text];
  const places = toUtf16(text, points.map((_, place) => place).reverse());
  points.forEach((point, place) => assert.ok(text.startsWith(point, places.get(place)), point));
});

test("an offset at the end or beyond is the end; letters with marks count each point", () => {
  assert.deepEqual([...toUtf16("e\u0301👩🏽", [0, 1, 2, 3, 4, 9])], [[0, 0], [1, 1], [2, 2], [3, 4], [4, 6], [9, 6]]);
});

/** A citation of the first place where the words stand. */
function cite(text, quote) {
  const start = [...text.slice(0, text.indexOf(quote))].length;
  return { start, end: start + [...quote].length, quote };
}

const show = (pieces) => pieces.map(({ text, cited, current }) => (current ? `[[${text}]]` : cited ? `[${text}]` : text)).join("");

test("the cited words are marked, after emoji and rare characters too", () => {
  const text = "😀😀 𠮷野家 opened.\nThen 包钢集团 closed 🙈.";
  const current = cite(text, "包钢集团 closed 🙈");
  assert.equal(show(cut(text, current, [cite(text, "𠮷野家")])), "😀😀 [𠮷野家] opened.\nThen [[包钢集团 closed 🙈]].");
});

test("the pressed words stay whole where citations overlap", () => {
  const text = "one two three four five six";
  const others = ["two three", "three four five", "four five six", "one two three four five six"].map((quote) => cite(text, quote));
  assert.equal(show(cut(text, cite(text, "three four"), others)), "[one two ][[three four]][ five six]");
  assert.equal(show(cut(text, others[3], others)), "[[one two three four five six]]");
});

test("words that don't stand at their place are not marked", () => {
  const text = "one two three";
  assert.equal(cut(text, { start: 0, end: 3, quote: "two" }, []), null);
  assert.equal(show(cut(text, cite(text, "one"), [{ start: 4, end: 7, quote: "six" }])), "[[one]] two three");
});
