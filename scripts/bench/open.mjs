// The bench of an opened file, and of one that lies closed beside it: when problems are there, how long the server is deaf meanwhile, what memory it keeps.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { setIn } from "./check.mjs";
import { median, usage } from "./measure.mjs";
import { frame, Pipe } from "./pipe.mjs";

/** How long after a hover's answer the next one is asked for, in ms. */
const EVERY = 3;
/** The server keeps a closed file for a second, should it come back, and then reads what it still needs of the disk; in ms. */
const CLOSED = 3000;

/**
 * Opens a user.csv that stands alone, outside the workspace, in a fresh server, `rounds` times. Resolves to medians:
 * ms to the first answer and to the final one; the wait for a hover that was asked for at once (`taken`: the message
 * with the whole text is one piece of work) and the longest wait for any later one (`held`); retained memory as a multiple of the text in UTF-16, when opened, after keys and when closed again. And of the same file
 * closed beside a small one that is opened: the longest wait for a hover while it is read (`aside`) and what is retained (`member`).
 */
export async function benchOpen({ users, rounds, data, server, folder, print }) {
  const { folder: set } = setIn(data, users, { wrong: 0.01 }, print);
  const text = readFileSync(join(set, "user.csv"), "utf8");
  const empty = join(folder, "empty");
  mkdirSync(empty, { recursive: true });
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    print(`open, round ${round + 1} of ${rounds}`);
    const opened = await openOnce({ text, empty, server, folder });
    runs.push({ ...opened, ...(await besideOnce({ text, empty, server, folder })) });
  }
  const middle = Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]));
  return { users, units: text.length, ...middle, runs };
}

async function openOnce({ text, empty, server, folder }) {
  const uri = fileWith(join(folder, "alone"), text);
  const report = join(folder, "open.json");
  const pipe = new Pipe([server, "--stdio"], { cwd: empty, report });
  let figures;
  try {
    await pipe.initialize(empty);
    await warm(
      pipe,
      pathToFileURL(join(folder, "warm", "user.csv")).href,
      text.slice(0, text.lastIndexOf("\nu-", 100_000) + 1),
    );
    const before = await pipe.use("memory");
    const textDocument = { uri, languageId: "csv", version: 1, text };
    const message = frame({ method: "textDocument/didOpen", params: { textDocument } });
    const began = performance.now();
    pipe.write(message);
    const hovering = hoverWhile(pipe, uri);
    const { first, final } = await pipe.pullAll(uri);
    // The first hover waits until the text has been taken in, which is one piece of work; the others only for slices.
    const [taken, ...others] = await hovering.stop();
    const held = Math.max(0, ...others);
    const units = 2 * text.length;
    const kept = async () => ((await pipe.use("memory")).retained - before.retained) / units;
    const opened = await kept();
    await typeKeys(pipe, uri, text);
    const typed = await kept();
    pipe.notify("textDocument/didClose", { textDocument: { uri } });
    await pause(CLOSED);
    const closed = await kept();
    figures = { first: first - began, final: final - began, taken, held, opened, typed, closed };
  } finally {
    await pipe.close();
  }
  return { ...figures, peak: usage(report).peak };
}

/** Opens a small group.csv beside the file, which is read from disk then. */
async function besideOnce({ text, empty, server, folder }) {
  const user = fileWith(join(folder, "beside"), text);
  const pipe = new Pipe([server, "--stdio"], { cwd: empty, report: join(folder, "beside.json") });
  try {
    await pipe.initialize(empty);
    const front = text.slice(0, text.lastIndexOf("\nu-", 100_000) + 1);
    await openGroup(pipe, fileWith(join(folder, "warm"), front));
    const before = await pipe.use("memory");
    const waits = await openGroup(pipe, user);
    const member = ((await pipe.use("memory")).retained - before.retained) / (2 * text.length);
    return { aside: Math.max(...waits), member };
  } finally {
    await pipe.close();
  }
}

/** Resolves, when all is known and what was made on the way is let go of, to how long hovers took meanwhile. */
async function openGroup(pipe, user) {
  const uri = user.replace(/user\.csv$/, "group.csv");
  const text = "id,contextId,groupId,permission\nm-1,u-1,g-1,Admin\n";
  pipe.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
  const hovering = hoverWhile(pipe, uri);
  // What is told before the file beside it is known ends in a tilde.
  while ((await pipe.pull(uri)).result.resultId.endsWith("~")) await pause(EVERY);
  const waits = await hovering.stop();
  await pause(CLOSED);
  const { result } = await pipe.request("csvPreflight/status", { uri: user });
  if (!result.complete || result.rows === 0) throw new Error(`${user} was not read`);
  return waits;
}

/** The URI of a user.csv with this text. */
function fileWith(folder, text) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "user.csv");
  writeFileSync(file, text);
  return pathToFileURL(file).href;
}

/**
 * Asks for a hover, and for the next one a few ms after the answer, until stopped: `stop` resolves to how long
 * each took, in ms. One at a time, since a queue of them would measure itself.
 */
function hoverWhile(pipe, uri) {
  const waits = [];
  let stopped = false;
  const work = async () => {
    do {
      const sent = performance.now();
      const params = { textDocument: { uri }, position: { line: 1, character: 1 } };
      const { arrived } = await pipe.request("textDocument/hover", params);
      waits.push(arrived - sent);
      await pause(EVERY);
    } while (!stopped);
  };
  const working = work();
  return {
    stop: async () => {
      stopped = true;
      await working;
      return waits;
    },
  };
}

/** Opens, changes and closes a small file: the code that is loaded and compiled for any file is not kept for this one. */
async function warm(pipe, uri, text) {
  pipe.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
  await pipe.pullAll(uri);
  await typeKeys(pipe, uri, text);
  pipe.notify("textDocument/didClose", { textDocument: { uri } });
  await pause(500);
}

/** A hundred letters at places all over the file, each taken back, so that what keys leave behind is seen. */
async function typeKeys(pipe, uri, text) {
  const lines = text.split("\n").length - 1;
  let version = 1;
  for (let n = 0; n < 100; n++) {
    const start = { line: Math.floor((n * lines) / 100), character: 3 };
    for (const change of [
      { range: { start, end: start }, text: "x" },
      { range: { start, end: { ...start, character: 4 } }, text: "" },
    ]) {
      pipe.notify("textDocument/didChange", { textDocument: { uri, version: ++version }, contentChanges: [change] });
      await pipe.pull(uri);
    }
  }
  await pipe.pullAll(uri);
}
