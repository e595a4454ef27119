// The short form for `npm test`: a few ratios of CPU and memory against those that were recorded, never a time.
//
//   node scripts/bench/short.mjs [--cli FILE] [--server FILE]

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ANCHOR, checkCase, parseCase, setIn, VARIANTS } from "./check.mjs";
import { openServer, pressLetters } from "./keys.mjs";
import { leastRatio, lossesAgainst, WORSE } from "./limits.mjs";
import { alternate, usage, withScratch } from "./measure.mjs";
import { Pipe } from "./pipe.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BASELINE = fileURLToPath(new URL("baseline.json", import.meta.url));
const FLOOR = fileURLToPath(new URL("floor.cjs", import.meta.url));
/** Large enough that starting node is a small part of a check, small enough for a test. */
const USERS = 20_000;
const FEW = 1_000;
/** What people read of a file; writing more is a matter of the format. */
const SHOWN = 1_000;
/** Blocks of forty keys that are measured, and those before them that are not. */
const BLOCKS = 9;
const WARMING = 4;

/** What the short form measures, in words. */
const WORDS = {
  check: "checking a clean set ÷ csv-parse merely parsing it, CPU",
  wrong: "checking a set with every row wrong ÷ a clean one, CPU",
  peak: "checking a clean set ÷ csv-parse, peak memory",
  key: "forty keys in the large file ÷ csv-parse parsing the set, CPU",
  size: "keys in the large file ÷ keys in the small one, CPU",
  start: "starting the server ÷ starting node, CPU",
};

/**
 * Measures every ratio once, each as the least that one side has used in `rounds` ÷ the least of the other: what other
 * programs do to a busy machine only ever adds. What failed is no number, and said.
 */
export async function measureShort({ cli, server, data, rounds, say, print = () => {} }) {
  return withScratch(async (folder) => {
    const of = (key) => VARIANTS.find((variant) => variant.key === key);
    const [clean, wrong] = [of("clean"), of("wrong100")];
    const cleanSet = setIn(data, USERS, clean, print);
    const cases = [
      parseCase({ name: ANCHOR, set: cleanSet }),
      checkCase({ cli, variant: clean, set: cleanSet, most: SHOWN }),
      checkCase({ cli, variant: wrong, set: setIn(data, USERS, wrong, print), most: SHOWN }),
    ];
    const { results, failures } = await alternate(cases, rounds, ANCHOR, folder, print);
    for (const [name, why] of Object.entries(failures)) say(`! ${name}: ${why}`);
    const keys = await keysCpu({ server, data, folder, print });
    const runsOf = (name) => results.find((one) => one.name === name)?.runs ?? [];
    const cpuOf = (name) => runsOf(name).map(({ cpu }) => cpu);
    const peakOf = (name) => runsOf(name).map(({ peak }) => peak);
    return {
      check: leastRatio(cpuOf(clean.name), cpuOf(ANCHOR)),
      wrong: leastRatio(cpuOf(wrong.name), cpuOf(clean.name)),
      peak: leastRatio(peakOf(clean.name), peakOf(ANCHOR)),
      key: leastRatio(keys.large, cpuOf(ANCHOR)),
      size: leastRatio(keys.large, keys.small),
      start: await startCpu({ server, rounds, folder, print }),
    };
  });
}

/**
 * The server's CPU in ms for forty keys in the small and in the large file, block by block in alternation. Always as
 * many blocks: later ones cost less, because the server goes on compiling what keys need.
 */
async function keysCpu({ server, data, folder, print }) {
  const servers = [];
  try {
    for (const users of [FEW, USERS]) {
      const set = setIn(data, users, { wrong: 0 }, print);
      servers.push(await openServer(set, users, server, folder, print));
    }
    const blocks = { small: [], large: [] };
    for (let round = -WARMING; round < BLOCKS; round++) {
      print(`keys, block ${round + 1} of ${BLOCKS}`);
      for (const [at, one] of servers.entries()) {
        const before = (await one.pipe.use("cpu")).cpu;
        await pressLetters(one, 20, round + WARMING);
        const used = (await one.pipe.use("cpu")).cpu - before;
        if (round >= 0) blocks[at === 0 ? "small" : "large"].push(used);
      }
    }
    return blocks;
  } finally {
    for (const { pipe } of servers) await pipe.close();
  }
}

/** CPU of a server that is started, greeted and ended, as a multiple of a bare node's. */
async function startCpu({ server, rounds, folder, print }) {
  const report = join(folder, "start.json");
  const once = async (command) => {
    const pipe = new Pipe(command, { cwd: folder, report });
    await pipe.initialize(folder);
    await pipe.close();
    return usage(report).cpu;
  };
  const own = [];
  const floor = [];
  for (let round = 0; round < 2 * rounds; round++) {
    print(`start, round ${round + 1} of ${2 * rounds}`);
    own.push(await once([server, "--stdio"]));
    floor.push(await once([FLOOR]));
  }
  return leastRatio(own, floor);
}

const round3 = (ratios) =>
  Object.fromEntries(Object.entries(ratios).map(([name, ratio]) => [name, Math.round(ratio * 1000) / 1000]));

/** Writes what is measured now as what later runs are compared with. */
export async function record({ cli, server, data, rounds = 9 }, say) {
  const ratios = round3(await measureShort({ cli, server, data, rounds, say }));
  const missing = Object.keys(ratios).filter((name) => !Number.isFinite(ratios[name]));
  if (missing.length > 0) throw new Error(`nothing was recorded: ${missing.join(", ")} could not be measured`);
  writeFileSync(BASELINE, `${JSON.stringify(ratios, undefined, 2)}\n`);
  for (const [name, ratio] of Object.entries(ratios)) say(`${ratio.toFixed(3).padStart(8)}  ${WORDS[name]}`);
  say(`recorded: ${BASELINE}`);
}

/**
 * Measures and compares with what was recorded. Whatever seems to be worse by half is measured a second time, longer,
 * before it is believed: other programs take turns on a build machine. Resolves to the counts of the summary line.
 */
export async function benchShort(given = {}, say = console.log) {
  const { cli = join(ROOT, "out/cli/main.js"), server = join(ROOT, "out/server/main.js") } = given;
  const recorded = JSON.parse(readFileSync(BASELINE, "utf8"));
  const data = join(ROOT, ".cache/bench");
  let losses = [];
  for (const rounds of [3, 5]) {
    const ratios = await measureShort({ cli, server, data, rounds, say });
    losses = lossesAgainst(recorded, ratios);
    for (const [name, ratio] of Object.entries(ratios)) {
      const before = Number.isFinite(recorded[name]) ? recorded[name].toFixed(3) : "–";
      say(`${Number.isFinite(ratio) ? ratio.toFixed(3).padStart(8) : "       –"} (${before})  ${WORDS[name]}`);
    }
    if (losses.length === 0) return { passed: 1, failed: 0 };
    for (const { name, why } of losses) say(`! ${WORDS[name] ?? name}: ${why}`);
  }
  say(`A ratio that is ${WORSE} times the recorded one is a loss. Where it is meant: npm run bench -- --record.`);
  return { passed: 0, failed: 1 };
}

if (process.argv[1] === import.meta.filename) {
  const after = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
  const { failed } = await benchShort({ cli: after("--cli"), server: after("--server") });
  process.exitCode = failed > 0 ? 1 : 0;
}
