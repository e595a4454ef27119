// What `npm run bench` understands, and what it does when nothing is said.

import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const SECTIONS = [
  "check",
  "commands",
  "features",
  "keys",
  "yaml",
  "open",
  "sets",
  "start",
  "size",
  "profile",
  "activation",
];

export const HELP = `npm run bench -- [options]

Measures in alternation, every case in a fresh process, and prints medians and ratios:
  check       csv-preflight check of a Turvo set, beside csv-parse, papaparse and udsv merely parsing it, packages
              that check it, DuckDB checking it in SQL (put into the cache by npm, 70 MB), and the machine reading it
  commands    every command on sets with mistakes, beside a check of the same files, and how its cost grows
  features    what an editor asks of such a set: what it costs, and its longest piece of work between two messages
  keys        a change of a file to its diagnostics, small file against large
  yaml        the same at yaml-language-server, in a document as large (seconds a key)
  open        an opened file to its diagnostics, how long the server is deaf meanwhile, what memory it keeps
  sets        a file's first diagnostics in a workspace of one set of 2,000 users, and of fifty
  start       spawning the server to its answer to initialize, against yaml-language-server
  size        the bundles
  profile     where the time of a check goes, by function
  activation  the extension in a real editor (only with --full, or when named)

  --quick         10,000 users, 3 rounds; keys in 1,000 against 10,000 rows
  --large         three rounds with 1,000,000 users instead of one
  --full          activation too, which opens a real editor a few times
  --users LIST    sizes of the check, such as 1000,50000
  --rounds N      rounds of check, open, sets and start
  --presses N     keys of the first kind
  --only LIST     some of the sections
  --check         exit status 1 when a number is above its limit or was not measured
  --page          writes docs/performance.md from what was measured
  --record        measures the short form of npm test and writes scripts/bench/baseline.json, nothing else
  --data DIR      where generated sets are kept (default .cache/bench)
  --cli FILE      another command line than out/cli/main.js, to compare two builds
  --server FILE   another server than out/server/main.js
  --json FILE     where the figures go (default out/bench.json)
  --help          this text

The bundles must be those of production: node scripts/build.mjs --production (npm run bench does it).
A million users need about 2 GB of disk and, for csv-parse and papaparse, 4 GB of memory; with less memory that size
is left out and the table says so.
`;

/** The bundles that are measured, below the repository. */
export const BUNDLES = { cli: "out/cli/main.js", server: "out/server/main.js" };

/** Reads the arguments; throws an error whose message is for the user. */
export function optionsFrom(args) {
  const flag = { type: "boolean", default: false };
  const text = { type: "string" };
  const { values } = parseArgs({
    args,
    options: {
      ...{ quick: flag, large: flag, full: flag, check: flag, page: flag, record: flag, help: flag },
      ...{ users: text, rounds: text, presses: text, only: text },
      ...{ data: text, json: text, cli: text, server: text },
    },
  });
  const usual = values.quick ? [10_000] : [1_000, 10_000, 100_000, 1_000_000];
  const sizes = values.users?.split(",").map(Number) ?? usual;
  const usually = SECTIONS.filter((name) => name !== "activation" || values.full);
  const only = values.only?.split(",") ?? usually;
  const number = (name, otherwise) => (values[name] === undefined ? otherwise : Number(values[name]));
  const options = {
    sizes: sizes.sort((a, b) => a - b),
    only,
    rounds: number("rounds", undefined),
    presses: number("presses", values.quick ? 20 : 100),
    data: resolve(values.data ?? join(ROOT, ".cache/bench")),
    cli: resolve(values.cli ?? join(ROOT, BUNDLES.cli)),
    server: resolve(values.server ?? join(ROOT, BUNDLES.server)),
    json: resolve(values.json ?? join(ROOT, "out/bench.json")),
    ...{ quick: values.quick, large: values.large, check: values.check },
    ...{ page: values.page, record: values.record, help: values.help },
  };
  if (![...sizes, options.presses, options.rounds ?? 1].every((count) => Number.isInteger(count) && count > 0)) {
    throw new Error("--users, --rounds and --presses take whole numbers");
  }
  const strange = only.find((name) => !SECTIONS.includes(name));
  if (strange !== undefined) throw new Error(`--only does not know ${strange}`);
  return options;
}
