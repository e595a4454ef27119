/** The packages of the code and what each may import: the one list that the layer test and ARCHITECTURE.md's codemap follow. */
import fs from "node:fs";
import path from "node:path";

/** What one package may import, besides its own files. */
export interface Layer {
  /** Other packages of ours, or single files. */
  readonly imports: readonly string[];
  /** Packages from npm, and Node's own modules. */
  readonly external: RegExp;
}

const nothing = /^$/;
const core = ["text", "filetypes", "keys", "checking", "links", "workspace"].map((name) => `server/core/${name}`);
const wing = (...names: string[]): string[] => names.map((name) => `server/features/${name}`);

/** A feature sees all of core and the wings that are named. */
function feature(...wings: string[]): Layer {
  return { imports: [...core, ...wing(...wings), "server/protocol/rule-link.ts"], external: nothing };
}

/** What is not code of core, and what sees it. */
const outside: Readonly<Record<string, readonly string[]>> = {
  "server/core/filetypes": ["schemas"],
  "server/core/checking": ["kernel"],
};

/** Each part of core sees the parts before it. */
const coreLayers = Object.fromEntries(
  core.map((name, index): [string, Layer] => [
    name,
    { imports: [...core.slice(0, index), ...(outside[name] ?? [])], external: nothing },
  ]),
);

const features: Readonly<Record<string, Layer>> = {
  "server/features/records": feature(),
  "server/features/language": feature("records"),
  "server/features/grid": feature("records", "language"),
  "server/features/imports": feature("records"),
  "server/features/people": feature("records", "language", "imports"),
  "server/features/export": feature("records", "language", "imports"),
  "server/features/compare": feature("records", "language", "imports", "people", "export"),
  "server/features/convert": feature("records", "imports", "people", "export"),
  "server/features/anonymize": feature("records"),
  "server/features/mapping": feature("records", "anonymize", "convert"),
  "server/features/infer": feature(),
  "server/features/pictures": feature("records", "language"),
  "server/features/report": feature("records", "language", "people"),
};

const wings = Object.keys(features);
const disk = ["reading", "documents", "writing", "libraries"].map((name) => `server/disk/${name}`);
const adapters = [
  ...core,
  "server/rules",
  ...wings,
  "server/engine",
  ...disk,
  "server/protocol",
  "schemas",
  "package.json",
];

/** Every folder that may have sources, by its path. A source in no such folder is refused. */
export const layers: Readonly<Record<string, Layer>> = {
  ...coreLayers,
  "server/rules": { imports: core, external: nothing },
  ...features,
  "server/disk/libraries": {
    imports: ["server/core/filetypes", ...wing("convert"), "schemas"],
    external: /^(?:chokidar$|csv-parse|fflate|re2js$|node:crypto$|libphonenumber-js\/|jsonc-parser$|ignore$)/,
  },
  "server/disk/documents": {
    imports: [...core, "server/disk/reading", "server/disk/libraries", ...wing("mapping")],
    external: /^(?:node:|jsonc-parser$)/,
  },
  "server/disk/reading": {
    imports: [...core, "server/disk/libraries", ...wing("mapping", "export")],
    external: /^(?:node:|csv-parse)/,
  },
  "server/disk/writing": {
    imports: [...core, "server/rules", ...wings, "server/disk/reading", "server/disk/libraries"],
    external: /^(?:node:|csv-parse|fflate$)/,
  },
  "server/engine": { imports: [...core, "server/rules", ...wings], external: nothing },
  // Its types are the features' own. Of values it has names of formats only, for it is bundled with the client.
  "server/protocol": {
    imports: ["server/core/filetypes", "server/core/text", ...wings, "product.json"],
    external: /^(?:vscode-jsonrpc$|vscode-languageserver-types$)/,
  },
  "server/start": { imports: ["package.json"], external: /^node:/ },
  "server/lsp": {
    imports: [...adapters, "server/start"],
    external:
      /^(?:node:|vscode-jsonrpc\/node$|vscode-languageserver(?:-textdocument)?$|csv-parse|jsonc-parser$|ignore$)/,
  },
  "server/cli": { imports: [...adapters, "server/start"], external: /^(?:node:|chokidar$|csv-parse)/ },
  client: {
    imports: [
      "server/protocol",
      "client/view/messages.ts",
      "client/view/people-messages.ts",
      "client/view/mapping-messages.ts",
      "client/view/envelope.ts",
    ],
    external: /^(?:node:path$|vscode$|vscode-languageclient)/,
  },
  "client/view": { imports: ["server/protocol"], external: /^(?:regular-table$|vscode-languageserver-types$)/ },
};

/** The package that a file lies in: exactly its folder, never one above. */
export function layerOf(file: string): string | undefined {
  const folder = path.posix.dirname(file);
  return Object.hasOwn(layers, folder) ? folder : undefined;
}

/** What a source imports, as it says it: relative paths and names of packages. */
export function importsOf(text: string): string[] {
  return [
    ...text.matchAll(
      /^(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"|\b(?:import|require)\(\s*"([^"]+)"\s*\)|^import\s+"([^"]+)"/gm,
    ),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}

/**
 * What is wrong with where sources lie and what they import.
 *
 * @param sources texts by path, of `client/` and `server/`
 * @returns a sentence for each fault
 */
export function faultsOf(sources: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  for (const [file, text] of sources) {
    const layer = layerOf(file);
    if (layer === undefined) {
      faults.push(`${file} lies in no layer`);
      continue;
    }
    const { imports, external } = layers[layer]!;
    for (const from of importsOf(text)) {
      if (!from.startsWith(".")) {
        if (!external.test(from)) faults.push(`${file} imports ${from}`);
        continue;
      }
      const target = path.posix.join(path.posix.dirname(file), from);
      const allowed =
        layerOf(target) === layer ||
        imports.some((name) => target === name || path.posix.dirname(target) === name || under(target, name));
      if (!allowed) faults.push(`${file} imports ${target}`);
    }
  }
  return faults;
}

/** Schemas may lie in folders of any depth. */
function under(target: string, name: string): boolean {
  return name === "schemas" && target.startsWith("schemas/");
}

/**
 * Files that import each other in a circle.
 *
 * @returns each circle once, as `a > b > a`
 */
export function circlesOf(sources: ReadonlyMap<string, string>): string[] {
  const next = new Map(
    [...sources].map(([file, text]) => [
      file,
      importsOf(text).map((from) => path.posix.join(path.posix.dirname(file), from)),
    ]),
  );
  const circles: string[] = [];
  const done = new Set<string>();
  const follow = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" > "));
    else if (!done.has(file)) {
      for (const each of next.get(file) ?? []) follow(each, [...way, file]);
      done.add(file);
    }
  };
  for (const file of sources.keys()) follow(file, []);
  return circles;
}

/** The texts of sources by path. */
export function read(files: readonly string[]): Map<string, string> {
  return new Map(files.map((file) => [file, fs.readFileSync(file, "utf8")]));
}
