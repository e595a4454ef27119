// The bench of the whole check: `csv-preflight check` on a set against parsers that do no more than parse it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FILES, generateSet } from "./generate.mjs";
import { alternate } from "./measure.mjs";

const PARSE = fileURLToPath(new URL("parse.mjs", import.meta.url));
const SET = Object.keys(FILES);
/** The peers get the three files of the User entity; ours reads the Group entity's as well. */
const PARSED = SET.slice(0, 3);
export const ANCHOR = "csv-parse, parse only";
const PEERS = {
  [ANCHOR]: "csv-parse",
  "papaparse, parse only": "papaparse",
  "udsv, parse only": "udsv",
  "reading and finding line ends": "line-ends",
};

/** The variants of a set that are checked: a short name, what is printed, and how to generate it. */
export const VARIANTS = [
  { key: "wrong1", name: "check, 1 % of the rows wrong", wrong: 0.01 },
  { key: "clean", name: "check, clean", wrong: 0 },
  { key: "wrong100", name: "check, every row wrong", wrong: 1 },
  { key: "plain", name: "check, clean, no quotes", wrong: 0, plain: true },
];

/** The folder of a generated set below the bench's cache, written when it is not there yet. */
export function setIn(data, users, variant, tell) {
  const { wrong, plain = false } = variant;
  const folder = join(data, `${users}-wrong-${wrong}${plain ? "-plain" : ""}`);
  tell(`data: ${users} users, ${wrong} wrong`);
  const manifest = generateSet(folder, { users, wrong, plain });
  return { folder, manifest };
}

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const rowsOf = (manifest, names) => sumOf(names.map((name) => manifest.files[name].rows));
const spoiledOf = (manifest) => sumOf(Object.values(manifest.files).flatMap((file) => Object.values(file.wrong)));

/**
 * Measures one size. Returns the cases' results, those that failed, and what the check found next to what was
 * spoiled (`found`): a check that reads less than the whole set would otherwise look fast.
 */
export async function benchCheck({ users, rounds, data, cli, folder, tell }) {
  // The largest peers keep more than node's default heap; all processes get the same, ours too.
  const flags = users >= 1_000_000 ? ["--max-old-space-size=8192"] : [];
  const sets = new Map(
    (cli === undefined ? VARIANTS.slice(0, 1) : VARIANTS).map((one) => [one, setIn(data, users, one, tell)]),
  );
  const [base] = sets.values();
  const found = {};
  const cases = Object.entries(PEERS).map(([name, peer]) => ({
    name,
    args: [...flags, PARSE, peer, ...PARSED],
    cwd: base.folder,
    accept: (run) => acceptPeer(run, peer, base.manifest),
  }));
  for (const [variant, set] of cli === undefined ? [] : sets) {
    cases.push({
      name: variant.name,
      args: [...flags, cli, "check", ...SET, "--format", "json", "--max-problems", "1000"],
      cwd: set.folder,
      accept: (run) => acceptCheck(run, set.manifest, variant, found),
    });
  }
  for (const set of sets.values()) for (const name of SET) readFileSync(join(set.folder, name));
  const { results, failures } = await alternate(cases, rounds, ANCHOR, folder, (step) =>
    tell(`${users} users, ${step}`),
  );
  return { users, bytes: sumOf(SET.map((name) => base.manifest.files[name].bytes)), results, failures, found };
}

function acceptPeer(run, peer, manifest) {
  if (run.status !== 0) return `ended with ${run.status}: ${lastLine(run.complaint)}`;
  if (peer === "line-ends") return undefined;
  const expected = rowsOf(manifest, PARSED) + PARSED.length;
  return Number(run.stdout) === expected ? undefined : `read ${run.stdout.trim()} records of ${expected}`;
}

function acceptCheck(run, manifest, variant, found) {
  if (run.status !== 0 && run.status !== 1) return `ended with ${run.status}: ${lastLine(run.complaint)}`;
  let summary;
  try {
    summary = JSON.parse(run.stdout).summary;
  } catch {
    return "printed something that is not JSON";
  }
  const rows = rowsOf(manifest, SET);
  if (summary.rows !== rows) return `checked ${summary.rows} rows of ${rows}`;
  const problems = summary.errors + summary.warnings + summary.information + summary.hints;
  found[variant.key] = { problems, spoiled: spoiledOf(manifest) };
  return undefined;
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
