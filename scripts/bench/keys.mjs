// The bench of a keystroke: one changed character of user.csv to its diagnostics, at the server's pipe.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { setIn } from "./check.mjs";
import { median, quantile, usage } from "./measure.mjs";
import { Pipe } from "./pipe.mjs";

/** How many problems an editor has on show, as shares of wrong rows for a small and a large file. */
const SHOWN = [
  { name: "no problems", problems: 0 },
  { name: "250 problems", problems: 250 },
  { name: "1,000 problems", problems: 1000 },
];

/** Kinds of keys: what is typed, and after how many delimiters of the line. Each is taken back by the next key. */
const KEYS = [
  { name: "a letter in a name", text: "x", cell: 1, share: 1 },
  { name: "a letter in an id", text: "x", cell: 0, share: 0.3 },
  { name: "an opening quote", text: '"', cell: 1, share: 0.3, atStart: true },
  { name: "a new line", text: "\n", cell: 1, share: 0.3 },
  { name: "a letter in the header", text: "x", cell: 1, share: 0.1, header: true },
];

/**
 * Measures every kind of key with every number of problems, a small file against a large one, key by key in
 * alternation. Returns one result for each with p50 and p95 of both in ms and their ratios.
 */
export async function benchKeys({ small, large, presses, data, server, folder, full, tell }) {
  const results = [];
  const opened = [];
  for (const shown of full ? SHOWN : SHOWN.slice(0, 2)) {
    const documents = [];
    try {
      for (const users of [small, large]) {
        const variant = { wrong: Math.min(1, shown.problems / users) };
        documents.push(await open(setIn(data, users, variant, tell), users, server, folder, tell));
      }
      for (const key of shown.problems === 0 ? KEYS : KEYS.slice(0, 1)) {
        tell(`keys: ${key.name}, ${shown.name}`);
        const times = await press(documents, key, Math.max(5, Math.ceil(presses * key.share)));
        results.push({
          key: key.name,
          shown: shown.name,
          ...compare(times),
          problems: documents.map((one) => one.pipe.shown),
        });
      }
    } finally {
      for (const document of documents) await document.pipe.close();
    }
    for (const one of documents) {
      opened.push({
        users: one.users,
        shown: shown.name,
        open: one.openTime,
        problems: one.firstShown,
        ...usage(one.report),
      });
    }
  }
  return { small, large, presses, results, opened };
}

/** Opens a set's user.csv in a server of its own and waits until nothing changes any more. */
async function open({ folder: set }, users, server, scratch, tell) {
  tell(`keys: opening ${users} rows`);
  const path = join(set, "user.csv");
  const text = readFileSync(path, "utf8");
  const uri = pathToFileURL(path).href;
  const report = join(scratch, `server-${users}.json`);
  const pipe = new Pipe([server, "--stdio"], { cwd: set, report });
  const { result } = await pipe.initialize(set);
  if (!result.capabilities?.diagnosticProvider) {
    await pipe.close();
    throw new Error("the server does not let diagnostics be pulled");
  }
  const began = performance.now();
  pipe.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
  const { arrived } = await pipe.pull(uri);
  const document = { users, pipe, uri, lines: text.split("\n"), version: 1, report, openTime: arrived - began };
  // The siblings are read in the background: wait until three pulls in a row bring nothing new, quickly.
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 150; tries++) {
    await pause(200);
    const before = performance.now();
    const answer = await pipe.pull(uri);
    const same = answer.kind === "unchanged" || answer.result.items.length === document.firstShown;
    quiet = same && answer.arrived - before < 100 ? quiet + 1 : 0;
    document.firstShown = pipe.shown;
  }
  return document;
}

/** Presses a key, takes it back, and does the same in the other file, `count` times at places spread over the file. */
async function press(documents, key, count) {
  const times = documents.map(() => []);
  const warming = Math.min(20, count);
  for (let n = -warming; n < count; n++) {
    for (const [at, document] of n % 2 === 0 ? documents.entries() : [...documents.entries()].reverse()) {
      const place = placeOf(document.lines, key, n + warming, count + warming);
      const after =
        key.text === "\n" ? { line: place.line + 1, character: 0 } : { ...place, character: place.character + 1 };
      for (const change of [
        { range: { start: place, end: place }, text: key.text },
        { range: { start: place, end: after }, text: "" },
      ]) {
        const began = performance.now();
        const textDocument = { uri: document.uri, version: ++document.version };
        document.pipe.notify("textDocument/didChange", { textDocument, contentChanges: [change] });
        const { arrived } = await document.pipe.pull(document.uri);
        if (n >= 0) times[at].push(arrived - began);
        // What the server does after its answer is not part of this key, nor may it be part of the next.
        await pause(10);
      }
    }
  }
  return times;
}

/** A place inside a cell of a record that stands on one line without quotes, going evenly through the file. */
function placeOf(lines, key, n, count) {
  // A step that shares no factor with the count visits the places out of order, as an author jumps about.
  let line = key.header ? 0 : 1 + Math.floor(((n * 37) % count) * ((lines.length - 60) / count));
  while (!key.header && !/^u-\d{7},[^",]{3,},[^"]*,[^"]*@[^"]*$/.test(lines[line])) line++;
  let start = 0;
  for (let cell = 0; cell < key.cell; cell++) start = lines[line].indexOf(",", start) + 1;
  return { line, character: key.atStart ? start : start + 2 };
}

function compare([small, large]) {
  const p95 = (times) => quantile(times, 0.95);
  return {
    ...{ smallP50: median(small), smallP95: p95(small), largeP50: median(large), largeP95: p95(large) },
    ...{ p50Ratio: median(large) / median(small), p95Ratio: p95(large) / p95(small), runs: { small, large } },
  };
}
