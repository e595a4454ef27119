// The bench of a keystroke: a change of a file to its diagnostics, at the server's pipe, in a small file and in a large one.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { setIn } from "./check.mjs";
import { quantile, usage } from "./measure.mjs";
import { frame, Pipe } from "./pipe.mjs";
import { userRecords } from "./rows.mjs";

/** How many problems an editor has on show, as shares of wrong rows for a small and a large file. */
const SHOWN = [
  { name: "no problems", problems: 0 },
  { name: "250 problems", problems: 250 },
  { name: "1,000 problems", problems: 1000 },
];

/** Lines whose cells are the place for a key: a record on one line, without quotes. */
const LINES = {
  "user.csv": /^u-\d{7},[^",]{3,},[^"]*,[^"]*@[^"]*$/,
  "group.csv": /^ug-\d{7},u-\d{7},[^"]*$/,
};
const PASTED = 10_000;

/** The place after `character` more characters. */
const right = ({ line, character }, by) => ({ line, character: character + by });
const insert = (at, text) => ({ range: { start: at, end: at }, text });
const remove = (start, end) => ({ range: { start, end }, text: "" });

/** Puts a text in and takes it out again: both are keys of this kind. */
const typed = (text, after) => (at) => [
  { changes: [insert(at, text)] },
  { changes: [remove(at, after === undefined ? right(at, text.length) : after(at))] },
];

/**
 * The kinds of keys. `cell` is where, counted from 0; `inside` how far in it; `share` of the presses asked for.
 * `steps(place, document)` are the changes of one press, in order: each is one `didChange`, measured under `name` or
 * its own `as`, or not at all. `typed` keys are what the demands are about, the others grow with what they change.
 */
const KEYS = [
  { name: "a letter in a name", file: "user.csv", cell: 1, inside: 2, share: 1, single: true, steps: typed("x") },
  { name: "a letter in an ID", file: "user.csv", cell: 0, inside: 2, share: 0.4, single: true, steps: typed("x") },
  {
    name: "a letter in a reference",
    file: "group.csv",
    cell: 1,
    inside: 2,
    share: 0.4,
    single: true,
    steps: typed("x"),
  },
  { name: "an opening quote", file: "user.csv", cell: 1, inside: 0, share: 0.4, single: true, steps: quoted },
  {
    ...{ name: "a new line", file: "user.csv", cell: 1, inside: 2, share: 0.4, single: true },
    steps: typed("\n", ({ line }) => ({ line: line + 1, character: 0 })),
  },
  {
    ...{ name: "a letter in the header", file: "user.csv", cell: 1, inside: 2, share: 0.1, single: true },
    ...{ header: true, steps: typed("x") },
  },
  { name: "pasting 10,000 rows", file: "user.csv", cell: 0, inside: 0, share: 0.05, steps: pasted },
  { name: "replacing in a column", file: "user.csv", cell: 2, inside: 0, share: 0.05, steps: replaced },
];
/** Those that are measured with problems on show as well. */
const WITH_PROBLEMS = ["a letter in a name", "a letter in an ID", "an opening quote"];

/** Quotes a cell: the quote before it opens one that the rest of the file might belong to, the one after it closes it. */
function quoted(at, { line }) {
  const end = { line: at.line, character: line.indexOf(",", at.character) };
  return [
    { changes: [insert(at, '"')] },
    { changes: [insert(right(end, 1), '"')], as: "the quote that closes it" },
    { changes: [remove(right(end, 1), right(end, 2)), remove(at, right(at, 1))], silent: true },
  ];
}

/** Pastes rows with ids of their own, and takes them back. */
function pasted({ line }, { pasting }) {
  const start = { line, character: 0 };
  const end = { line: line + pasting.lines, character: 0 };
  return [{ changes: [insert(start, pasting.text)] }, { changes: [remove(start, end)], as: "undoing the paste" }];
}

/** What an editor sends for replace-all: one notification with an edit for each place, from the end to the beginning. */
function replaced(_at, { lines }) {
  const [from, to] = ["Dispatcher", "Night dispatch"];
  const there = [];
  const back = [];
  for (let line = lines.length - 1; line > 0; line--) {
    const character = lines[line].indexOf(`,${from},`) + 1;
    if (character === 0) continue;
    const start = { line, character };
    there.push({ range: { start, end: right(start, from.length) }, text: to });
    back.push({ range: { start, end: right(start, to.length) }, text: from });
  }
  return [{ changes: there }, { changes: back }];
}

/**
 * Measures every kind of key with every number of problems, a small file against a large one, key by key in
 * alternation. Returns a result for each with p50 and p95 in ms, small and large, to the first answer and to the
 * final one, and the ratios large ÷ small of the first.
 */
export async function benchKeys({ small, large, presses, data, server, folder, full, print }) {
  const results = [];
  const opened = [];
  for (const shown of full ? SHOWN : SHOWN.slice(0, 2)) {
    const servers = [];
    try {
      for (const users of [small, large]) {
        const variant = { wrong: Math.min(1, shown.problems / users) };
        servers.push(await openServer(setIn(data, users, variant, print), users, server, folder, print));
      }
      for (const key of KEYS) {
        if (shown.problems > 0 && !WITH_PROBLEMS.includes(key.name)) continue;
        print(`keys: ${key.name}, ${shown.name}`);
        const count = Math.max(3, Math.ceil(presses * key.share));
        for (const [name, times] of await press(servers, key, count)) {
          const problems = servers.map((one) => one.files[key.file].problems);
          const single = key.single === true;
          results.push({ key: name, shown: shown.name, single, ...compare(times), problems, edits: times.edits });
        }
      }
    } finally {
      for (const { pipe } of servers) await pipe.close();
    }
    for (const { users, openTime, report, files } of servers) {
      const { problems } = files["user.csv"];
      opened.push({ users, shown: shown.name, open: openTime, problems, ...usage(report) });
    }
  }
  return { small, large, presses, results, opened };
}

/** Opens a set's user.csv and group.csv in a server of its own and waits until nothing changes any more. */
export async function openServer({ folder: set }, users, server, scratch, print) {
  print(`keys: opening ${users} rows`);
  const report = join(scratch, `server-${users}.json`);
  const pipe = new Pipe([server, "--stdio"], { cwd: set, report });
  const { result } = await pipe.initialize(set);
  if (!result.capabilities?.diagnosticProvider) {
    await pipe.close();
    throw new Error("the server does not let diagnostics be pulled");
  }
  const files = {};
  let openTime;
  for (const name of Object.keys(LINES)) {
    const path = join(set, name);
    const text = readFileSync(path, "utf8");
    const uri = pathToFileURL(path).href;
    const textDocument = { uri, languageId: "csv", version: 1, text };
    const message = frame({ method: "textDocument/didOpen", params: { textDocument } });
    const began = performance.now();
    pipe.write(message);
    const { final } = await pipe.pullAll(uri);
    openTime ??= final - began;
    files[name] = { uri, lines: text.split("\n"), version: 1 };
  }
  await quiet(pipe, files);
  return { users, pipe, files, report, openTime, pasting: pastingOf() };
}

/** The siblings are read in the background: waits until three pulls in a row bring nothing new, quickly. */
async function quiet(pipe, files) {
  for (const file of Object.values(files)) {
    for (let still = 0, tries = 0; still < 3 && tries < 150; tries++) {
      await pause(200);
      const before = performance.now();
      const { kind, arrived } = await pipe.pull(file.uri);
      still = kind === "unchanged" && arrived - before < 100 ? still + 1 : 0;
    }
    file.problems = pipe.stateOf(file.uri).shown;
  }
}

/** Correct rows with ids and addresses that no other row has. */
function pastingOf() {
  const [, ...records] = userRecords({ users: PASTED, seed: 7 });
  const text = records.join("").replaceAll(/^u-/gm, "p-").replaceAll("@", "@pasted.");
  return { text, lines: text.split("\n").length - 1 };
}

/**
 * Presses a key and takes it back in one file, then in the other, `count` times at places spread over the file.
 * Answers a map from the key's name to its times: for each server a list of `{first, final}` in ms.
 */
async function press(servers, key, count) {
  const measured = new Map();
  const warming = Math.min(20, count);
  for (let n = -warming; n < count; n++) {
    for (const [at, { pipe, files, pasting }] of n % 2 === 0 ? servers.entries() : [...servers.entries()].reverse()) {
      const file = files[key.file];
      const place = placeOf(file.lines, key, n + warming, count + warming);
      const { lines } = file;
      for (const { changes, as = key.name, silent } of key.steps(place, { lines, line: lines[place.line], pasting })) {
        const time = await change(pipe, file, changes);
        // What the server does after its answer is not part of this key, nor may it be part of the next.
        await pause(10);
        if (n < 0 || silent) continue;
        if (!measured.has(as)) measured.set(as, Object.assign([[], []], { edits: [0, 0] }));
        measured.get(as)[at].push(time);
        measured.get(as).edits[at] = changes.length;
      }
    }
  }
  return measured;
}

/** Types a letter in `count` names and takes each back; another `turn` chooses other rows. */
export async function pressLetters({ pipe, files }, count, turn) {
  const [key] = KEYS;
  const file = files[key.file];
  for (let n = 0; n < count; n++) {
    const place = placeOf(file.lines, key, n + turn * count, count * 16);
    for (const { changes } of key.steps(place)) await change(pipe, file, changes);
  }
}

/** Sends one `didChange` and pulls: ms to the first answer and to the final one. */
async function change(pipe, file, contentChanges) {
  const textDocument = { uri: file.uri, version: ++file.version };
  const message = frame({ method: "textDocument/didChange", params: { textDocument, contentChanges } });
  const began = performance.now();
  pipe.write(message);
  const { first, final } = await pipe.pullAll(file.uri);
  return { first: first - began, final: final - began };
}

/** A place inside a cell of a record that stands on one line without quotes, going evenly through the file. */
function placeOf(lines, key, n, count) {
  // A step that shares no factor with the count visits the places out of order, as an author jumps about.
  let line = key.header ? 0 : 1 + Math.floor(((n * 37) % count) * ((lines.length - 60) / count));
  while (!key.header && !LINES[key.file].test(lines[line])) line++;
  let start = 0;
  for (let cell = 0; cell < key.cell; cell++) start = lines[line].indexOf(",", start) + 1;
  return { line, character: start + key.inside };
}

/** p50 and p95 of both files, to the first and to the final answer, and their ratios. */
export function compare([small, large]) {
  const of = (times, which, share) =>
    quantile(
      times.map((time) => time[which]),
      share,
    );
  const sides = { small, large };
  const found = {};
  for (const [side, times] of Object.entries(sides)) {
    found[side] = {
      ...{ p50: of(times, "first", 0.5), p95: of(times, "first", 0.95) },
      ...{ finalP50: of(times, "final", 0.5), finalP95: of(times, "final", 0.95), count: times.length },
    };
  }
  return {
    ...found,
    p50Ratio: found.large.p50 / found.small.p50,
    p95Ratio: found.large.p95 / found.small.p95,
    finalRatio: found.large.finalP50 / found.small.finalP50,
    runs: { small: small.map(({ first }) => first), large: large.map(({ first }) => first) },
  };
}
