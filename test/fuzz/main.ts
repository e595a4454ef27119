/** `npm run fuzz`: dirty sets through the command line and edits through the server until the time is over. */
import { parseArgs } from "node:util";
import { tryCommands, writeSet } from "./command-line.ts";
import { tryEdits, tryOne } from "./server-sets.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "2" },
    seed: { type: "string", default: String(Date.now()) },
    part: { type: "string", default: "both" },
    /** A folder to keep the set of `--only` in. */
    keep: { type: "string" },
    /** Only this one try, to see a failure again. */
    only: { type: "string" },
    failures: { type: "string", default: "20" },
  },
});
const tally = { sets: 0, files: 0, commands: 0, compared: 0, servers: 0, edits: 0, comparisons: 0 };
const parts = {
  commands: (seed: string) => tryCommands(seed, tally),
  server: (seed: string) => (seed.includes(".") ? tryOne(seed, tally) : tryEdits(seed, tally)),
};

void main();

async function main(): Promise<void> {
  const end = Date.now() + Number(values.minutes) * 60_000;
  const failures: string[] = [];
  if (values.only !== undefined && values.keep !== undefined) writeSet(values.only, values.keep);
  let reported = Date.now();
  for (let n = 0; Date.now() < end && failures.length < Number(values.failures); n++) {
    const seed = values.only ?? `${values.seed}-${n}`;
    for (const [part, attempt] of Object.entries(parts)) {
      if (values.part !== "both" && values.part !== part) continue;
      try {
        await attempt(seed);
      } catch (error) {
        failures.push(`${part} ${seed}`);
        console.log(`\n== ${part} ${seed} failed. Once more: npm run fuzz -- --part ${part} --only ${seed}`);
        console.log(error instanceof Error ? (error.stack ?? error.message).slice(0, 6000) : error);
      }
    }
    if (values.only !== undefined) break;
    if (Date.now() - reported > 60_000) {
      reported = Date.now();
      console.log(`${summary()}; ${failures.length} failed`);
    }
  }
  console.log(`${summary()}; ${failures.length} failed${failures.length > 0 ? `: ${failures.join(", ")}` : ""}`);
  process.exit(failures.length > 0 ? 1 : 0);
}

function summary(): string {
  const { sets, files, commands, compared, servers, edits, comparisons } = tally;
  return `${sets} sets of ${files} files, ${commands} commands, ${compared} files compared; ${servers} servers, ${edits} edits, ${comparisons} times compared with a fresh start`;
}
