// The bench of every command of the command line on sets with mistakes: what each costs beside a check of the same files, and how that grows.

import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { acceptCheck, setIn } from "./check.mjs";
import { median, runOnce, turned } from "./measure.mjs";

/** The sets that commands are tried on; `old` is what a comparison starts from. */
export const DAMAGED = [
  { key: "mixed1", name: "mixed, 1 % of the rows wrong", wrong: 0.01, mixed: true, old: { wrong: 0, mixed: true } },
  { key: "mixed100", name: "mixed, every row wrong", wrong: 1, mixed: true, old: { wrong: 0, mixed: true } },
  { key: "plain1", name: "usual, 1 % of the rows wrong", wrong: 0.01, old: { wrong: 0 } },
  { key: "plain100", name: "usual, every row wrong", wrong: 1, old: { wrong: 0 } },
];

/** The two that every run measures; the others only show whether quotes and letters make a difference. */
export const USUALLY = ["mixed1", "mixed100"];
export const CHECK = "check";
/** What starting costs, which is no part of how a command grows. */
export const STARTING = "--version";

const REPORTS = ["text", "json", "csv", "sarif", "html", "github", "unix"];
const EXPORTS = ["bundle", "csv", "json", "ndjson", "markdown", "xlsx", "datapackage"];
const FILES = ["user.csv", "communication_channel.csv", "group.csv"];

/**
 * The commands by name: `args(places)` are the arguments, in `places.set` with `places.old` and an empty `places.out`;
 * `copy` is true where the command changes its files, which are then a copy. All may end with 0 or 1.
 */
const COMMANDS = {
  [STARTING]: { args: () => ["--version"] },
  [CHECK]: { args: () => ["check", ".", "--format", "json", "--max-problems", "1000"], check: true },
  ...Object.fromEntries(
    REPORTS.map((format) => [
      `check --format ${format}`,
      { args: ({ out }) => ["check", ".", "--format", format, "--output", join(out, "report")] },
    ]),
  ),
  "fix --dry-run": { args: () => ["fix", ".", "--dry-run"] },
  fix: { args: () => ["fix", "."], copy: true },
  compare: { args: ({ old }) => ["compare", old, "."] },
  "compare --format json": { args: ({ old }) => ["compare", old, ".", "--format", "json"] },
  "compare --undo": { args: ({ old, out }) => ["compare", old, ".", "--undo", join(out, "undo")] },
  ...Object.fromEntries(
    EXPORTS.map((to) => [
      `export --to ${to}`,
      { args: ({ out }) => ["export", ".", "--to", to, "--allow-errors", "--output", join(out, `export-${to}`)] },
    ]),
  ),
  "export --to xlsx --labels": {
    args: ({ out }) => ["export", ".", "--to", "xlsx", "--labels", "--allow-errors", "--output", join(out, "labels")],
  },
  convert: { args: ({ out }) => ["convert", ...FILES, "--to", "travtus.user", "--output", join(out, "converted")] },
  map: {
    args: ({ out }) => [
      ...["map", "user.csv", "--to", "travtus.user", "--output", join(out, "mapped")],
      ...["--write-mapping", join(out, "mapping.json")],
    ],
  },
  anonymize: { args: ({ out }) => ["anonymize", ".", "--output", join(out, "anonymized")] },
  infer: { args: ({ out }) => ["infer", ".", "--output", join(out, "inferred.json")] },
};

/**
 * Runs every command `rounds` times on every kind of set. Resolves to a list of `{users, key, results, failures}`;
 * a result has medians of wall and CPU in ms, peak memory in MB, and `ratio`, its CPU ÷ that of the check of the same round.
 */
export async function benchCommands({ users, rounds, keys, only, data, cli, folder, print }) {
  const measured = [];
  for (const variant of DAMAGED.filter(({ key }) => keys.includes(key))) {
    const set = setIn(data, users, variant, print);
    const old = setIn(data, users, variant.old, print);
    const names = Object.keys(COMMANDS).filter((name) => only === undefined || name === CHECK || only(name));
    const runs = new Map(names.map((name) => [name, []]));
    const failures = {};
    for (let round = 0; round < rounds; round++) {
      for (const name of turned(names, round)) {
        if (name in failures) continue;
        print(`commands: ${users} users, ${variant.name}, round ${round + 1} of ${rounds}: ${name}`);
        const run = await runCommand(COMMANDS[name], { set, old, cli, folder });
        if (typeof run === "string") failures[name] = run;
        else runs.get(name).push(run);
      }
    }
    measured.push({ users, key: variant.key, name: variant.name, rounds, ...summed(runs), failures });
  }
  return measured;
}

/** Runs one command in fresh folders; answers what it used, or why that does not count. */
async function runCommand({ args, copy, check }, { set, old, cli, folder }) {
  const out = join(folder, "out");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out);
  let cwd = set.folder;
  if (copy) {
    cwd = join(out, "copy");
    cpSync(set.folder, cwd, { recursive: true });
  }
  const run = await runOnce({ args: [cli, ...args({ old: old.folder, out })], cwd }, folder);
  rmSync(out, { recursive: true, force: true });
  if (run.status !== 0 && run.status !== 1) return `ended with ${run.status}: ${run.complaint.trim().slice(-200)}`;
  const complaint = check ? acceptCheck(run, set.manifest) : undefined;
  return complaint ?? { wall: run.wall, cpu: run.cpu, peak: run.peak };
}

function summed(runs) {
  const base = runs.get(CHECK);
  const results = [];
  for (const [name, own] of runs) {
    if (own.length === 0) continue;
    const middle = (unit) => median(own.map((run) => run[unit]));
    const ratio = base.length === own.length ? median(own.map((run, at) => run.cpu / base[at].cpu)) : undefined;
    results.push({ name, wall: middle("wall"), cpu: middle("cpu"), peak: middle("peak"), ratio });
  }
  return { results };
}

/**
 * How fast the CPU of each command grows from one size to the next, start left out: 1 is in step with the data, 2 with
 * its square. `{key, name, from, to, exponent}`.
 */
export function commandGrowth(measured) {
  const rows = [];
  for (const large of measured) {
    const small = measured.findLast(({ key, users }) => key === large.key && users < large.users);
    if (small === undefined) continue;
    for (const { name, cpu } of large.results) {
      const before = small.results.find((one) => one.name === name);
      if (before === undefined || name === STARTING) continue;
      const ratio = beyondStart(large, cpu) / beyondStart(small, before.cpu);
      const exponent = Math.log(ratio) / Math.log(large.users / small.users);
      rows.push({ key: large.key, name, from: small.users, to: large.users, exponent });
    }
  }
  return rows;
}

const beyondStart = ({ results }, cpu) => Math.max(1, cpu - (results.find(({ name }) => name === STARTING)?.cpu ?? 0));
