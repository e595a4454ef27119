// The page docs/performance.md as Markdown: what the figures mean, the demands, where the time goes, all figures.

import { ANCHOR, MIXED_ANCHOR, READING, SQL, UDSV, VARIANTS } from "./check.mjs";
import { serverBytes } from "./sizes.mjs";

const count = (number) => number.toLocaleString("en-US");
const BLANK = "–";
const digits = (number) => (number >= 100 ? 0 : number >= 10 ? 1 : number >= 0.1 ? 2 : 3);
/** A number with as many places as help: 412, 41.2, 4.12, 0.412. */
const plain = (number) => (Number.isFinite(number) ? number.toFixed(digits(Math.abs(number))) : BLANK);
const times = (number) => (Number.isFinite(number) ? number.toFixed(number < 0.1 ? 3 : 2) : BLANK);
/** A duration in the unit that people would use. */
const time = (ms) => (Number.isFinite(ms) ? (ms >= 1000 ? `${plain(ms / 1000)} s` : `${plain(ms)} ms`) : BLANK);
const size = (bytes) => (bytes >= 1e6 ? `${plain(bytes / 1e6)} MB` : `${Math.round(bytes / 1e3)} kB`);

const table = (head, rows) =>
  [head, head.map((_, at) => (at === 0 ? "---" : "---:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** The page: what it means, the demands, what is not met and why, all figures, how to repeat them. */
export function pageOf(figures, notes) {
  const parts = [
    "# How fast it is",
    meaning(figures),
    machine(figures),
    "## Demands",
    demands(figures),
    shortfalls(figures, notesOf(notes)),
    "## Figures",
    ...(figures.check ?? []).map(checks),
    growths(figures),
    ...commands(figures),
    ...editor(figures),
    keys(figures),
    opened(figures),
    starts(figures),
    sizes(figures),
    remarks(figures),
    "## Measure it again",
    AGAIN,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

const AGAIN = `From a fresh clone, with Node 20 or newer:

    npm ci
    npm run bench                        # all tables, and out/bench.json with every measurement
    npm run bench -- --full --page       # also activation in a real editor, and this page
    npm run bench -- --quick             # a minute or two, small sets
    npm run bench -- --help              # single sections, other sizes, comparison with another build

The sets are generated from a seed: the same bytes everywhere. All cases of a round run one after the other, each in a
fresh process and in another order each round. The page shows the median of the ratios of all rounds, so a machine that is
sometimes busy doesn't change the result. A check counts only if it read every row and found exactly one problem for each damaged
row. Times depend on the machine; ratios are similar on others.

\`npm test\` repeats some of the ratios, in CPU time and memory and never in seconds. It fails if one is more than 1.5 times the value in
\`scripts/bench/baseline.json\` (\`npm run bench -- --record\` writes it).`;

const sizeOf = (figures, users) => figures.check?.find((one) => one.users === users);
const caseOf = (checked, name) => checked?.results.find((one) => one.name === name);
const nameOf = (key) => VARIANTS.find((variant) => variant.key === key).name;
/** A user who runs a checker has mistakes, and cells as people write them. */
const damaged = (checked) => caseOf(checked, nameOf("mixed1")) ?? caseOf(checked, nameOf("wrong1"));

/** First what it means for somebody with a file. */
function meaning(figures) {
  const lines = waits(figures);
  const few = damaged(sizeOf(figures, 1_000));
  const read = caseOf(sizeOf(figures, 1_000), READING);
  const many = damaged(sizeOf(figures, 100_000));
  const most = damaged(sizeOf(figures, 1_000_000));
  if (few) {
    lines.push(`**A few hundred rows.** An import of ${count(1000)} users (4,000 rows in four files) is checked on the
command line in ${time(few.wall)}. Only starting Node and reading the files needs ${time(read?.wall)}.`);
  }
  const letter = figures.keys?.results.find(({ shown }) => shown === "no problems");
  if (letter) {
    const yaml = figures.yaml?.users === figures.keys.large ? figures.yaml : undefined;
    const beside = yaml
      ? ` The YAML language server needs ${time(yaml.p50)} for a letter in a document of the same length.`
      : "";
    lines.push(`**Typing.** In a file of ${count(figures.keys.large)} rows, all problems are up to date ${time(letter.large.finalP50)} after a letter (19 of 20
times within ${time(letter.large.finalP95)}), in a file of ${count(figures.keys.small)} rows after ${time(letter.small.finalP50)}.${beside}`);
  }
  if (figures.open) {
    const { users, first, final } = figures.open;
    lines.push(
      `**Opening.** A file of ${count(users)} rows shows its first problems after ${time(first)} and all of them after ${time(final)}.`,
    );
  }
  if (many) {
    const checked = sizeOf(figures, 100_000);
    const parsed = caseOf(checked, MIXED_ANCHOR) ?? caseOf(checked, ANCHOR);
    const beside = parsed ? ` csv-parse needs ${time(parsed.wall)} and ${plain(parsed.peak)} MB just to parse it.` : "";
    lines.push(`**400,000 rows.** An import of ${count(100_000)} users (${size(sizeOf(figures, 100_000).bytes)}) is checked in ${time(many.wall)} with ${plain(many.peak)} MB of
memory.${beside}`);
  }
  if (most) {
    lines.push(
      `**4,000,000 rows.** ${count(1_000_000)} users (${size(sizeOf(figures, 1_000_000).bytes)}) need ${time(most.wall)} and ${plain(most.peak)} MB.
VS Code gives extensions no files over 50 MB. The command line has no such limit.`,
    );
  }
  return lines.join("\n\n");
}

/** What somebody with mistakes waits for, in the largest set that was tried. */
function waits({ commands, features }) {
  const size = commands?.findLast(({ key }) => key === "mixed1");
  const of = (name) => size?.results.find((one) => one.name === name);
  const feature = (name) => features?.at(-1)?.results.find((one) => one.name === name);
  const lines = [];
  if (of("check") && of("fix") && of("compare")) {
    lines.push(`**An import with mistakes.** ${count(size.users)} users, one row in a hundred wrong, quotes and line breaks in cells: a check takes
${time(of("check").wall)}, \`fix\` ${time(of("fix").wall)}, and \`compare\` with the last upload ${time(of("compare").wall)}.`);
  }
  if (feature("Fix All") && feature("lightbulb on an unknown ID")) {
    lines.push(`**In the editor.** With the same files open, fixes for a reference to an unknown ID are there after
${time(feature("lightbulb on an unknown ID").wall)}, and *Fix All* takes ${time(feature("Fix All").wall)} for ${count(2 * features.at(-1).users)} rows.`);
  }
  return lines;
}

function machine({ date, machine: { cpu, cores, memory, system, node, load }, asked }) {
  const quick = asked?.quick ? " A quick run: small sets, few rounds." : "";
  return `Measured on ${date}: ${cpu}, ${cores} cores, ${memory} GB, ${system}, Node ${node}, load ${plain(load)} at the start.${quick}`;
}

const verdict = ({ value, met, at, users }) => {
  if (value === undefined) return "not measured";
  return `${met ? "met" : "**not met**"}${at === undefined || at === users ? "" : `, with ${count(at)}`}`;
};
const shownValue = ({ value, unit }) =>
  value === undefined ? BLANK : `${unit === undefined ? times(value) : plain(value)}${unit ? ` ${unit}` : ""}`;

function demands({ limits }) {
  const rows = limits.map((one) => [
    one.what,
    shownValue(one),
    `≤ ${one.most}${one.unit ? ` ${one.unit}` : ""}`,
    verdict(one),
  ]);
  return table(["", "measured", "demand", ""], rows);
}

/** The notes by the ids in their headings: one note may stand for several demands. */
export function notesOf(text) {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.flatMap((section) => {
      const end = section.indexOf("\n");
      const note = section.slice(end + 1).trim();
      const ids = section.slice(0, end).trim().split(/\s+/);
      return ids.map((id) => [id, note]);
    }),
  );
}

/** What a demand's notes are called: the same for every number of users. */
const familyOf = ({ id }) => id.replace(/-\d{5,}$/, "");

/** What is not met, each with where its time goes; demands that share a note stand above it together. */
function shortfalls({ limits, profile = [] }, notes) {
  const missed = limits.filter(({ met, value }) => !met && value !== undefined);
  if (missed.length === 0 && profile.length === 0) return "";
  const byNote = new Map();
  for (const one of missed) {
    const note = notes.get(familyOf(one)) ?? "Not explained yet.";
    const line = `- ${one.what}: ${shownValue(one)} where ${one.most}${one.unit ? ` ${one.unit}` : ""} was required`;
    byNote.set(note, [...(byNote.get(note) ?? []), line]);
  }
  const parts = [...byNote].map(([note, lines]) => `${lines.join("\n")}\n\n${note}`);
  return ["## Where the time goes", notes.get("general") ?? "", ...parts, ...profile.map(profiled)]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The functions of a check with the most time of their own. */
function profiled({ name, users, rows }) {
  const shown = rows.map(({ what, where, share }) => [`\`${what}\``, where, `${(100 * share).toFixed(1)} %`]);
  return `Profile of the ${name}, ${count(users)} users: time in the functions themselves.\n\n${table(["", "in", "share"], shown)}`;
}

function checks({ users, bytes, rounds, results, omitted = {}, failures = {} }) {
  const rows = results.map((one) => [
    ...[one.name, time(one.wall), time(one.cpu), `${plain(one.peak)} MB`],
    ...[times(one.wallRatio), times(one.cpuRatio), times(one.peakRatio)],
  ]);
  for (const [name, why] of Object.entries({ ...omitted, ...failures }))
    rows.push([`${name}: left out, ${why}`, ...Array(6).fill("")]);
  const head = ["", "wall", "CPU", "peak memory", "÷ csv-parse, wall", "CPU", "memory"];
  return `### The whole check, ${count(users)} users (${size(bytes)}, ${rounds} rounds)\n\n${table(head, rows)}`;
}

function growths({ growth = [] }) {
  const wanted = [ANCHOR, UDSV, SQL, ...VARIANTS.map(({ name }) => name)];
  const rows = growth
    .filter(({ name }) => wanted.includes(name))
    .map((one) => [one.name, `${count(one.from)} → ${count(one.to)}`, times(one.exponent)]);
  if (rows.length === 0) return "";
  return `### Growth of CPU (1: proportional to the data; less: the start still counts)\n\n${table(["", "users", "exponent"], rows)}`;
}

/** A table for each kind of set: every command with every size. */
function commands({ commands: measured = [], commandGrowth: growth = [] }) {
  return [...new Set(measured.map(({ key }) => key))].map((key) => {
    const sizes = measured.filter((one) => one.key === key);
    const head = [
      "",
      ...sizes.flatMap(({ users }) => [`${count(users)} users, CPU`, "÷ check"]),
      "peak memory",
      "exponent",
    ];
    const last = sizes.at(-1);
    const rows = last.results.map(({ name, peak }) => [
      name,
      ...sizes.flatMap(({ results }) => {
        const one = results.find((each) => each.name === name);
        return [time(one?.cpu), times(one?.ratio)];
      }),
      ...[`${plain(peak)} MB`, times(exponentOf(growth, key, name, last.users))],
    ]);
    const words =
      "CPU of the whole process. The exponent says how it grows between the last two sizes, the start left out.";
    return `### Commands: ${last.name}\n\n${table(head, rows)}\n\n${words}`;
  });
}

const exponentOf = (growth, key, name, to) =>
  growth.find((one) => one.key === key && one.name === name && one.to === to)?.exponent ?? Number.NaN;

/** What an editor asks, with every size. */
function editor({ features = [], featureGrowth: growth = [] }) {
  const last = features.at(-1);
  if (last === undefined) return [];
  const head = ["", ...features.map(({ users }) => `${count(users)} users, CPU`), "longest piece", "exponent"];
  const rows = last.results.map(({ name, piece }) => [
    name,
    ...features.map(({ results }) => time(results.find((one) => one.name === name)?.cpu)),
    ...[time(piece), times(exponentOf(growth, last.key, name, last.users))],
  ]);
  const words =
    "A piece is what the server does between two messages, in CPU time: a key that is pressed meanwhile waits so long.";
  return [`### What an editor asks: ${last.name}\n\n${table(head, rows)}\n\n${words}`];
}

function keys({ keys: measured, yaml }) {
  if (measured === undefined) return "";
  const { small, large, results } = measured;
  const rows = results.map((one) => [
    ...[
      `${one.key}, ${one.shown}`,
      time(one.small.p50),
      time(one.large.p50),
      time(one.large.p95),
      time(one.large.finalP50),
    ],
    ...[
      times(one.p50Ratio),
      times(one.p95Ratio),
      yaml?.users === large ? String(Number((one.large.p50 / yaml.p50).toPrecision(2))) : BLANK,
    ],
  ]);
  const head = [
    "",
    `${count(small)} rows, p50`,
    `${count(large)} rows, p50`,
    "p95",
    "all there, p50",
    "÷ small, p50",
    "p95",
    "÷ YAML",
  ];
  const edits = results.find(({ key }) => key === "replacing in a column")?.edits;
  const words = [
    "From the notification to the last byte of its diagnostics, at the server's pipe. If the server first answers with partial results and",
    "asks the client to refresh, *all there* is the last answer with something new.",
    ...(edits
      ? [`Replacing in a column is one notification with ${count(edits[0])} and ${count(edits[1])} edits.`]
      : []),
    ...(yaml
      ? [
          `YAML: yaml-language-server, a letter in ${size(yaml.bytes)} of the same users (${count(yaml.records)} records): ${time(yaml.p50)}, opened in`,
          `${time(yaml.open)}, at most ${plain(yaml.peak)} MB; its own wait of 200 ms is part of it.`,
        ]
      : []),
  ];
  return `### A key to its diagnostics\n\n${table(head, rows)}\n\n${words.join("\n")}`;
}

function opened({ open, keys: measured }) {
  if (open === undefined) return "";
  const { users, first, final, held, aside, taken, opened: kept, typed, closed, member, peak } = open;
  const rows = [
    ["to the first problems", time(first)],
    ["to all problems", time(final)],
    ["longest wait for a hover meanwhile", time(held)],
    ["wait for a hover requested while opening (the text arrives as one message)", time(taken)],
    ["memory used for it ÷ its text in UTF-16", times(kept)],
    ["the same after 200 keys", times(typed)],
    ["the same after closing it", times(closed)],
    ["the same for a file that isn't open, with another one open", times(member)],
    ["longest wait for a hover while that one is read", time(aside)],
    ["peak of the whole server", `${plain(peak)} MB`],
  ];
  const sets = measured?.opened.find((one) => one.users === users && one.shown === "no problems");
  if (sets) rows.push(["to all problems, with the other files of its import", time(sets.open)]);
  return `### Opening a file of ${count(users)} rows\n\n${table(["", ""], rows)}`;
}

function starts({ start, sets, activation }) {
  const parts = [];
  if (start) {
    const rows = start.results.map((one) => [one.name, time(one.wall), times(one.ratio), times(one.floorRatio)]);
    parts.push(
      `### Start\n\nFrom spawning a server to its answer to \`initialize\`.\n\n${table(["", "", "÷ yaml-language-server", "÷ node alone"], rows)}`,
    );
  }
  if (activation) {
    const { editor, bare, problems } = activation;
    const words = [`Activation of the extension in VS Code ${editor}: ${time(activation.activation)}.`];
    if (bare !== undefined) words.push(`An extension that does nothing: ${time(bare)}.`);
    if (problems !== undefined) words.push(`From there to the first problem of a file: ${time(problems)}.`);
    parts.push(words.join("\n"));
  }
  if (sets) {
    const rows = sets.results.map((one) => [count(one.sets), time(one.wall), times(one.ratio)]);
    parts.push(
      `### Many imports in one workspace\n\nThe first diagnostics of a \`user.csv\` of ${count(sets.users)} rows.\n\n${table(["sets of files", "", "÷ one"], rows)}`,
    );
  }
  return parts.join("\n\n");
}

function sizes({ sizes: measured }) {
  if (measured === undefined) return "";
  const words = {
    start: "language server at its start, with schemas and lists",
    all: "the same, with all parts that it can load later",
    client: "what VS Code loads, with the preview",
    cli: "command line, with schemas and data",
    schemas: "schemas and lists as files (also in the bundles)",
  };
  const { start, all } = serverBytes(measured);
  const parts = {
    start,
    all,
    ...Object.fromEntries(Object.entries(measured).map(([part, { bytes }]) => [part, bytes])),
  };
  const rows = Object.entries(words).map(([part, what]) => [what, size(parts[part])]);
  return `### Sizes, minified\n\n${table(["", ""], rows)}`;
}

function remarks({ notes = [] }) {
  const left = notes.filter((note) => !/: left out,/.test(note));
  return left.length === 0 ? "" : `Remarks:\n\n${left.map((note) => `- ${note}`).join("\n")}`;
}
