// Compiles kernel/records.ts (AssemblyScript) to WebAssembly: an esbuild plugin that makes the module that kernel/program.d.ts declares.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const repository = path.resolve(import.meta.dirname, "..");
const source = path.join(repository, "kernel", "records.ts");
const options = [
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--enable",
  "simd",
  "--initialMemory",
  "48",
  "--use",
  "abort=",
];

/** Makes the module `kernel/program.js`. */
export function kernel() {
  const filter = /[\\/]kernel[\\/]program\.js$/;
  return {
    name: "kernel",
    setup(build) {
      build.onResolve({ filter }, () => ({ path: path.join(repository, "kernel", "program.js"), namespace: "kernel" }));
      build.onLoad({ filter, namespace: "kernel" }, async () => ({
        contents: moduleOf(await compiled()),
        loader: "js",
        watchFiles: [source],
      }));
    },
  };
}

let compiling;

/** The program's bytes; compiling takes seconds, so what came of a source is kept. Many bundles ask at once. */
async function compiled() {
  const text = fs.readFileSync(source, "utf8");
  const manifest = path.join(repository, "node_modules/assemblyscript/package.json");
  const { version } = JSON.parse(fs.readFileSync(manifest, "utf8"));
  const key = createHash("sha256")
    .update(JSON.stringify([version, options, text]))
    .digest("hex")
    .slice(0, 16);
  const kept = path.join(repository, ".cache", `kernel-${key}.wasm`);
  if (fs.existsSync(kept)) return fs.readFileSync(kept);
  compiling ??= compile(kept).finally(() => {
    compiling = undefined;
  });
  await compiling;
  return fs.readFileSync(kept);
}

/** In a process of its own: the compiler takes hundreds of megabytes, which whoever builds would keep. */
async function compile(kept) {
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  // Another build may be doing the same.
  const made = `${kept}.${process.pid}`;
  const compiler = path.join(repository, "node_modules/assemblyscript/bin/asc.js");
  await promisify(execFile)(
    process.execPath,
    [compiler, path.relative(repository, source), "--outFile", made, ...options],
    {
      cwd: repository,
    },
  );
  fs.renameSync(made, kept);
}

function moduleOf(bytes) {
  return `
    let module;
    export function startProgram(postalCodeFits) {
      try {
        module ??= new WebAssembly.Module(Uint8Array.from(atob("${bytes.toString("base64")}"), (each) => each.charCodeAt(0)));
        return new WebAssembly.Instance(module, { records: { postalCodeFits } }).exports;
      } catch {
        return undefined;
      }
    }`;
}
