// The sizes of what is shipped, and how long the extension takes to activate in a real editor.

import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./measure.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SUITE = fileURLToPath(new URL("activation.cjs", import.meta.url));
/** What is shipped, by folder. The server's bundles hold the schemas and the lists that it needs. */
const SHIPPED = {
  server: { folder: "out/server", ends: ".js" },
  client: { folder: "out/client", ends: ".js" },
  cli: { folder: "out/cli", ends: ".js" },
  schemas: { folder: "schemas", ends: ".json" },
};

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

/**
 * Opens an empty folder in a real editor, `rounds` times, and activates the extension there. Resolves to the median
 * in ms from the call to its end, the loading of the bundle included, and to the editor's version.
 */
export async function benchActivation({ rounds, tell }) {
  const { runInServerHost } = await import("../host/run.mjs");
  const runs = [];
  let editor = "";
  for (let round = 0; round < rounds; round++) {
    tell(`activation, round ${round + 1} of ${rounds}`);
    const folder = mkdtempSync(join(tmpdir(), "csv-preflight-activation-"));
    try {
      const { summary, reason } = await runInServerHost({
        ...{ folder, extension: ROOT, tests: SUITE, pictures: join(folder, "pictures"), timeout: 120 },
        print: () => {},
      });
      if (!Number.isFinite(summary?.activation)) throw new Error(`the editor told no time: ${reason}`);
      runs.push(summary.activation);
      editor = summary.editor;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { activation: median(runs), runs, editor };
}
