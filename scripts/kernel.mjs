// Compiles kernel/records.ts (AssemblyScript) to WebAssembly: an esbuild plugin that makes the module that kernel/program.d.ts declares.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

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
  const { version } = JSON.parse(
    fs.readFileSync(path.join(repository, "node_modules/assemblyscript/package.json"), "utf8"),
  );
  const key = createHash("sha256")
    .update(JSON.stringify([version, options, text]))
    .digest("hex")
    .slice(0, 16);
  const kept = path.join(repository, ".cache", `kernel-${key}.wasm`);
  if (fs.existsSync(kept)) return fs.readFileSync(kept);
  compiling ??= compile(text).then((bytes) => {
    fs.mkdirSync(path.dirname(kept), { recursive: true });
    // Another build may be doing the same.
    fs.writeFileSync(`${kept}.${process.pid}`, bytes);
    fs.renameSync(`${kept}.${process.pid}`, kept);
    return bytes;
  });
  const bytes = await compiling;
  compiling = undefined;
  return bytes;
}

async function compile(text) {
  // Takes a second to load.
  const { default: asc } = await import("assemblyscript/asc");
  let bytes;
  const { error, stderr } = await asc.main(["records.ts", "--outFile", "records.wasm", ...options], {
    readFile: (name) => (name === "records.ts" ? text : null),
    writeFile: (name, contents) => {
      if (name === "records.wasm") bytes = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`kernel/records.ts does not compile:\n${stderr}`);
  return Buffer.from(bytes);
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
