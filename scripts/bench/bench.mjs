// Measures the command line and the server beside other people's, prints a table and writes out/bench.json.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { benchCheck, growth } from "./check.mjs";
import { benchCommands, commandGrowth, DAMAGED, USUALLY } from "./commands.mjs";
import { benchFeatures, featureGrowth } from "./features.mjs";
import { benchKeys } from "./keys.mjs";
import { judge } from "./limits.mjs";
import { withScratch } from "./measure.mjs";
import { benchOpen } from "./open.mjs";
import { BUNDLES, HELP, optionsFrom, ROOT } from "./options.mjs";
import { benchProfile } from "./profile.mjs";
import { writePage } from "./report.mjs";
import { benchSets } from "./sets.mjs";
import { record } from "./short.mjs";
import { benchActivation, sizesOf } from "./sizes.mjs";
import { benchStart } from "./start.mjs";
import * as tables from "./tables.mjs";
import { benchYaml } from "./yaml.mjs";

const YAML = join(ROOT, "node_modules/yaml-language-server/bin/yaml-language-server");
const FLOOR = fileURLToPath(new URL("floor.cjs", import.meta.url));
/** Memory in bytes below which a million users are left out. */
const ROOMY = 8 * 2 ** 30;

/** Fewer rounds where a round is long. */
function roundsFor({ rounds, quick, large }, users) {
  if (rounds !== undefined) return rounds;
  if (users >= 1_000_000) return large ? 3 : 1;
  return quick || users >= 100_000 ? 3 : 5;
}

/** Commands and features are many, and there is nothing to learn of the largest sets that the check does not say. */
const damagedSizes = ({ sizes }) => sizes.filter((users) => users <= 100_000);
/** One round: what is looked for is a command that costs a multiple, and another exponent. */
const DAMAGED_ROUNDS = 1;

/** A step on standard error: on a terminal in place, elsewhere nothing, so that logs hold the tables alone. */
function print(step) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}`);
}

const say = (text) => {
  print("");
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

async function check(options, folder, report) {
  const cli = bundle("cli", "only the others are measured", options, report);
  report.check = [];
  for (const users of options.sizes) {
    if (users >= 1_000_000 && totalmem() < ROOMY) {
      note(report, `${users} users are left out: the parsers beside us need 4 GB for them`);
      continue;
    }
    const size = await benchCheck({ users, rounds: roundsFor(options, users), data: options.data, cli, folder, print });
    report.check.push(size);
    say(tables.printChecks(size));
    for (const [name, why] of Object.entries(size.failures)) note(report, `${name}, ${users} users: ${why}`);
    for (const [name, why] of Object.entries(size.omitted)) note(report, `${name}, ${users} users: left out, ${why}`);
  }
  report.growth = growth(report.check);
  if (report.growth.length > 0) say(tables.printGrowth(report.growth));
}

async function commands(options, folder, report) {
  const cli = bundle("cli", "no commands are measured", options, report);
  if (cli === undefined) return;
  report.commands = [];
  for (const users of damagedSizes(options)) {
    const given = { users, rounds: options.rounds ?? DAMAGED_ROUNDS, keys: USUALLY, data: options.data, cli, folder };
    const measured = await benchCommands({ ...given, print });
    report.commands.push(...measured);
    for (const one of measured) {
      say(tables.printCommands(one));
      for (const [name, why] of Object.entries(one.failures))
        note(report, `${name}, ${one.name}, ${users} users: ${why}`);
    }
  }
  report.commandGrowth = commandGrowth(report.commands);
  say(tables.printDamagedGrowth(report.commandGrowth));
}

async function features(options, folder, report) {
  const server = bundle("server", "no features are measured", options, report);
  if (server === undefined) return;
  report.features = [];
  const [variant] = DAMAGED;
  for (const users of damagedSizes(options)) {
    const rounds = options.rounds ?? DAMAGED_ROUNDS;
    const given = { users, rounds, key: variant.key, variant, data: options.data, server, folder, print };
    const one = await benchFeatures(given);
    report.features.push(one);
    say(tables.printFeatures(one));
    for (const [name, why] of Object.entries(one.failures)) note(report, `${name}, ${users} users: ${why}`);
  }
  report.featureGrowth = featureGrowth(report.features);
  say(tables.printDamagedGrowth(report.featureGrowth));
}

async function keys(options, folder, report) {
  const server = bundle("server", "no keystrokes are measured", options, report);
  if (server === undefined) return;
  const [small, large] = options.quick ? [1_000, 10_000] : [1_000, 100_000];
  const { data, presses, quick } = options;
  report.keys = await benchKeys({ small, large, presses, data, server, folder, full: !quick, print });
  say(tables.printKeys(report.keys));
  for (const one of report.keys.opened) {
    if (one.shown === "no problems" && one.problems > 0)
      note(report, `the server shows ${one.problems} problems in a clean file of ${one.users} rows`);
  }
}

async function yaml(options, folder, report) {
  const users = options.quick ? 10_000 : 100_000;
  report.yaml = await benchYaml({ users, presses: 2, data: options.data, command: [YAML, "--stdio"], folder, print });
  say(tables.printYaml(report.yaml, report.keys));
}

async function open(options, folder, report) {
  const server = bundle("server", "no file is opened", options, report);
  if (server === undefined) return;
  const users = options.quick ? 10_000 : 100_000;
  const rounds = options.rounds ?? (options.quick ? 3 : 5);
  report.open = await benchOpen({ users, rounds, data: options.data, server, folder, print });
  say(tables.printOpen(report.open));
}

async function sets(options, folder, report) {
  const server = bundle("server", "no sets are opened", options, report);
  if (server === undefined) return;
  const rounds = options.rounds ?? (options.quick ? 3 : 7);
  const given = { counts: [1, 50], users: 2_000, rounds, data: options.data, server, folder, print };
  report.sets = await benchSets(given);
  say(tables.printSets(report.sets));
}

async function start(options, folder, report) {
  const server = bundle("server", "only the other servers are started", options, report);
  const cases = [{ name: "node and nothing else", command: [FLOOR] }];
  const anchor = "yaml-language-server";
  cases.push({ name: anchor, command: [YAML, "--stdio"] });
  if (server !== undefined) cases.push({ name: "csv-preflight", command: [server, "--stdio"] });
  const rounds = options.rounds ?? (options.quick ? 5 : 9);
  report.start = await benchStart({ cases, anchor, rounds, folder, print });
  say(tables.printStart(report.start));
  for (const [name, why] of Object.entries(report.start.failures)) note(report, `start of ${name}: ${why}`);
}

function size(_options, _folder, report) {
  if (existsSync(join(ROOT, `${BUNDLES.server}.map`))) {
    note(report, "the bundles are those of development: no sizes (node scripts/build.mjs --production makes others)");
    return;
  }
  report.sizes = sizesOf();
  say(tables.printSizes(report.sizes));
}

async function profile(options, folder, report) {
  const users = options.quick ? 10_000 : 100_000;
  report.profile = await benchProfile({ users, data: options.data, folder, print });
  say(tables.printProfile(report.profile));
}

async function activation(options, _folder, report) {
  report.activation = await benchActivation({ rounds: options.quick ? 2 : 6, print });
  say(tables.printActivation(report.activation));
}

function note(report, text) {
  report.notes.push(text);
  say(`! ${text}`);
}

const RUN = { check, commands, features, keys, yaml, open, sets, start, size, profile, activation };

async function main() {
  const options = optionsFrom(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  if (options.record) {
    await record(options, say);
    return;
  }
  const { only, sizes } = options;
  const date = new Date().toISOString().slice(0, 10);
  const report = { version: 2, date, machine: machine(), asked: { only, sizes, quick: options.quick }, notes: [] };
  const { cpu, cores, memory, system, node, load } = report.machine;
  say(`${cpu}, ${cores} cores, ${memory} GB, ${system}, node ${node}, load ${load.toFixed(1)}`);
  await withScratch(async (folder) => {
    for (const name of only) {
      // One section that fails must not take the figures of the others with it; its limits are not met then.
      try {
        await RUN[name](options, folder, report);
      } catch (error) {
        note(report, `${name}: ${error.message}`);
      }
    }
  });
  report.limits = judge(report, report.asked);
  say(tables.printLimits(report.limits));
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(report, undefined, 1)}\n`);
  say(`figures: ${options.json}`);
  if (options.page) say(`page: ${writePage(report)}`);
  if (options.check && report.limits.some(({ met }) => !met)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 2;
}
