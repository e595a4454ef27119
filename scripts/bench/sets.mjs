// The bench of many imports: a file's first diagnostics when its workspace holds one set of files, and when it holds fifty.

import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { generateSet } from "./generate.mjs";
import { median, turned } from "./measure.mjs";
import { Pipe } from "./pipe.mjs";

/** Opens `user.csv` of the first set in a fresh server, in turn for each number of sets; answers medians in ms. */
export async function benchSets({ counts, users, rounds, data, server, folder, print }) {
  const set = join(data, `set-${users}`);
  generateSet(set, { users });
  const workspaces = counts.map((sets) => {
    const root = join(folder, `sets-${sets}`);
    for (let n = 0; n < sets; n++) cpSync(set, join(root, `set-${n}`), { recursive: true });
    return { sets, root, times: [] };
  });
  for (let round = -1; round < rounds; round++) {
    for (const { sets, root, times } of turned(workspaces, round + 1)) {
      print(`sets, round ${round + 1} of ${rounds}: ${sets}`);
      const path = join(root, "set-0", "user.csv");
      const text = readFileSync(path, "utf8");
      const pipe = new Pipe([server, "--stdio"], { cwd: root });
      await pipe.initialize(root);
      const uri = pathToFileURL(path).href;
      const began = performance.now();
      pipe.notify("textDocument/didOpen", { textDocument: { uri, languageId: "csv", version: 1, text } });
      const { arrived } = await pipe.pull(uri);
      if (round >= 0) times.push(arrived - began);
      await pipe.close();
    }
  }
  const [few, ...more] = workspaces;
  const ratio = (own) => median(own.times.map((time, round) => time / few.times[round]));
  const results = [few, ...more].map((one) => ({ sets: one.sets, wall: median(one.times), ratio: ratio(one) }));
  return { users, results };
}
