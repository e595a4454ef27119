// The sizes of what is shipped, and how long the extension takes to activate in a real editor.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./measure.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SUITE = fileURLToPath(new URL("activation.cjs", import.meta.url));
/** What is shipped, by folder. The server's bundles hold the schemas and the lists that it needs. */
const SHIPPED = {
  engine: { folder: "out/engine", ends: ".js" },
  server: { folder: "out/server", ends: ".js" },
  client: { folder: "out/client", ends: ".js" },
  cli: { folder: "out/cli", ends: ".js" },
  schemas: { folder: "schemas", ends: ".json" },
};

/** `scripts/split.mjs` makes these. */
const AT_START = /\/(?:main|program|engine|shared|shared-server)\.js$/;

/** The bytes of the files of each part, largest first: `{server: {bytes, files: [{name, bytes}]}, …}`. */
export function sizesOf(root = ROOT) {
  return Object.fromEntries(
    Object.entries(SHIPPED).map(([part, { folder, ends }]) => {
      const path = join(root, folder);
      const names = statSync(path, { throwIfNoEntry: false }) ? readdirSync(path, { recursive: true }) : [];
      const files = names
        .map(String)
        .filter((name) => name.endsWith(ends))
        .map((name) => ({ name: `${folder}/${name}`, bytes: statSync(join(path, name)).size }))
        .sort((a, b) => b.bytes - a.bytes);
      return [part, { bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files }];
    }),
  );
}

/** What the server loads at its start, and with all that it may load later, in bytes; of what `sizesOf` found, also before the engine was a file of its own. */
export function serverBytes({ engine, server }) {
  const files = [...(engine?.files ?? []), ...server.files];
  const total = (some) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  return { start: total(files.filter(({ name }) => AT_START.test(name))), all: total(files) };
}

/**
 * Opens an empty folder in a real editor, `rounds` times, and activates the extension there, and one that does nothing.
 * Resolves to medians in ms: `activation`, from the call to its end, loading included; `bare`, the same for the other;
 * `problems`, from the call to the first problem of a file that is opened then; and to `ratio`, the median of the rounds'
 * ratios of the first two, and the editor's version. `root` is the folder of the built extension.
 */
export async function benchActivation({ rounds, say, root = ROOT }) {
  const { runInServerHost } = await import("../host/run.mjs");
  const { name, publisher, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const ids = [`${publisher}.${name}`, `${publisher}.bare`];
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    say(`activation, round ${round + 1} of ${rounds}`);
    const folder = mkdtempSync(join(tmpdir(), "csv-preflight-activation-"));
    const bare = join(folder, "bare");
    const workspace = join(folder, "workspace");
    for (const each of [bare, workspace]) mkdirSync(each);
    const manifest = {
      name: "bare",
      publisher,
      version: "1.0.0",
      engines,
      main: "./extension.js",
      activationEvents: [],
    };
    writeFileSync(join(bare, "package.json"), JSON.stringify(manifest));
    writeFileSync(join(bare, "extension.js"), "exports.activate = () => undefined;\n");
    try {
      const { summary, reason } = await runInServerHost({
        ...{ folder: workspace, extension: root, extraExtensions: [bare], tests: SUITE },
        ...{ pictures: join(folder, "pictures"), timeout: 120, print: () => {} },
        env: { CSV_PREFLIGHT_BARE: ids[1], CSV_PREFLIGHT_FIRST: ids[round % 2] },
      });
      if (summary?.passed !== 1) throw new Error(`the editor told no time: ${reason}`);
      runs.push(summary);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const middle = (of) => median(runs.map(of));
  return {
    activation: middle((run) => run.activation),
    bare: middle((run) => run.bare),
    problems: middle((run) => run.problems),
    ratio: middle((run) => run.activation / run.bare),
    runs: runs.map(({ activation, bare, problems }) => ({ activation, bare, problems })),
    editor: runs.at(-1)?.editor,
  };
}
