// Measures the command line and the server beside other people's, prints a table and writes out/bench.json.

import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchCheck, growth, VARIANTS } from "./check.mjs";
import { benchKeys } from "./keys.mjs";
import { withScratch } from "./measure.mjs";
import { benchSets } from "./sets.mjs";
import { benchStart } from "./start.mjs";
import { printChecks, printKeys, printLimits, printSets, printStart } from "./tables.mjs";

/** What --check demands. All are ratios inside one run: the same machine, the same minute, the same data. */
const LIMITS = [
  { id: "check-1%", most: 0.6, what: "check, 1 % wrong ÷ csv-parse merely parsing, CPU" },
  { id: "check-clean", most: 0.6, what: "check, clean ÷ csv-parse merely parsing, CPU" },
  { id: "key", most: 2, what: "a key in the large file ÷ in the small one, p50" },
  { id: "sets", most: 3, what: "first diagnostics beside 49 other sets ÷ alone" },
  { id: "start", most: 0.5, what: "initialize ÷ yaml-language-server's" },
];

const HELP = `npm run bench -- [options]

Measures in alternation, every case in a fresh process, and prints medians and ratios:
  check   csv-preflight check of a Turvo set against csv-parse, papaparse and udsv merely parsing it
  keys    a one-character change of user.csv to its diagnostics, small file against large
  sets    a file's first diagnostics in a workspace of one set of 2,000 users, and of fifty
  start   spawning the server to its answer to initialize, against yaml-language-server

  --quick         10,000 users, 3 rounds; keys in 1,000 against 10,000 rows
  --large         adds 1,000,000 users to the check (needs 4 GB of memory for the peers)
  --users LIST    sizes of the check, such as 1000,50000
  --rounds N      rounds of check and start
  --presses N     keys of the first kind
  --only LIST     some of check,keys,sets,start
  --check         exit status 1 when a ratio is above its limit or was not measured
  --data DIR      where generated sets are kept (default .cache/bench)
  --cli FILE      another command line than out/cli/main.js, to compare two builds
  --server FILE   another server than out/server/main.js
  --json FILE     where the figures go (default out/bench.json)
  --help          this text

The bundles must be those of production: node scripts/build.mjs --production (npm run bench does it).
`;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BUNDLES = { cli: "out/cli/main.js", server: "out/server/main.js" };
const YAML = join(ROOT, "node_modules/yaml-language-server/bin/yaml-language-server");
const FLOOR = fileURLToPath(new URL("floor.cjs", import.meta.url));

function optionsFrom(args) {
  const flag = { type: "boolean", default: false };
  const text = { type: "string" };
  const { values } = parseArgs({
    args,
    options: {
      ...{ quick: flag, large: flag, check: flag, help: flag },
      ...{ users: text, rounds: text, presses: text, only: text },
      ...{ data: text, json: text, cli: text, server: text },
    },
  });
  const sizes = values.users?.split(",").map(Number) ?? (values.quick ? [10_000] : [1_000, 10_000, 100_000]);
  if (values.large && !sizes.includes(1_000_000)) sizes.push(1_000_000);
  const only = values.only?.split(",") ?? ["check", "keys", "sets", "start"];
  const number = (name, usual) => (values[name] === undefined ? usual : Number(values[name]));
  const options = {
    sizes: sizes.sort((a, b) => a - b),
    only,
    rounds: number("rounds", undefined),
    presses: number("presses", values.quick ? 20 : 60),
    data: resolve(values.data ?? join(ROOT, ".cache/bench")),
    cli: resolve(values.cli ?? join(ROOT, BUNDLES.cli)),
    server: resolve(values.server ?? join(ROOT, BUNDLES.server)),
    json: resolve(values.json ?? join(ROOT, "out/bench.json")),
    ...{ quick: values.quick, check: values.check, help: values.help },
  };
  if (![...sizes, options.presses, options.rounds ?? 1].every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error("--users, --rounds and --presses take whole numbers");
  }
  const strange = only.find((name) => !["check", "keys", "sets", "start"].includes(name));
  if (strange !== undefined) throw new Error(`--only does not know ${strange}`);
  return options;
}

/** Fewer rounds where a round is long. */
const roundsFor = ({ rounds, quick }, users) => rounds ?? (quick || users >= 1_000_000 ? 3 : users >= 100_000 ? 5 : 7);

/** A step on standard error: on a terminal in place, elsewhere nothing, so that logs hold the tables alone. */
function tell(step) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}`);
}

const say = (text) => {
  tell("");
  process.stdout.write(`${text}\n`);
};

function machine() {
  const [cpu] = cpus();
  return {
    ...{ cpu: cpu?.model.trim() ?? "unknown", cores: cpus().length, memory: Math.round(totalmem() / 2 ** 30) },
    ...{ system: `${process.platform} ${process.arch}`, node: process.version, load: loadavg()[0] },
  };
}

/** The path of a bundle, or nothing, after saying what is missing and what goes on without it. */
function bundle(name, without, options, report) {
  if (existsSync(options[name])) return options[name];
  note(report, `${BUNDLES[name]} is missing (node scripts/build.mjs --production makes it): ${without}`);
  return undefined;
}

async function checks(options, folder, report) {
  const cli = bundle("cli", "only the other parsers are measured", options, report);
  report.check = [];
  for (const users of options.sizes) {
    const size = await benchCheck({ users, rounds: roundsFor(options, users), data: options.data, cli, folder, tell });
    report.check.push(size);
    say(printChecks(size));
    for (const [name, why] of Object.entries(size.failures)) note(report, `${name}, ${users} users: ${why}`);
    for (const [key, { problems, spoiled }] of Object.entries(size.found)) {
      if (problems !== spoiled)
        note(report, `${users} users, ${key}: ${spoiled} rows are wrong, ${problems} problems were found`);
    }
  }
  report.growth = growth(report.check);
  // Start-up weighs most on small sets: the demand is for 100,000 users, or the largest set there was.
  const gate = report.check.find((size) => size.users === 100_000) ?? report.check.at(-1);
  for (const [id, key] of [
    ["check-1%", "wrong1"],
    ["check-clean", "clean"],
  ]) {
    const { name } = VARIANTS.find((variant) => variant.key === key);
    report.ratios[id] = gate.results.find((one) => one.name === name)?.cpuRatio;
  }
}

async function keys(options, folder, report) {
  const server = bundle("server", "no keystrokes are measured", options, report);
  if (server === undefined) return;
  const [small, large] = options.quick ? [1_000, 10_000] : [1_000, 100_000];
  try {
    const { data, presses, quick } = options;
    report.keys = await benchKeys({ small, large, presses, data, server, folder, full: !quick, tell });
  } catch (error) {
    note(report, `keystrokes: ${error.message}`);
    return;
  }
  report.ratios.key = report.keys.results[0].p50Ratio;
  say(printKeys(report.keys));
  const strays = report.keys.opened.find((one) => one.shown === "no problems" && one.problems > 0);
  if (strays !== undefined)
    note(report, `the server shows ${strays.problems} problems in a clean file of ${strays.users} rows`);
}

async function sets(options, folder, report) {
  const server = bundle("server", "no sets are opened", options, report);
  if (server === undefined) return;
  const rounds = options.rounds ?? (options.quick ? 3 : 7);
  const given = { counts: [1, 50], users: 2_000, rounds, data: options.data, server, folder, tell };
  report.sets = await benchSets(given);
  say(printSets(report.sets));
  report.ratios.sets = report.sets.results.at(-1).ratio;
}

async function start(options, folder, report) {
  const server = bundle("server", "only the other servers are started", options, report);
  const cases = [{ name: "node and nothing else", command: [FLOOR] }];
  const anchor = "yaml-language-server";
  cases.push({ name: anchor, command: [YAML, "--stdio"] });
  if (server !== undefined) cases.push({ name: "csv-preflight", command: [server, "--stdio"] });
  const rounds = options.rounds ?? (options.quick ? 5 : 9);
  report.start = await benchStart({ cases, anchor, rounds, folder, tell });
  say(printStart(report.start));
  for (const [name, why] of Object.entries(report.start.failures)) note(report, `start of ${name}: ${why}`);
  report.ratios.start = report.start.results.find(({ name }) => name === "csv-preflight")?.ratio;
}

function note(report, text) {
  report.notes.push(text);
  say(`! ${text}`);
}

const SECTIONS = { check: checks, keys, sets, start };
const SECTION_OF = { "check-1%": "check", "check-clean": "check", key: "keys", sets: "sets", start: "start" };

async function main() {
  const options = optionsFrom(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const report = { version: 1, machine: machine(), bundles: {}, notes: [], ratios: {} };
  for (const name of Object.keys(BUNDLES)) {
    report.bundles[name] = statSync(options[name], { throwIfNoEntry: false })?.size;
  }
  const { cpu, cores, memory, system, node, load } = report.machine;
  say(`${cpu}, ${cores} cores, ${memory} GB, ${system}, node ${node}, load ${load.toFixed(1)}`);
  await withScratch(async (folder) => {
    for (const name of options.only) await SECTIONS[name](options, folder, report);
  });
  report.limits = LIMITS.filter(({ id }) => options.only.includes(SECTION_OF[id])).map((limit) => {
    const value = report.ratios[limit.id];
    return { ...limit, value, met: value !== undefined && value <= limit.most };
  });
  say(printLimits(report));
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(report, undefined, 1)}\n`);
  say(`figures: ${options.json}`);
  if (options.check && report.limits.some(({ met }) => !met)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
