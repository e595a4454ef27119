// Runs programs in fresh processes, in alternation, and makes medians and ratios of what they used.

import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PROBE = fileURLToPath(new URL("probe.cjs", import.meta.url));

/** The middle of some numbers; of an even count the mean of the two in the middle. NaN when there is none. */
export function median(numbers) {
  return quantile(numbers, 0.5);
}

/** The value below which the given share of the numbers lies, between two neighbours in proportion. */
export function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/** A folder for results that is gone when `work` has ended. */
export async function withScratch(work) {
  const folder = mkdtempSync(join(tmpdir(), "csv-preflight-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The environment and the first arguments with which a node program reports its use to `file`. */
export const probed = (file) => ({
  args: ["--require", PROBE],
  env: { ...process.env, CSV_BENCH_USAGE: file, NO_COLOR: "1" },
});

/** What the probe has written: CPU in ms (user and system together), peak resident memory in MB. */
export function usage(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return { cpu: Number.NaN, peak: Number.NaN };
  }
}

/** So many bytes of what a program has printed are looked at, its last ones. */
const TAIL = 1 << 20;

/**
 * Runs node once with `args` in `cwd`. Resolves to wall time and CPU in ms, peak memory in MB, the exit status and
 * the end of what came on standard output (which goes through a file, so that our reading it costs nobody anything).
 */
export function runOnce({ args, cwd, env = {} }, folder) {
  const report = join(folder, "usage.json");
  rmSync(report, { force: true });
  const output = join(folder, "stdout");
  const out = openSync(output, "w+");
  const probe = probed(report);
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, [...probe.args, ...args], {
      cwd,
      env: { ...probe.env, ...env },
      stdio: ["ignore", out, "pipe"],
    });
    let complaint = "";
    child.stderr.on("data", (piece) => {
      complaint = (complaint + piece).slice(-2000);
    });
    let wall = 0;
    child.on("exit", () => {
      wall = performance.now() - began;
    });
    child.on("error", reject);
    child.on("close", (status, signal) => {
      const stdout = endOf(out);
      closeSync(out);
      resolve({ wall, ...usage(report), status: status ?? signal, stdout, complaint });
    });
  });
}

function endOf(file) {
  const { size } = fstatSync(file);
  const bytes = Buffer.alloc(Math.min(TAIL, size));
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  return bytes.toString("utf8");
}

/** The items of one round, started at another place in every round, so that no case always follows the same one. */
export const turned = (items, round) => items.map((_, at) => items[(at + round) % items.length]);

/**
 * Runs every case once a round. A case is `{name, args, cwd, accept(run) → complaint | undefined}`; one that fails
 * is told and left out from then on. Ratios are taken round by round against `anchor` and then the median of them.
 */
export async function alternate(cases, rounds, anchor, folder, print) {
  const runs = new Map(cases.map((one) => [one.name, []]));
  const failures = {};
  for (let round = 0; round < rounds; round++) {
    for (const one of turned(cases, round)) {
      if (one.name in failures) continue;
      print(`round ${round + 1} of ${rounds}: ${one.name}`);
      const run = await runOnce(one, folder);
      const complaint = one.accept(run);
      if (complaint === undefined) runs.get(one.name).push({ wall: run.wall, cpu: run.cpu, peak: run.peak });
      else failures[one.name] = complaint;
    }
  }
  const base = runs.get(anchor) ?? [];
  const results = [];
  for (const { name } of cases) {
    const own = runs.get(name);
    if (name in failures || own.length === 0) continue;
    const middle = (unit) => median(own.map((run) => run[unit]));
    const ratio = (unit) =>
      name in failures || anchor in failures ? undefined : median(own.map((run, at) => run[unit] / base[at][unit]));
    results.push({
      name,
      ...{ wall: middle("wall"), cpu: middle("cpu"), peak: middle("peak") },
      ...{ wallRatio: ratio("wall"), cpuRatio: ratio("cpu"), peakRatio: ratio("peak") },
      runs: own,
    });
  }
  return { results, failures };
}
