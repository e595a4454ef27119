// The bench of what an editor asks of a set with mistakes: what each answer costs, the longest piece of it, and how it grows.

import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setIn } from "./check.mjs";
import { median } from "./measure.mjs";
import { Pipe } from "./pipe.mjs";
import { USER_ROLES } from "./words.mjs";

/** In ms of CPU. */
const COUNTS = 100;
const CHANNELS = "communication_channel.csv";

/** The first place in a file that a wrong row of some kind has: what the lightbulb and the rest are asked about. */
function placeOf({ lines }, pattern, cell, inside = 1) {
  const line = lines.findIndex((text, at) => at > 0 && pattern.test(text));
  if (line < 0) return undefined;
  const character = lines[line].split(",").slice(0, cell).join(",").length + (cell > 0 ? 1 : 0) + inside;
  return { line, character };
}

const at = (place) => ({ start: place, end: place });
const UNKNOWN = /^c-\d+,u-none-/;
const KNOWN = /^u-\d+,[^",]+,[^",]+,/;

/**
 * What is asked, by name: `of` is the file; `ask` gets the server, the file, and a folder to write into, and resolves
 * to an answer that says something.
 */
const FEATURES = {
  "lightbulb on an unknown ID": {
    of: CHANNELS,
    ask: ({ pipe, file }) => actions(pipe, file, at(placeOf(file, UNKNOWN, 1)), ["quickfix"]),
  },
  "lightbulb on a selection of all rows": {
    of: CHANNELS,
    ask: ({ pipe, file }) =>
      actions(pipe, file, { start: { line: 0, character: 0 }, end: { line: file.lines.length, character: 0 } }, [
        "quickfix",
      ]),
  },
  "Fix All": { of: CHANNELS, ask: fixAll },
  "Fix All of users": { of: "user.csv", ask: fixAll },
  "hover on an unknown ID": {
    of: CHANNELS,
    ask: ({ pipe, file }) => positioned(pipe, "textDocument/hover", file, placeOf(file, UNKNOWN, 1)),
  },
  "completion of an ID": {
    of: CHANNELS,
    ask: ({ pipe, file }) => positioned(pipe, "textDocument/completion", file, placeOf(file, UNKNOWN, 1)),
  },
  "references of an ID": {
    of: "user.csv",
    ask: ({ pipe, file }) =>
      positioned(pipe, "textDocument/references", file, placeOf(file, KNOWN, 0), {
        context: { includeDeclaration: true },
      }),
  },
  "renaming an ID": {
    of: "user.csv",
    ask: ({ pipe, file }) =>
      positioned(pipe, "textDocument/rename", file, placeOf(file, KNOWN, 0), { newName: "u-renamed" }),
  },
  symbols: { of: "user.csv", ask: ({ pipe, file }) => ofFile(pipe, "textDocument/documentSymbol", file) },
  "grid: first rows": { of: "user.csv", ask: ({ pipe, file }) => rows(pipe, file, undefined) },
  "grid: sorting": {
    of: CHANNELS,
    ask: ({ pipe, file }) => rows(pipe, file, { sort: { cell: 3, descending: false } }),
  },
  "grid: a filter": {
    of: CHANNELS,
    ask: ({ pipe, file }) => rows(pipe, file, { text: "summit" }),
  },
  "grid: rows with problems": {
    of: CHANNELS,
    ask: ({ pipe, file }) => rows(pipe, file, { problems: true }),
  },
  "people: a search": {
    of: "user.csv",
    ask: ({ pipe, file }) => ours(pipe, "people", { uri: file.uri, text: "wendy", from: 0, to: 20 }),
  },
  "people: a page": {
    of: "user.csv",
    ask: ({ pipe, file, out }) =>
      ours(pipe, "peoplePage", { uri: file.uri, target: pathToFileURL(join(out, "people.html")).href }),
  },
  "report: HTML": { of: "user.csv", ask: ({ pipe, file }) => ours(pipe, "report", { uri: file.uri, format: "html" }) },
  "report: JSON": { of: "user.csv", ask: ({ pipe, file }) => ours(pipe, "report", { uri: file.uri, format: "json" }) },
  "export: JSON": { of: CHANNELS, ask: ({ pipe, file }) => ours(pipe, "export", { uri: file.uri, format: "json" }) },
  "export: CSV": { of: CHANNELS, ask: ({ pipe, file }) => ours(pipe, "export", { uri: file.uri, format: "csv" }) },
  "export: workbook": {
    of: CHANNELS,
    ask: ({ pipe, file }) => ours(pipe, "export", { uri: file.uri, format: "xlsx" }),
  },
  "upload plan": { of: "user.csv", ask: ({ pipe, file }) => ours(pipe, "uploadPlan", { uri: file.uri }) },
  compare: { of: "user.csv", ask: ({ pipe, file, old }) => ours(pipe, "compare", { uri: file.uri, with: old }) },
  convert: {
    of: "user.csv",
    ask: ({ pipe, file, out }) =>
      ours(pipe, "convert", {
        ...{ uri: file.uri, to: "travtus.user", target: pathToFileURL(join(out, "converted")).href },
        roles: ROLES,
      }),
  },
  anonymize: {
    of: "user.csv",
    ask: ({ pipe, file, out }) =>
      ours(pipe, "anonymize", { uri: file.uri, target: pathToFileURL(join(out, "anonymized")).href }),
  },
};
/** Every role of the sets, the misspelled ones too. */
const ROLES = Object.fromEntries([...USER_ROLES, "Dispatch Lead", "super admin"].map((role) => [role, "ADMIN"]));

const ofFile = async (pipe, method, { uri }, more = {}) =>
  (await pipe.request(method, { textDocument: { uri }, ...more })).result;
const positioned = (pipe, method, file, position, more = {}) =>
  position === undefined ? undefined : ofFile(pipe, method, file, { position, ...more });
const ours = async (pipe, name, params) => (await pipe.request(`csvPreflight/${name}`, params)).result;
const rows = (pipe, { uri }, query) => ours(pipe, "rows", { uri, from: 0, to: 60, query, afresh: true });
const actions = (pipe, file, range, only) =>
  range.start === undefined
    ? undefined
    : ofFile(pipe, "textDocument/codeAction", file, { range, context: { diagnostics: [], only } });

/** As an editor does when it saves: the action, and its edit where that was left for later. */
async function fixAll({ pipe, file }) {
  const [action] = (await actions(pipe, file, at({ line: 0, character: 0 }), ["source.fixAll"])) ?? [];
  if (action === undefined || action.edit !== undefined) return action;
  return (await pipe.request("codeAction/resolve", action)).result.edit;
}

/**
 * Asks everything of a server that has read the set, `rounds` times in fresh ones. Resolves to `{users, key, check, results}`;
 * `check` is the server's CPU until the set was read, in ms; a result has medians, `wall` and `cpu` of the answer in ms,
 * and `piece`, the CPU of the longest piece of work between two messages, the least of the rounds.
 */
export async function benchFeatures({ users, rounds, key, variant, only, data, server, folder, print }) {
  const set = setIn(data, users, variant, print);
  const old = setIn(data, users, { ...variant, wrong: 0 }, print);
  const names = Object.keys(FEATURES).filter((name) => only === undefined || only(name));
  const runs = new Map(names.map((name) => [name, []]));
  const failures = {};
  const checks = [];
  for (let round = 0; round < rounds; round++) {
    const out = join(folder, "features");
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out);
    const opened = await openSet({ set, root: join(out, "set"), server, folder });
    try {
      checks.push(opened.check);
      for (const name of names) {
        if (name in failures) continue;
        print(`features: ${users} users, ${variant.name}, round ${round + 1} of ${rounds}: ${name}`);
        const { of, ask } = FEATURES[name];
        try {
          const given = { pipe: opened.pipe, file: opened.files[of], out, old: pathToFileURL(old.folder).href };
          const run = await watched(opened, () => ask(given));
          if (isNothing(run.answer)) failures[name] = `answered ${JSON.stringify(run.answer)?.slice(0, 200)}`;
          else runs.get(name).push(run);
        } catch (error) {
          failures[name] = error.message;
        }
      }
    } finally {
      await opened.pipe.close();
    }
    rmSync(out, { recursive: true, force: true });
  }
  const results = [...runs].flatMap(([name, own]) => {
    if (own.length === 0) return [];
    const middle = (unit) => median(own.map((run) => run[unit]));
    const piece = Math.min(...own.map((run) => run.piece));
    return [{ name, wall: middle("wall"), cpu: middle("cpu"), piece, ratio: middle("cpu") / median(checks) }];
  });
  return { users, key, name: variant.name, rounds, check: median(checks), results, failures };
}

const isNothing = (answer) =>
  answer === undefined || answer === null || answer.refused !== undefined || answer.length === 0;

/** Opens the users and their channels, and waits until all of the set was read. */
async function openSet({ set, root, server, folder }) {
  cpSync(set.folder, root, { recursive: true });
  const pipe = new Pipe([server, "--stdio"], { cwd: root, report: join(folder, "features.json") });
  await pipe.initialize(root, LAZY);
  const files = {};
  for (const name of ["user.csv", CHANNELS]) {
    const text = readFileSync(join(root, name), "utf8");
    const uri = pathToFileURL(join(root, name)).href;
    pipe.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
    files[name] = { uri, lines: text.split("\n") };
  }
  for (const { uri } of Object.values(files)) await pipe.pullAll(uri);
  await ours(pipe, "uploadPlan", { uri: files["user.csv"].uri });
  for (const { uri } of Object.values(files)) await pipe.pullAll(uri);
  const { cpu } = await pipe.use("cpu");
  return { pipe, files, check: cpu };
}

/** As VS Code does it: edits are asked for when an action is picked. */
const LAZY = {
  codeAction: {
    codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } },
    isPreferredSupport: true,
    dataSupport: true,
    resolveSupport: { properties: ["edit"] },
  },
};

/** Does something, and answers what that has used, and its longest piece that nothing else could come between. */
async function watched({ pipe }, work) {
  await pipe.use("watch");
  const before = await pipe.use("cpu");
  const began = performance.now();
  const answer = await work();
  const wall = performance.now() - began;
  const { cpu } = await pipe.use("cpu");
  return { answer, wall, cpu: cpu - before.cpu, ...(await pipe.use("piece")) };
}

/** As `commandGrowth`: how fast the CPU of each answer grows. Answers that cost next to nothing say nothing about it. */
export function featureGrowth(measured) {
  const rows = [];
  for (let at = 1; at < measured.length; at++) {
    const [small, large] = [measured[at - 1], measured[at]];
    for (const { name, cpu } of large.results) {
      const before = small.results.find((one) => one.name === name);
      if (before === undefined || cpu < COUNTS) continue;
      const exponent = Math.log(cpu / Math.max(1, before.cpu)) / Math.log(large.users / small.users);
      rows.push({ key: large.key, name, from: small.users, to: large.users, exponent });
    }
  }
  return rows;
}
