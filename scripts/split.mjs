// Bundles programs that have much in common: what several start with is in one file, and dynamic imports are files of their own.
import path from "node:path";
import esbuild from "esbuild";

/** How esbuild writes what one piece takes from another. */
const imports = /^import (?:\{([^}]*)\} from )?"\.\/([^"]+)";/gm;

/**
 * esbuild splits ES modules only, and into many small ones. So the programs are split as ES modules first, in memory; then the
 * pieces become few CommonJS files again: what a program alone needs at its start is one file; what several need at their start is
 * in the library, when it needs that, or else in the file called `shared`; what one needs at its start and another later is a file;
 * and each part that is loaded later is one. A file takes what others have from them and has no copy of it.
 *
 * @param {import("esbuild").BuildOptions} options of the programs as bundles: entries `{in, out}`, the first one a library that does
 *   nothing by itself; `outdir`, `format: "cjs"`
 * @param {string} shared the file for what several programs start with, relative to `outdir`, without its ending
 * @returns {Promise<{metafile: {outputs: Record<string, {inputs: Record<string, {bytesInOutput: number}>}>}}>} what was written,
 *   relative to the working folder, and what is in it
 */
export async function buildSplit(options, shared) {
  const { entryPoints, minify, sourcemap, outdir, absWorkingDir: root } = options;
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    format: "esm",
    splitting: true,
    minify: false,
    minifySyntax: minify,
    sourcemap: sourcemap ? "inline" : false,
    // All pieces in one folder: how they name each other does not depend on where they end.
    entryPoints: entryPoints.map(({ in: source, out }) => ({ in: source, out: out.replaceAll("/", "-") })),
    chunkNames: "[name]-[hash]",
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const parts = new Map(Object.entries(metafile.outputs).map(([file, part]) => [path.basename(file), part]));
  const entries = entryPoints.map(({ in: source, out }) => {
    const main = [...parts].find(([, { entryPoint }]) => entryPoint === source)[0];
    return { main, out, start: reachable(main, parts), all: reachable(main, parts, true) };
  });
  const files = filesOf(parts, entries, shared);

  // What other files use of a piece is exported from its file, under short names.
  const exported = new Map([...parts.keys()].map((name) => [name, new Map()]));
  let count = 0;
  for (const [name, file] of files) {
    const taken = new Map();
    const rest = texts.get(name).replace(imports, (statement, list = "", from = "") => {
      const other = files.get(from);
      if (other === undefined || other === file) return statement;
      const known = exported.get(from);
      const words = taken.get(other) ?? taken.set(other, []).get(other);
      for (const each of list.split(",").filter((part) => part.trim() !== "")) {
        const [word, local = word] = each.trim().split(" as ");
        if (!known.has(word)) known.set(word, `_${(count++).toString(36)}`);
        words.push(`${known.get(word)}: ${local}`);
      }
      // Source maps count lines.
      return statement.replace(/[^\n]/g, "");
    });
    // Constants of the file's own: shorter to call, and nothing that is exported changes once it is there.
    const heads = [...taken].map(([other, words]) => `const {${words}} = require("${between(file, other)}"); `);
    texts.set(name, heads.join("") + rest);
  }

  const write = (file) => {
    const pieces = [...files].filter(([, each]) => each === file).map(([name]) => name);
    const entry = entries.find(({ out }) => out === file);
    const start = [
      ...pieces.map((name) => `import "./${name}";`),
      ...pieces.map((name) => {
        const words = [...exported.get(name)].map(([word, short]) => `${word} as ${short}`);
        return words.length > 0 ? `export {${words}} from "./${name}";` : "";
      }),
      // What a part exports is for whoever imports it; a program's main file runs.
      ...pieces
        .filter((name) => (entry ? name === entry.main && entry === entries[0] : parts.get(name).entryPoint))
        .map((name) => `export * from "./${name}";`),
    ].join("\n");
    const resolver = {
      name: "pieces",
      setup(bundler) {
        bundler.onResolve({ filter: /./ }, ({ path: imported, kind }) => {
          if (kind === "entry-point") return { path: imported, namespace: "piece" };
          const name = path.basename(imported);
          if (!imported.startsWith("./") || !files.has(name)) return { path: imported, external: true };
          if (files.get(name) !== file) return { path: between(file, files.get(name)), external: true };
          return { path: name, namespace: "piece" };
        });
        bundler.onLoad({ filter: /./, namespace: "piece" }, ({ path: name }) => ({
          contents: name === "start" ? start : texts.get(name),
          resolveDir: path.resolve(root, outdir),
        }));
      },
    };
    return esbuild.build({
      absWorkingDir: root,
      entryPoints: [{ in: "start", out: file }],
      outdir,
      bundle: true,
      platform: "node",
      format: "cjs",
      minify,
      sourcemap,
      target: options.target,
      charset: options.charset,
      logLevel: options.logLevel,
      metafile: true,
      // `require` knows a program by its file, however it was started.
      supported: { "dynamic-import": false },
      plugins: [resolver],
    });
  };
  const targets = [...new Set(files.values())];
  const written = await Promise.all(targets.map(write));
  const inputsOf = (file) =>
    Object.assign({}, ...[...files].filter(([, each]) => each === file).map(([name]) => parts.get(name).inputs));
  const outputs = written.flatMap((result, i) =>
    Object.keys(result.metafile.outputs).map((file) => [file, { inputs: inputsOf(targets[i]) }]),
  );
  return { metafile: { outputs: Object.fromEntries(outputs) } };
}

/** In which file each piece is, by the piece's name. */
function filesOf(parts, entries, shared) {
  const [library] = entries;
  const files = new Map();
  let count = 0;
  for (const [name, { entryPoint }] of parts) {
    const starting = entries.filter(({ start }) => start.has(name));
    const users = entries.filter(({ all }) => all.has(name));
    if (starting.length > 0) {
      // What another program loads later must not be where it would start this one.
      const alone = users.length > 1 ? `${shared}-${path.posix.dirname(starting[0].out)}` : starting[0].out;
      const together = starting.length > 1 ? shared : alone;
      files.set(name, starting.includes(library) ? library.out : together);
      continue;
    }
    // Called like the source that is asked for, or like nothing where several share it; beside the program that loads it.
    const folder = path.posix.dirname(users.length > 1 ? shared : users[0].out);
    const called = entryPoint ? path.basename(entryPoint, path.extname(entryPoint)) : `shared-${++count}`;
    files.set(name, `${folder}/${called}`);
  }
  return files;
}

/** How a file names another, both relative to the same folder and without their endings. */
function between(from, to) {
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return `${relative.startsWith(".") ? "" : "./"}${relative}.js`;
}

/** A part and all that it imports at once, and with `later` also what it imports when it is needed. */
function reachable(from, parts, later = false) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !parts.has(name)) return;
    found.add(name);
    for (const { path: file, kind } of parts.get(name).imports)
      if (later || kind === "import-statement") visit(path.basename(file));
  };
  visit(from);
  return found;
}
