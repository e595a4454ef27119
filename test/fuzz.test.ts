/** What the fuzzer tries for hours, for seconds: its corpus, some new sets from a fixed seed, and thousands of edits through the server. */
import { tryCommands } from "./fuzz/command-line.ts";
import corpus from "./fuzz/corpus.json";
import { tryEdits, tryOne } from "./fuzz/server-sets.ts";

describe("dirty sets", function () {
  this.timeout(600_000);
  const tally = { sets: 0, files: 0, commands: 0, compared: 0, servers: 0, edits: 0, comparisons: 0 };
  const batches = Number(process.env["CSV_PREFLIGHT_EDITS"] ?? 3000) / 1500;

  for (const [seed = "", what] of corpus.commands)
    it(`through the command line, ${seed}: ${what}`, () => tryCommands(seed, tally));

  it("through the command line, from a fixed seed", async () => {
    for (let n = 0; n < 25; n++) await tryCommands(`fixed-${n}`, tally);
  });

  for (const [seed = "", what] of corpus.edits)
    it(`edited through the server, ${seed}: ${what}`, () => tryOne(seed, tally, { rounds: 6, edits: 14 }));

  it("edited through the server, some closed, some on disk, say what a fresh start would say", async () => {
    for (let n = 0; n < batches; n++) await tryEdits(`fixed-${n}`, tally, { rounds: 5, edits: 25 });
  });
});
