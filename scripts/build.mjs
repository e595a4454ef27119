// Builds everything into out/: `node scripts/build.mjs [--production] [--watch] [PART OF A FILE NAME]...`
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { fileTypes } from "./file-types.mjs";
import { kernel } from "./kernel.mjs";
import { lean } from "./lean.mjs";
import { buildSplit } from "./split.mjs";
import { validators } from "./validators.mjs";

const repository = path.resolve(import.meta.dirname, "..");

/**
 * Seldom used parts that programs load when they need them: bundles of their own, so that programs stay small. They know nothing
 * of what the programs remember, and take and give plain values.
 */
const apart = {
  "server/disk/libraries/xlsx.ts": "server/xlsx",
  "server/disk/libraries/phones.ts": "server/phones",
  "server/features/export/data-package.ts": "server/datapackage",
  "server/disk/documents/judging.ts": "server/judging",
  "server/disk/libraries/people-patterns.ts": "server/patterns",
  "server/features/records/page-styles.ts": "server/page-styles",
  "server/disk/libraries/gitignore.ts": "server/gitignore",
  "server/disk/reading/zip-file.ts": "server/zip-file",
};
/** Packages that programs load when they need them, by what of them is bundled; bundles that stand apart share them. */
const packagesApart = {
  // Of the command line only.
  chokidar: { source: "server/disk/libraries/watcher.ts", target: "cli/watcher" },
  "csv-parse/sync": { source: "server/disk/libraries/csv.ts", target: "server/csv" },
  fflate: { source: "server/disk/libraries/zip.ts", target: "server/zip" },
  "jsonc-parser": { source: "server/disk/libraries/jsonc.ts", target: "server/jsonc" },
};
/** Sources that those bundles are made of, where a program asks for the source itself. */
const shared = { "server/disk/libraries/csv.ts": "server/csv" };
/** The same for the extension, which VS Code waits for: what it loads later. */
const later = { "client/main.ts": "client/main" };
/** The same for the programs' first files. */
const programs = { "server/cli/program.ts": "cli/program", "server/lsp/program.ts": "server/program" };

/**
 * Bundles the extension, the server, the command line, the preview and the tests.
 *
 * @param {object} [options]
 * @param {boolean} [options.production] small, without source maps, without tests
 * @param {boolean} [options.watch] go on building at every change
 * @param {string[]} [options.only] build only entries whose path contains one of these
 * @param {boolean} [options.whole] each program in one file, with all that it may load later and the names of its sources
 * @param {string} [options.outdir] another folder than out/; the files are not made programs there
 * @param {(input: string) => void} [options.onInputs] called with every file that is in some bundle
 * @param {import("esbuild").Plugin[]} [options.plugins] asked before ours
 * @returns {Promise<boolean>} whether all went well; what went wrong is printed
 */
export async function build({
  production = false,
  watch = false,
  only = [],
  whole = false,
  outdir = "out",
  onInputs,
  plugins = [],
} = {}) {
  const started = Date.now();
  const jobs = plan(production)
    // What is split is split together.
    .map((job) => ({ ...job, entries: job.entries.filter((each) => wanted(job.shared ? job.entries : [each], only)) }))
    .filter((job) => job.entries.length > 0);
  const settings = jobs.map((job) => ({
    absWorkingDir: repository,
    entryPoints: job.entries,
    outdir,
    bundle: true,
    minify: production,
    sourcemap: production ? false : "linked",
    logLevel: "warning",
    metafile: true,
    target: ["node20", "chrome120"],
    // Written as they are, not as \\u2013 and the like.
    charset: "utf8",
    plugins: [...plugins, lean(), fileTypes(), validators(), kernel(), leaveApart()],
    ...job.options,
    // The number's short name: the linter wants the long one, and it stands in many places.
    define: { "Number.POSITIVE_INFINITY": "Infinity", ...job.options?.define },
  }));
  if (watch) {
    for (const each of settings) await (await esbuild.context({ ...each, logLevel: "info" })).watch();
    return true;
  }
  const results = await Promise.allSettled(
    settings.map((each, i) => (jobs[i].shared && !whole ? buildSplit(each, jobs[i].shared) : esbuild.build(each))),
  );
  const failed = results.filter((result) => result.status === "rejected");
  // esbuild has printed what it found in the sources; anything else is a fault of this script.
  for (const { reason } of failed) if (!reason.errors) console.error(reason);
  if (onInputs)
    for (const { value } of results)
      for (const { inputs } of Object.values(value?.metafile.outputs ?? {}))
        for (const [input, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) onInputs(input);
  const written = results.flatMap((result) => Object.keys(result.value?.metafile.outputs ?? {}));
  for (const program of ["out/server/main.js", "out/cli/main.js"]) {
    if (written.includes(program)) fs.chmodSync(path.join(repository, program), 0o755);
  }
  if (production) for (const file of written) fs.rmSync(path.join(repository, `${file}.map`), { force: true });
  if (outdir === "out" && failed.length === 0 && only.length === 0)
    removeStale(written, production ? shipped : everything);
  const count = written.filter((file) => !file.endsWith(".map")).length;
  console.log(
    `build: ${count} files in ${Date.now() - started} ms${failed.length > 0 ? `, ${failed.length} failed` : ""}`,
  );
  return failed.length === 0;
}

/** The bundles: which sources become which files, and how. Sources that do not exist are named and left out. */
function plan(production) {
  const node = {
    platform: "node",
    format: "cjs",
    // The packages' "main" is often a wrapper that esbuild cannot see through.
    mainFields: ["module", "main"],
    // Seen from the bundle, not from the source.
    define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
  };
  const program = { ...node, banner: { js: "#!/usr/bin/env node" } };
  const jobs = [
    {
      // VS Code answers "vscode" in `require`, also where the source says `import()`.
      options: {
        ...node,
        external: ["vscode"],
        supported: { "dynamic-import": false },
      },
      entries: [
        entry("client/extension.ts", "client/extension"),
        ...Object.entries(later).map(([source, target]) => entry(source, target)),
      ],
    },
    {
      // The engine, for scripts of other people, too, and what is made of it. What they import with `import()` are files of
      // their own: each command starts without the others.
      shared: "server/shared",
      options: {
        ...node,
        plugins: [lean({ trimmedProtocol: true }), fileTypes(), validators(), kernel(), leaveApart()],
      },
      entries: [
        entry("server/engine/engine.ts", "engine/engine"),
        ...Object.entries(programs).map(([source, target]) => entry(source, target)),
      ],
    },
    {
      // `require` is quicker than Node's `import()`.
      options: { ...program, supported: { "dynamic-import": false } },
      entries: [entry("server/cli/main.ts", "cli/main"), entry("server/lsp/main.ts", "server/main")],
    },
    {
      options: node,
      entries: [
        ...Object.entries(apart).map(([source, target]) => entry(source, target)),
        ...Object.values(packagesApart).map(({ source, target }) => entry(source, target)),
      ],
    },
    {
      options: { platform: "browser", format: "iife" },
      entries: ["preview", "people", "mapping"].flatMap((name) => [
        entry(`client/view/${name}.ts`, `client/${name}`),
        entry(`client/view/${name}.css`, `client/${name}`),
      ]),
    },
  ];
  if (!production) {
    jobs.push({
      // Tests take packages from node_modules: some of those read files that lie beside their code.
      options: {
        ...node,
        packages: "external",
        outExtension: { ".js": ".cjs" },
      },
      entries: testEntries(),
    });
  }
  return jobs.map((job) => ({
    ...job,
    entries: job.entries.filter(({ in: source }) => {
      const exists = fs.existsSync(path.join(repository, source));
      if (!exists) console.log(`build: ${source} does not exist yet, left out`);
      return exists;
    }),
  }));
}

/** Leaves the import of a part that stands apart to run time; all bundles that have one lie two folders below the root. */
function leaveApart() {
  return {
    name: "apart",
    setup(bundler) {
      bundler.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path: imported, resolveDir }) => {
        // `require` is for what must be there at once.
        if (kind !== "dynamic-import" && kind !== "require-call") return undefined;
        const source = path.relative(repository, path.join(resolveDir, imported)).split(path.sep).join("/");
        // Tests of the editor lie a folder deeper than the bundles that the others load: they carry this part with them.
        const isTest = bundler.initialOptions.packages === "external";
        if (isTest && source === "server/disk/reading/zip-file.ts") return undefined;
        const target = { ...apart, ...shared, ...later, ...programs }[source];
        return target === undefined ? undefined : { path: `../${target}.js`, external: true };
      });
      // Tests take packages from node_modules.
      if (bundler.initialOptions.packages === "external") return;
      bundler.onResolve({ filter: /^[a-z]/ }, ({ importer, path: imported }) => {
        const part = Object.hasOwn(packagesApart, imported) ? packagesApart[imported] : undefined;
        if (part === undefined || importer === path.join(repository, part.source)) return undefined;
        return { path: `../${part.target}.js`, external: true };
      });
    },
  };
}

function testEntries() {
  const names = (folder) => {
    const absolute = path.join(repository, folder);
    return fs.existsSync(absolute) ? fs.readdirSync(absolute).filter((name) => name.endsWith(".ts")) : [];
  };
  const plain = names("test").filter((name) => name.endsWith(".test.ts"));
  const browser = names("test/browser").filter((name) => name.endsWith(".test.ts"));
  const editor = names("test/editor").filter((name) => !["index.ts", "drive.ts"].includes(name));
  return [
    ...plain.map((name) => entry(`test/${name}`, `test/${name.slice(0, -3)}`)),
    entry("test/fuzz/main.ts", "test/fuzz"),
    ...browser.map((name) => entry(`test/browser/${name}`, `test/browser/${name.slice(0, -3)}`)),
    entry("test/editor/index.ts", "test/editor"),
    ...editor.map((name) => entry(`test/editor/${name}`, `test/editor/${name.slice(0, -3)}`)),
  ];
}

const shipped = ["out/client", "out/server", "out/cli", "out/engine"];
const everything = [...shipped, "out/test", "out/test/browser", "out/test/editor"];

/** A test whose source is gone must not go on passing, and a part that is gone must not be shipped. */
function removeStale(written, folders) {
  const fresh = new Set(written);
  for (const folder of folders) {
    const absolute = path.join(repository, folder);
    if (!fs.existsSync(absolute)) continue;
    for (const name of fs.readdirSync(absolute)) {
      const file = `${folder}/${name}`;
      if (/\.(?:cjs|js|css)(?:\.map)?$/.test(name) && !fresh.has(file)) fs.rmSync(path.join(repository, file));
    }
  }
}

function entry(source, target) {
  return { in: source, out: target };
}

function wanted(entries, only) {
  return only.length === 0 || only.some((part) => entries.some((each) => each.in.includes(part)));
}

if (process.argv[1] === import.meta.filename) {
  const given = process.argv.slice(2);
  const ok = await build({
    production: given.includes("--production"),
    watch: given.includes("--watch"),
    only: given.filter((word) => !word.startsWith("--")),
  });
  if (!ok) process.exitCode = 1;
}
