// The bench of the whole check: `csv-preflight check` on a set, beside parsers that merely parse it and packages that check it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareDuckDb } from "./duckdb.mjs";
import { FILES, generateSet } from "./generate.mjs";
import { alternate } from "./measure.mjs";

const PARSE = fileURLToPath(new URL("parse.mjs", import.meta.url));
const TEAM = fileURLToPath(new URL("team.mjs", import.meta.url));
const DUCKDB = fileURLToPath(new URL("duckdb.mjs", import.meta.url));
const SET = Object.keys(FILES);
/** The peers get the three files of the User entity; ours reads the Group entity's as well. */
const PARSED = SET.slice(0, 3);
export const ANCHOR = "csv-parse, parse only";
export const UDSV = "udsv, parse only";
export const READING = "reading the bytes";
const PARSERS = {
  [ANCHOR]: "csv-parse",
  "papaparse, parse only": "papaparse",
  [UDSV]: "udsv",
  [READING]: "read",
  "reading and decoding": "decode",
  "reading and finding line ends": "line-ends",
};
const TEAMS = {
  "csv-file-validator, no unique, no references": "csv-file-validator",
  "csv-parse + ajv + Map, fewer rules": "csv-parse+ajv",
};
/** Above this many users the packages that check are left out: they need minutes and gigabytes for it. */
const TEAM_USERS = 10_000;
/** Above this many users only one parser beside us is waited for, and no report of every row. */
const MANY_USERS = 100_000;
/** The same of the mixed set, which has other files. */
export const MIXED_ANCHOR = "csv-parse, parse only, mixed set";
export const MIXED_UDSV = "udsv, parse only, mixed set";
export const SQL = "DuckDB, the checks in SQL, mixed set, 1 % wrong";

/**
 * The variants of a set that are checked: a short name, what is printed, and how to generate it. The mixed ones are what
 * people send: a third of the titles quoted, line breaks in every ninth row, names mostly not ASCII.
 */
export const VARIANTS = [
  { key: "mixed1", name: "check, mixed, 1 % of the rows wrong", wrong: 0.01, mixed: true },
  { key: "mixed", name: "check, mixed, clean", wrong: 0, mixed: true },
  { key: "mixed100", name: "check, mixed, every row wrong", wrong: 1, mixed: true },
  { key: "mixedFew", name: "check, mixed, 400 rows wrong", errors: 400, mixed: true },
  { key: "wrong1", name: "check, 1 % of the rows wrong", wrong: 0.01 },
  { key: "clean", name: "check, clean", wrong: 0 },
  { key: "wrong100", name: "check, every row wrong", wrong: 1 },
  { key: "plain", name: "check, clean, no quotes", wrong: 0, plain: true },
];

/** The folder of a generated set below the bench's cache, written when it is not there yet. */
export function setIn(data, users, variant, print) {
  const { plain = false, mixed = false } = variant;
  // As many mistakes at every size, or as many a user: four files have four rows for each.
  const wrong = variant.errors === undefined ? variant.wrong : Math.min(1, variant.errors / (4 * users));
  const folder = join(data, `${users}-wrong-${wrong}${plain ? "-plain" : ""}${mixed ? "-mixed" : ""}`);
  print(`data: ${users} users, ${wrong} wrong`);
  const manifest = generateSet(folder, { users, wrong, plain, mixed });
  return { folder, manifest };
}

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const rowsOf = (manifest, names) => sumOf(names.map((name) => manifest.files[name].rows));
const spoiledOf = (manifest) => sumOf(Object.values(manifest.files).flatMap((file) => Object.values(file.wrong)));

/**
 * The case of the check of one variant, given as a folder: `{name, args, cwd, accept}` for {@link alternate}. All problems
 * are reported, or the first `most` of each file.
 */
export function checkCase({ cli, flags = [], variant, set, most }) {
  return {
    name: variant.name,
    args: [...flags, cli, "check", ".", "--format", "json", ...(most ? ["--max-problems", String(most)] : [])],
    cwd: set.folder,
    accept: (run) => acceptCheck(run, set.manifest),
  };
}

/** The case of a parser that merely parses a set. */
export function parseCase({ name, parser = PARSERS[name], flags = [], set }) {
  return {
    name,
    args: [...flags, PARSE, parser, ...PARSED],
    cwd: set.folder,
    accept: (run) => acceptParser(run, parser, set.manifest),
  };
}

/**
 * Measures one size. Returns the cases' results, those that failed and those that were left out, with the reason.
 * What reads less than the whole set, or finds another number of problems than were put into it, has failed: it
 * would otherwise look fast.
 */
export async function benchCheck({ users, rounds, data, cli, folder, print }) {
  // The largest peers keep more than node's default heap; all processes get the same, ours too.
  const flags = users >= 1_000_000 ? ["--max-old-space-size=8192"] : [];
  const wanted = VARIANTS.filter(({ wrong }) => users <= MANY_USERS || wrong !== 1);
  const sets = new Map(wanted.map((one) => [one, setIn(data, users, one, print)]));
  const setOf = (key) => sets.get(VARIANTS.find((one) => one.key === key));
  const base = setOf("wrong1");
  const mixed = setOf("mixed1");
  const omitted = {};
  const cases = [];
  for (const name of Object.keys(PARSERS)) {
    if (users <= MANY_USERS || name !== "papaparse, parse only") cases.push(parseCase({ name, flags, set: base }));
    else omitted[name] = "two parsers will do";
  }
  cases.push(parseCase({ name: MIXED_ANCHOR, parser: "csv-parse", flags, set: mixed }));
  cases.push(parseCase({ name: MIXED_UDSV, parser: "udsv", flags, set: mixed }));
  const duckDb = prepareDuckDb(data);
  if (duckDb.env)
    cases.push({ name: SQL, args: [DUCKDB], cwd: mixed.folder, env: duckDb.env, accept: acceptSql(mixed) });
  else omitted[SQL] = duckDb.why;
  for (const [name, team] of Object.entries(TEAMS)) {
    const one = {
      name,
      args: [...flags, TEAM, team],
      cwd: base.folder,
      accept: (run) => acceptTeam(run, base.manifest),
    };
    if (users <= TEAM_USERS) cases.push(one);
    else omitted[name] = `it needs minutes and gigabytes for more than ${TEAM_USERS} users`;
  }
  if (cli !== undefined) {
    for (const [variant, set] of sets) cases.push(checkCase({ cli, flags, variant, set }));
  }
  // Brings the files into the system's cache, for all alike.
  for (const set of sets.values()) for (const name of SET) readFileSync(join(set.folder, name));
  const { results, failures } = await alternate(cases, rounds, ANCHOR, folder, (step) =>
    print(`${users} users, ${step}`),
  );
  const bytesOf = ({ manifest }) => sumOf(SET.map((name) => manifest.files[name].bytes));
  return { users, bytes: bytesOf(base), mixedBytes: bytesOf(mixed), rounds, results, failures, omitted };
}

const ended = (run) => `ended with ${run.status}: ${lastLine(run.complaint)}`;

function acceptParser(run, parser, manifest) {
  if (run.status !== 0) return ended(run);
  if (parser === "read" || parser === "decode" || parser === "line-ends") return undefined;
  const expected = rowsOf(manifest, PARSED) + PARSED.length;
  return Number(run.stdout) === expected ? undefined : `read ${run.stdout.trim()} records of ${expected}`;
}

/** DuckDB gets all four files. */
const acceptSql =
  ({ manifest }) =>
  (run) => {
    if (run.status !== 0) return ended(run);
    const { rows, problems } = JSON.parse(run.stdout);
    const expected = rowsOf(manifest, SET);
    if (rows !== expected) return `checked ${rows} rows of ${expected}`;
    return problems > 0 ? undefined : "found no problems";
  };

/** A package that checks has fewer rules than we: it must read every row and find something where there is something. */
export function acceptTeam(run, manifest) {
  if (run.status !== 0) return ended(run);
  const { rows, problems } = JSON.parse(run.stdout);
  const expected = rowsOf(manifest, PARSED);
  if (rows !== expected) return `checked ${rows} rows of ${expected}`;
  return problems > 0 === spoiledOf(manifest) > 0 ? undefined : `found ${problems} problems`;
}

/** A check must have read every row, and found one problem for each row that was spoiled and no other. */
export function acceptCheck(run, manifest) {
  if (run.status !== 0 && run.status !== 1) return ended(run);
  // A report of every row is longer than a string can be: its end will do.
  const [, end] = /"summary":\s*(\{[^{}]*\})\s*\}\s*$/.exec(run.stdout) ?? [];
  if (end === undefined) return "printed something that is not JSON";
  const summary = JSON.parse(end);
  const rows = rowsOf(manifest, SET);
  if (summary.rows !== rows) return `checked ${summary.rows} rows of ${rows}`;
  const problems = summary.errors + summary.warnings + summary.information + summary.hints;
  const spoiled = spoiledOf(manifest);
  return problems === spoiled ? undefined : `found ${problems} problems, ${spoiled} rows are wrong`;
}

const lastLine = (text) =>
  text
    .trim()
    .split("\n")
    .findLast((line) => /error/i.test(line)) ?? text.trim().slice(-200);

/** How fast a case's CPU grows from size to size: 1 is in step with the data, 2 with its square. */
export function growth(sizes) {
  const rows = [];
  for (let at = 1; at < sizes.length; at++) {
    const [small, large] = [sizes[at - 1], sizes[at]];
    for (const after of large.results) {
      const before = small.results.find((one) => one.name === after.name);
      if (before === undefined) continue;
      const exponent = Math.log(after.cpu / before.cpu) / Math.log(large.users / small.users);
      rows.push({ name: after.name, from: small.users, to: large.users, exponent });
    }
  }
  return rows;
}
