// What the product promises about speed, size and memory, as numbers, and whether a report of the bench keeps them.

import { ANCHOR, MIXED_ANCHOR, MIXED_UDSV, READING, SQL, UDSV, VARIANTS } from "./check.mjs";
import { median } from "./measure.mjs";
import { serverBytes } from "./sizes.mjs";

const nameOf = (key) => VARIANTS.find((variant) => variant.key === key).name;
const count = (number) => number.toLocaleString("en-US");

/** The results of the size that a demand is about; where that was not measured, those of the largest that was. */
function sizeOf(report, users) {
  const exact = report.check?.find((size) => size.users === users);
  return exact ?? (users < 1_000_000 ? report.check?.at(-1) : undefined);
}

/** The median of the round-by-round ratios of two cases, in CPU or peak memory; undefined when one of them has failed. */
export function ratioOf(size, name, base, unit) {
  const own = size?.results.find((one) => one.name === name)?.runs;
  const other = size?.results.find((one) => one.name === base)?.runs;
  if (own === undefined || own.length === 0 || own.length !== other?.length) return undefined;
  return median(own.map((run, round) => run[unit] / other[round][unit]));
}

/** The largest of the values of some keys, or undefined: a key that was not measured must not look met. */
function worst(report, wanted, value) {
  const chosen = (report.keys?.results ?? []).filter(wanted).map(value);
  return chosen.length > 0 && chosen.every(Number.isFinite) ? Math.max(...chosen) : undefined;
}

const letter = ({ key }) => key === "a letter in a name";
const few = ({ shown }) => shown !== "1,000 problems";
const many = ({ shown }) => shown === "1,000 problems";
const typed = ({ single }) => single;
const allOf =
  (...tests) =>
  (result) =>
    tests.every((test) => test(result));

const checks = (users) => {
  const at = `${count(users)} users`;
  const section = "check";
  const of = (name, base, unit) => (report) => ratioOf(sizeOf(report, users), name, base, unit);
  const [clean, wrong] = [nameOf("mixed"), nameOf("mixed1")];
  const many = users >= 1_000_000;
  const limits = [
    {
      id: "check-wrong-cpu",
      most: many ? 0.2 : 0.3,
      what: "mixed, 1 % wrong ÷ csv-parse merely parsing, CPU",
      value: of(wrong, MIXED_ANCHOR, "cpu"),
    },
    {
      id: "check-mixed-cpu",
      most: 0.22,
      what: "mixed, clean ÷ csv-parse merely parsing, CPU",
      value: of(clean, MIXED_ANCHOR, "cpu"),
    },
    {
      id: "check-cpu",
      most: 0.2,
      what: "plain, clean ÷ csv-parse merely parsing, CPU",
      value: of(nameOf("plain"), ANCHOR, "cpu"),
    },
    {
      id: "check-udsv",
      most: 1,
      what: "mixed, 1 % wrong ÷ udsv merely parsing, CPU",
      value: of(wrong, MIXED_UDSV, "cpu"),
    },
    {
      id: "check-plain-udsv",
      most: 1,
      what: "clean ÷ udsv merely parsing, CPU",
      value: of(nameOf("clean"), UDSV, "cpu"),
    },
    {
      id: "check-sql",
      most: 0.35,
      what: "mixed, 1 % wrong ÷ DuckDB with the checks in SQL, CPU",
      value: of(wrong, SQL, "cpu"),
    },
    {
      id: "check-peak",
      most: 0.35,
      what: "mixed, 1 % wrong ÷ csv-parse, peak memory",
      value: of(wrong, MIXED_ANCHOR, "peak"),
    },
    ...(many
      ? [
          {
            id: "check-bytes",
            most: 1.25,
            what: "mixed, 1 % wrong, peak memory ÷ bytes of the files",
            value: (report) => overBytes(sizeOf(report, users), wrong),
          },
        ]
      : [
          {
            id: "check-wrong",
            most: 3,
            what: "every row wrong, all of it as JSON ÷ clean, CPU",
            value: of(nameOf("mixed100"), clean, "cpu"),
          },
        ]),
  ];
  return limits.map((limit) => ({
    ...limit,
    id: `${limit.id}-${users}`,
    what: `${at}: ${limit.what}`,
    section,
    users,
  }));
};

/** A case's peak memory ÷ the bytes of the mixed set. */
function overBytes(size, name) {
  const peak = size?.results.find((one) => one.name === name)?.peak;
  return peak === undefined ? undefined : (peak * 1e6) / size.mixedBytes;
}

/** What checking 1,000 users takes beyond starting Node and reading the files, in ms. */
function beyondStart(report) {
  const size = report.check?.find(({ users }) => users === 1_000);
  const wall = (name) => size?.results.find((one) => one.name === name)?.wall;
  return wall(nameOf("mixed1")) - wall(READING);
}

/** The commands of the largest set that was measured, by a test of their name, as the worst multiple of a check. */
const dearest = (key, wanted) => (report) => {
  const [size] = (report.commands ?? []).filter((one) => one.key === key).slice(-1);
  const ratios = size?.results.filter(({ name }) => wanted(name)).map(({ ratio }) => ratio) ?? [];
  const isWhole = size !== undefined && Object.keys(size.failures).every((name) => !wanted(name));
  return isWhole && ratios.length > 0 ? Math.max(...ratios) : undefined;
};

/** The worst exponent between the two largest sizes. */
const steepest = (growth) => (report) => {
  const to = Math.max(...(report[growth] ?? []).map((one) => one.to));
  const exponents = (report[growth] ?? []).filter((one) => one.to === to).map(({ exponent }) => exponent);
  return exponents.length > 0 ? Math.max(...exponents) : undefined;
};

const featureOf = (name, unit) => (report) => report.features?.at(-1)?.results.find((one) => one.name === name)?.[unit];

/** Of the largest set: what a user with mistakes waits for. */
const DAMAGED_LIMITS = [
  {
    id: "commands",
    most: 3,
    what: "the dearest command ÷ a check of the same files with 1 % wrong, CPU",
    value: dearest("mixed1", () => true),
  },
  {
    id: "commands-wrong",
    most: 3,
    what: "the dearest command ÷ a check of the same files with every row wrong, CPU",
    value: dearest("mixed100", () => true),
  },
  { id: "fix", most: 2, what: "fix ÷ check, 1 % wrong, CPU", value: dearest("mixed1", (name) => name === "fix") },
  {
    id: "commands-growth",
    most: 1.1,
    what: "the steepest growth of a command, exponent",
    value: steepest("commandGrowth"),
  },
  ...[
    ["workbook-cpu", "cpu", 5000, "ms"],
    ["workbook-peak", "peak", 200, "MB"],
  ].map(([id, unit, most, shown]) => ({
    ...{ id, most, unit: shown, what: `a workbook of 100,000 users, ${unit === "cpu" ? "CPU" : "peak memory"}` },
    value: (report) =>
      report.commands
        ?.find(({ users, key }) => users === 100_000 && key === "mixed1")
        ?.results.find(({ name }) => name === "export --to xlsx")?.[unit],
  })),
].map((limit) => ({ ...limit, section: "commands" }));

const FEATURE_LIMITS = [
  {
    id: "piece",
    most: 20,
    unit: "ms",
    what: "the longest piece of work in the server, whatever is asked, CPU",
    value: ({ features }) => features && Math.max(...(features.at(-1)?.results.map(({ piece }) => piece) ?? [])),
  },
  {
    id: "features-growth",
    most: 1.1,
    what: "the steepest growth of an answer, exponent",
    value: steepest("featureGrowth"),
  },
  { id: "fix-all", most: 1500, unit: "ms", what: "Fix All, CPU", value: featureOf("Fix All", "cpu") },
  {
    ...{ id: "lightbulb", most: 20, unit: "ms", what: "the lightbulb on an unknown ID, CPU" },
    value: featureOf("lightbulb on an unknown ID", "cpu"),
  },
  { id: "sorting", most: 400, unit: "ms", what: "sorting in the grid, CPU", value: featureOf("grid: sorting", "cpu") },
].map((limit) => ({ ...limit, section: "features" }));

const kiloBytes = (part) => (part?.bytes > 0 ? part.bytes / 1000 : undefined);

/** What --check demands and docs/performance.md tells. Ratios are taken inside one run: same machine, minute and data. */
export const LIMITS = [
  ...checks(100_000),
  ...checks(1_000_000),
  {
    ...{ id: "check-few", most: 100, unit: "ms", section: "check" },
    ...{ what: "1,000 users, mixed, 1 % wrong: wall time beyond starting Node and reading", value: beyondStart },
  },
  ...DAMAGED_LIMITS,
  ...FEATURE_LIMITS,
  ...[
    {
      id: "key-p50",
      of: "finalP50",
      most: 3,
      unit: "ms",
      what: "a letter to all its diagnostics, up to 250 problems on show, p50",
    },
    {
      id: "key-p95",
      of: "finalP95",
      most: 10,
      unit: "ms",
      what: "a letter to all its diagnostics, up to 250 problems on show, p95",
    },
  ].map((limit) => ({
    ...{ ...limit, section: "keys" },
    value: (report) => worst(report, allOf(letter, few), ({ large }) => large[limit.of]),
  })),
  {
    ...{
      id: "key-1000",
      most: 8,
      unit: "ms",
      section: "keys",
      what: "a letter to all its diagnostics, 1,000 problems on show, p50",
    },
    value: (report) => worst(report, allOf(letter, many), ({ large }) => large.finalP50),
  },
  ...[
    {
      id: "worst-p50",
      of: "p50",
      most: 3,
      unit: "ms",
      what: "the slowest kind of typed key to its first answer, up to 250 problems on show, p50",
    },
    {
      id: "worst-p95",
      of: "p95",
      most: 10,
      unit: "ms",
      what: "the slowest kind of typed key to its first answer, up to 250 problems on show, p95",
    },
  ].map((limit) => ({
    ...{ ...limit, section: "keys" },
    value: (report) => worst(report, allOf(typed, few), ({ large }) => large[limit.of]),
  })),
  {
    ...{
      id: "key-ratio-p50",
      most: 1.5,
      section: "keys",
      what: "typed keys, large file ÷ small one, p50, the worst kind",
    },
    value: (report) => worst(report, allOf(typed, few), ({ p50Ratio }) => p50Ratio),
  },
  {
    ...{
      id: "key-ratio-p95",
      most: 2,
      section: "keys",
      what: "typed keys, large file ÷ small one, p95, the worst kind",
    },
    value: (report) => worst(report, allOf(typed, few), ({ p95Ratio }) => p95Ratio),
  },
  {
    ...{ id: "held", most: 10, unit: "ms", section: "open", what: "longest wait for a hover while a file is read" },
    value: (report) => report.open?.held,
  },
  {
    ...{
      id: "retained",
      most: 2,
      section: "open",
      what: "memory kept for an open file, keys included ÷ its text in UTF-16",
    },
    value: ({ open }) => (open === undefined ? undefined : Math.max(open.opened, open.typed)),
  },
  {
    ...{
      id: "returned",
      most: 0.1,
      section: "open",
      what: "memory kept for a file that was closed ÷ its text in UTF-16",
    },
    value: (report) => report.open?.closed,
  },
  {
    ...{
      id: "aside",
      most: 10,
      unit: "ms",
      section: "open",
      what: "longest wait for a hover while a closed file is read",
    },
    value: (report) => report.open?.aside,
  },
  {
    ...{
      id: "member",
      most: 0.5,
      section: "open",
      what: "memory kept for a closed file beside an open one ÷ its text in UTF-16",
    },
    value: (report) => report.open?.member,
  },
  {
    ...{ id: "sets", most: 3, section: "sets", what: "first diagnostics beside 49 other sets ÷ alone" },
    value: (report) => report.sets?.results.at(-1)?.ratio,
  },
  {
    ...{ id: "start", most: 0.5, section: "start", what: "spawn to initialize ÷ yaml-language-server's" },
    value: ({ start }) => start?.results.find(({ name }) => name === "csv-preflight")?.ratio,
  },
  {
    ...{
      id: "size",
      most: 600,
      unit: "kB",
      section: "size",
      what: "server with its schemas and lists, minified, at its start",
    },
    value: ({ sizes }) => sizes && kiloBytes({ bytes: serverBytes(sizes).start }),
  },
  {
    ...{
      id: "size-all",
      most: 600,
      unit: "kB",
      section: "size",
      what: "the same with all parts that it may load later",
    },
    value: ({ sizes }) => sizes && kiloBytes({ bytes: serverBytes(sizes).all }),
  },
  {
    ...{ id: "activation", most: 50, unit: "ms", section: "activation", what: "activation in the extension host" },
    value: (report) => report.activation?.activation,
  },
];

/**
 * The limits of the sections that were asked for, each with its value and whether it is met. A value that is missing,
 * or no number, is not met: what was not measured has not been shown. `sizes` are the numbers of users asked for;
 * `at` is the one that a value comes from.
 */
export function judge(report, { only, sizes }) {
  return LIMITS.filter(
    ({ section, users }) => only.includes(section) && !(users >= 1_000_000 && !sizes.includes(users)),
  ).map(({ value: find, ...limit }) => {
    const value = find(report);
    const met = Number.isFinite(value) && value <= limit.most;
    const at = limit.users === undefined ? undefined : sizeOf(report, limit.users)?.users;
    return { ...limit, at, value: Number.isFinite(value) ? value : undefined, met };
  });
}

/** The least of some numbers ÷ the least of others; NaN when there are none on one side. */
export function leastRatio(own, other) {
  if (own.length === 0 || other.length === 0) return Number.NaN;
  return Math.min(...own) / Math.min(...other);
}

/** How much worse a ratio may be than the recorded one before it counts as a loss. */
export const WORSE = 1.5;

/**
 * Compares measured ratios with recorded ones: those that are worse by half or more, and those that are on one side
 * only, each as a sentence. Nothing to say means that all is well.
 */
export function lossesAgainst(recorded, measured) {
  const names = new Set([...Object.keys(recorded), ...Object.keys(measured)]);
  return [...names].flatMap((name) => {
    const [before, now] = [recorded[name], measured[name]];
    if (!Number.isFinite(now)) return [{ name, why: "was not measured" }];
    if (!Number.isFinite(before)) return [{ name, why: "was never recorded" }];
    if (now < before * WORSE) return [];
    return [
      { name, why: `is ${now.toFixed(2)}, was ${before.toFixed(2)}: ${(now / before).toFixed(2)} times as much` },
    ];
  });
}
