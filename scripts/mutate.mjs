// Breaks the engine one operator at a time and names the breakages that no test notices:
// `npm run mutate -- [FOLDER or FILE]... [--sample N | --all] [--seed N] [--suites NAME,NAME] [--budget SECONDS] [--report FILE]`
//
// All mutants are built into one set of bundles, in a copy of out/, and one is switched on by an environment variable, also in
// programs that tests start. A first run of the suites, with none switched on, notes which test reaches which mutant; each mutant
// then costs one process that runs the tests that reach it, quickest first, until one fails.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { API } from "typescript/unstable/sync";
import { build } from "./build.mjs";
import { instrumented, mutantsOf } from "./mutants.mjs";

const repository = path.resolve(import.meta.dirname, "..");

/** The suites that are about a package; what no suite of a list reaches is said to be unreached, not to survive. */
const suitesOf = {
  "server/core": [
    "document keys prefilter links work pictures recognition column-names lists messages schemas rename property features",
    "closed cases navigation nearest patterns",
  ],
  "server/rules": ["pictures prefilter property cases features lists"],
  "server/disk": [
    "files guarded-file output judging profile stream exports bundle phones mapping closed foreign templates filecheck patterns",
    "anonymize convert-cli cli",
  ],
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** So many of all mutants, the same ones for the same seed. */
    sample: { type: "string", default: "200" },
    all: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    /** Only these suites. */
    suites: { type: "string" },
    /** So much time of tests is spent on one mutant, as the first run measured it. */
    budget: { type: "string", default: "60" },
    /** Tests that took longer than this in the first run are left out. */
    slowest: { type: "string", default: "20" },
    /** Where everything that was found out is written to. */
    report: { type: "string" },
  },
});

const packages = positionals.length > 0 ? positionals : Object.keys(suitesOf);

/** A copy of the repository in which everything but out/ is the repository's own. */
const copy = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-mutants-"));

/** The sources below some folders or files, as paths in the repository. */
function sourcesIn(paths) {
  return paths.flatMap((each) => {
    const absolute = path.resolve(repository, each);
    const found = fs.statSync(absolute).isFile()
      ? [absolute]
      : fs.readdirSync(absolute, { recursive: true }).map((file) => path.join(absolute, file));
    return found
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.relative(repository, file).split(path.sep).join("/"))
      .sort();
  });
}

function suitesFor(paths) {
  if (options.suites !== undefined) return options.suites.split(",");
  const known = Object.entries(suitesOf).filter(([name]) => paths.some((each) => each.startsWith(name)));
  const names = new Set(known.flatMap(([, lists]) => lists.join(" ").split(" ")));
  return [...names].filter((name) => fs.existsSync(path.join(repository, "test", `${name}.test.ts`)));
}

/** Numbers between 0 and 1, the same for the same seed. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** As many of each package as it has of all mutants. */
function sampleOf(mutants) {
  if (options.all || mutants.length <= Number(options.sample)) return mutants;
  const random = randomFrom(Number(options.seed));
  const drawn = mutants.map((mutant) => ({ mutant, at: random() })).sort((a, b) => a.at - b.at);
  return drawn.slice(0, Number(options.sample)).map(({ mutant }) => mutant);
}

/** All mutants of some sources. */
function findMutants(files) {
  const api = new API({ cwd: repository });
  try {
    const snapshot = api.updateSnapshot({ openProject: path.join(repository, "server/tsconfig.json") });
    const [project] = snapshot.getProjects();
    return files.flatMap((file) => {
      const source = project.program.getSourceFile(path.join(repository, file));
      return source ? mutantsOf(source).map((mutant) => ({ file, ...mutant })) : [];
    });
  } finally {
    api.close();
  }
}

/** An esbuild plugin that loads sources with the mutants in them, each behind a switch with its number. */
function withMutants(mutants) {
  const texts = new Map();
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    const source = fs.readFileSync(path.join(repository, file), "utf8");
    const own = mutants.map((mutant, id) => ({ ...mutant, id })).filter((mutant) => mutant.file === file);
    texts.set(path.join(repository, file), instrumented(source, own));
  }
  return {
    name: "mutants",
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, ({ path: asked }) => {
        const contents = texts.get(asked);
        return contents === undefined ? undefined : { contents, loader: "ts", resolveDir: path.dirname(asked) };
      });
    },
  };
}

/**
 * Runs tests in a process of their own.
 *
 * @param {object} job for `mutate-runner.cjs`
 * @param {number} limit milliseconds
 */
function runTests(job, limit, env) {
  const jobFile = path.join(copy, "job.json");
  const resultFile = path.join(copy, "result.json");
  fs.rmSync(resultFile, { force: true });
  fs.writeFileSync(jobFile, JSON.stringify({ ...job, resultFile }));
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "mutate-runner.cjs"), jobFile], {
    cwd: copy,
    stdio: "ignore",
    detached: true,
    env: { ...process.env, ...env },
  });
  running = child;
  return new Promise((resolve) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      stop(child);
    }, limit);
    child.on("close", () => {
      clearTimeout(timer);
      stop(child);
      const result = fs.existsSync(resultFile) ? JSON.parse(fs.readFileSync(resultFile, "utf8")) : undefined;
      resolve({ isLate, result });
    });
  });
}

/** What is running now ends with this program. */
let running;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    if (running) stop(running);
    fs.rmSync(copy, { recursive: true, force: true });
    process.exit(1);
  });
}

/** Ends a run and what it has started. */
function stop(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}

const bundle = (suite) => path.join(copy, "out/test", `${suite}.test.cjs`);

/** Which tests reach which mutants, and how long each takes: `{suite, title, time, hits}`; those that fail as things are tell nothing. */
async function coverage(suites) {
  const tests = [];
  const hitsFile = path.join(copy, "hits");
  for (const suite of suites) {
    fs.writeFileSync(hitsFile, "");
    const env = { CSV_PREFLIGHT_MUTANT_HITS: hitsFile };
    const { result } = await runTests({ files: [bundle(suite)], hitsFile }, 30 * 60_000, env);
    const passed = result?.tests.filter(({ ok }) => ok) ?? [];
    const quick = passed.filter(({ time }) => time <= Number(options.slowest) * 1000);
    const left = (result?.tests.length ?? 0) - quick.length;
    console.log(`  ${suite}: ${quick.length} tests${left > 0 ? `, ${left} left out` : ""}${result ? "" : ", not run"}`);
    tests.push(...quick.map((test) => ({ suite, ...test })));
  }
  return tests;
}

/** What became of a mutant: `killed`, `late`, `survived`, or `unreached`. */
async function fateOf(id, tests) {
  const reaching = tests.filter(({ hits }) => hits.includes(id)).sort((a, b) => a.time - b.time);
  if (reaching.length === 0) return { fate: "unreached" };
  let spent = 0;
  const chosen = reaching.filter(({ time }, index) => {
    spent += time;
    return index === 0 || spent <= Number(options.budget) * 1000;
  });
  const titles = {};
  for (const { suite, title } of chosen) {
    titles[bundle(suite)] ??= [];
    titles[bundle(suite)].push(title);
  }
  // Ten times what the first run took: a machine that was idle then may be busy now.
  const limit = 30_000 + 10 * chosen.reduce((sum, { time }) => sum + time, 0);
  const { isLate, result } = await runTests({ files: Object.keys(titles), titles }, limit, {
    CSV_PREFLIGHT_MUTANT: String(id),
  });
  if (isLate) return { fate: "late" };
  const failed = result?.tests.find(({ ok }) => !ok);
  if (failed) return { fate: "killed", by: failed.title };
  return result ? { fate: "survived", tests: chosen.length } : { fate: "killed", by: "the process ended" };
}

function described({ file, start, end, text }) {
  const source = fs.readFileSync(path.join(repository, file), "utf8");
  const line = source.slice(0, start).split("\n").length;
  const shown = (part) => part.replace(/\s+/g, " ").slice(0, 80);
  return `${file}:${line}  ${shown(source.slice(start, end))} -> ${shown(text)}`;
}

async function main() {
  const files = sourcesIn(packages);
  const all = findMutants(files);
  const mutants = sampleOf(all);
  if (mutants.length === 0) throw new Error("Nothing to break was found there.");
  // Sources may change while this runs.
  const places = mutants.map(described);
  const suites = suitesFor(packages);
  console.log(`${mutants.length} of ${all.length} mutants, ${suites.length} suites`);
  for (const name of fs.readdirSync(repository)) {
    if (["out", ".git"].includes(name)) continue;
    fs.symlinkSync(path.join(repository, name), path.join(copy, name), "junction");
  }
  const only = ["server/", "client/", ...suites.map((name) => `test/${name}.test`)];
  if (!(await build({ only, outdir: path.join(copy, "out"), plugins: [withMutants(mutants)] }))) return 2;
  const tests = await coverage(suites);
  const fates = [];
  for (const [id, place] of places.entries()) {
    const fate = await fateOf(id, tests);
    fates.push({ ...fate, place });
    console.log(`${fate.fate.padEnd(9)} ${place}${fate.by ? `  (${fate.by})` : ""}`);
    if (options.report) fs.writeFileSync(options.report, JSON.stringify(fates, undefined, 1));
  }
  summarize(fates);
  return 0;
}

/** The score of each package, then the survivors. */
function summarize(fates) {
  const count = (list, ...names) => list.filter(({ fate }) => names.includes(fate)).length;
  const line = (name, list) => {
    const noticed = count(list, "killed", "late");
    const percent = Math.round((100 * noticed) / Math.max(1, list.length));
    console.log(
      `${name}: ${noticed} of ${list.length} noticed (${percent} %), ${count(list, "unreached")} that no test reaches`,
    );
  };
  console.log("");
  for (const { fate, place } of fates)
    if (fate === "survived" || fate === "unreached") console.log(`${fate}  ${place}`);
  console.log("");
  for (const name of packages)
    line(
      name,
      fates.filter(({ place }) => place.startsWith(name)),
    );
  line("in all", fates);
}

try {
  process.exitCode = await main();
} finally {
  fs.rmSync(copy, { recursive: true, force: true });
}
