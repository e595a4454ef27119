// Where the time of a check goes: a CPU profile of the command line, by function and source file.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "../build.mjs";
import { setIn, VARIANTS } from "./check.mjs";
import { FILES } from "./generate.mjs";
import { runOnce } from "./measure.mjs";

/** What is profiled, by key of {@link VARIANTS}. */
const PROFILED = ["clean", "wrong100"];
const SHOWN = 12;

/**
 * Builds the command line with its names, checks a clean set and one with every row wrong under the profiler, and
 * resolves to the functions with the most time of their own: `[{name, rows: [{what, where, share}]}]`.
 */
export async function benchProfile({ users, data, folder, print }) {
  const built = join(folder, "named");
  if (!(await build({ only: ["server/cli/program"], whole: true, outdir: built })))
    throw new Error("the command line was not built");
  const cli = join(built, "cli/program.js");
  const files = filesByLine(readFileSync(cli, "utf8"));
  const profiles = [];
  for (const key of PROFILED) {
    const variant = VARIANTS.find((one) => one.key === key);
    const set = setIn(data, users, variant, print);
    const target = join(folder, `profile-${key}`);
    mkdirSync(target);
    print(`profile: ${variant.name}`);
    const checked = ["check", ...Object.keys(FILES), "--format", "json", "--max-problems", "1000"];
    const args = ["--cpu-prof", "--cpu-prof-dir", target, cli, ...checked];
    const run = await runOnce({ args, cwd: set.folder }, folder);
    const [name] = readdirSync(target);
    if (name === undefined) throw new Error(`no profile was written: ${run.complaint.slice(-200)}`);
    const rows = ownTime(JSON.parse(readFileSync(join(target, name), "utf8")), files).slice(0, SHOWN);
    profiles.push({ name: variant.name, users, rows });
  }
  return profiles;
}

/** For each line of a bundle, from 0, the source file that it comes from: esbuild writes its name before each. */
export function filesByLine(bundle) {
  let file = "";
  return bundle.split("\n").map((line) => {
    const named = /^ *\/\/ ((?:server|client|schemas|node_modules)\/\S+|\S+:\S+)$/.exec(line);
    if (named) file = named[1];
    return file;
  });
}

/**
 * The functions of a V8 CPU profile, largest own time first: `{what, where, share}`, share from 0 to 1. Waiting does
 * not count. What is not of the bundle – garbage collection, node itself – has a `where` in words.
 */
export function ownTime({ nodes, samples, timeDeltas }, files) {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id);
    if (functionName === "(idle)") continue;
    const node = url === "" ? "the engine" : "Node";
    const where = url.startsWith("node:") || url === "" ? node : (files[lineNumber] ?? "");
    const key = `${functionName || "(unnamed)"}\n${where}`;
    times.set(key, (times.get(key) ?? 0) + timeDeltas[at]);
    all += timeDeltas[at];
  }
  return [...times]
    .map(([key, time]) => {
      const [what, where] = key.split("\n");
      return { what, where, share: time / all };
    })
    .sort((a, b) => b.share - a.share);
}
