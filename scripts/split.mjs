// Bundles a program whose dynamic imports are files of their own: they take what the program has already from the program itself.
import path from "node:path";
import esbuild from "esbuild";

/** How esbuild writes what one piece takes from another. */
const imports = /^import (?:\{([^}]*)\} from )?"\.\/([^"]+)";/gm;

/**
 * esbuild splits ES modules only, and into many small ones. So the program is split as ES modules first, in memory; then all that
 * its start needs becomes one CommonJS file again, which also exports what the others share with it, and each other part a file
 * beside it.
 *
 * @param {import("esbuild").BuildOptions} options of the program as one bundle: one entry `{in, out}`, `outdir`, `format: "cjs"`
 * @returns {Promise<{metafile: {outputs: Record<string, {inputs: Record<string, {bytesInOutput: number}>}>}}>} what was written,
 *   relative to the working folder, and what is in it
 */
export async function buildSplit(options) {
  const [{ in: source, out: target }] = options.entryPoints;
  const { banner, minify, sourcemap, outdir, absWorkingDir: root } = options;
  const folder = path.posix.dirname(target);
  const { outputFiles, metafile } = await esbuild.build({
    ...options,
    banner: {},
    format: "esm",
    splitting: true,
    minify: false,
    minifySyntax: minify,
    sourcemap: sourcemap ? "inline" : false,
    chunkNames: `${folder}/[name]-[hash]`,
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const parts = new Map(Object.entries(metafile.outputs).map(([file, part]) => [path.basename(file), part]));
  const main = [...parts].find(([, { entryPoint }]) => entryPoint === source)[0];
  const atStart = reachable(main, parts);
  const names = namesOf([...parts].filter(([name]) => !atStart.has(name)));
  const pieces = [...atStart].filter((name) => name !== main);
  // What parts that are loaded later use of the start is exported from it, under short names.
  const exported = new Map(pieces.map((name) => [name, new Map()]));
  let count = 0;
  for (const name of names.keys()) {
    const words = [];
    const rest = texts.get(name).replace(imports, (statement, list = "", from = "") => {
      const known = exported.get(from);
      if (!known) return statement;
      for (const each of list.split(",").filter((part) => part.trim() !== "")) {
        const [word, local = word] = each.trim().split(" as ");
        if (!known.has(word)) known.set(word, `_${(count++).toString(36)}`);
        words.push(`${known.get(word)}: ${local}`);
      }
      // Source maps count lines.
      return statement.replace(/[^\n]/g, "");
    });
    // Constants of the part's own: shorter to call, and nothing that is exported changes once it is there.
    texts.set(name, `const {${words}} = require("../${target}.js"); ${rest}`);
  }

  /** Where the pieces are, and what of them is not in the file that is written. */
  const resolver = {
    name: "pieces",
    setup(bundler) {
      bundler.onResolve({ filter: /./ }, ({ path: imported, kind }) => {
        if (kind === "entry-point") return { path: imported, namespace: "piece" };
        const name = path.basename(imported);
        if (!imported.startsWith("./") || !parts.has(name)) return { path: imported, external: true };
        if (names.has(name)) return { path: `./${names.get(name)}.js`, external: true };
        return { path: name, namespace: "piece" };
      });
      bundler.onLoad({ filter: /./, namespace: "piece" }, ({ path: name }) => ({
        contents: name === "start" ? start() : texts.get(name),
        resolveDir: path.resolve(root, outdir, folder),
      }));
    },
  };
  const start = () => {
    const lists = [...exported].map(([name, all]) => [name, [...all].map(([word, short]) => `${word} as ${short}`)]);
    return [`import "./${main}";`, ...lists.map(([name, list]) => `export {${list}} from "./${name}";`)].join("\n");
  };
  const write = (piece, out, isMain) =>
    esbuild.build({
      absWorkingDir: root,
      entryPoints: [{ in: piece, out }],
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
      banner: isMain ? banner : {},
      // `require` knows the program by its file, however it was started.
      supported: { "dynamic-import": false },
      plugins: [resolver],
    });
  const written = await Promise.all([
    write("start", target, true),
    ...[...names].map(([piece, name]) => write(piece, `${folder}/${name}`, false)),
  ]);
  const inputsOf = (pieces) => Object.assign({}, ...pieces.map((name) => parts.get(name).inputs));
  const contents = [inputsOf([...atStart]), ...[...names.keys()].map((name) => inputsOf([name]))];
  const outputs = written.flatMap((result, i) =>
    Object.keys(result.metafile.outputs).map((file) => [file, { inputs: contents[i] }]),
  );
  return { metafile: { outputs: Object.fromEntries(outputs) } };
}

/** A part and all that it imports at once. */
function reachable(from, parts) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !parts.has(name)) return;
    found.add(name);
    for (const { path: file, kind } of parts.get(name).imports)
      if (kind === "import-statement") visit(path.basename(file));
  };
  visit(from);
  return found;
}

/** What files are called: like the source that is asked for, or like nothing where several share them. */
function namesOf(parts) {
  let shared = 0;
  return new Map(
    parts.map(([name, { entryPoint }]) => [
      name,
      entryPoint ? path.basename(entryPoint, path.extname(entryPoint)) : `shared-${++shared}`,
    ]),
  );
}
