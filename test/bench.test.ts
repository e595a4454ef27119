/** The bench's own arithmetic, where it could lie unnoticed: growth, medians, limits, losses, and what counts as a check. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

interface Run {
  readonly cpu: number;
  readonly peak: number;
}
interface Case {
  readonly name: string;
  readonly cpu: number;
  readonly runs?: readonly Run[];
}
interface Size {
  readonly users: number;
  readonly results: readonly Case[];
}
interface Limit {
  readonly id: string;
  readonly most: number;
  readonly value?: number;
  readonly met: boolean;
  readonly at?: number;
}
interface Loss {
  readonly name: string;
  readonly why: string;
}
interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly complaint: string;
}
interface Manifest {
  readonly files: Readonly<Record<string, { readonly rows: number; readonly wrong: Readonly<Record<string, number>> }>>;
}

/** The scripts have no types: what a test uses of them is declared above. */
const load = <T>(name: string): Promise<T> =>
  import(pathToFileURL(path.resolve("scripts/bench", name)).href) as Promise<T>;

const manifest: Manifest = {
  files: {
    "user.csv": { rows: 10, wrong: { "not-active": 2 } },
    "communication_channel.csv": { rows: 20, wrong: { "duplicate-id": 1 } },
    "group.csv": { rows: 10, wrong: {} },
    "Group/group.csv": { rows: 5, wrong: {} },
  },
};
const ended = (answer: unknown, status = 1): Ended => ({ status, stdout: JSON.stringify(answer), complaint: "" });

describe("the bench", () => {
  it("takes the middle, also of an even count and of nothing", async () => {
    const { median, quantile } = await load<{
      median: (numbers: number[]) => number;
      quantile: (numbers: number[], share: number) => number;
    }>("measure.mjs");
    assert.equal(median([9, 1, 5]), 5);
    assert.equal(median([4, 1, 2, 9]), 3);
    assert.ok(Number.isNaN(median([])));
    assert.equal(quantile([10, 0, 20], 0.95), 19);
  });

  it("knows in step from square", async () => {
    const { growth } = await load<{ growth: (sizes: Size[]) => { name: string; exponent: number }[] }>("check.mjs");
    const at = (users: number, linear: number, square: number): Size => ({
      users,
      results: [
        { name: "linear", cpu: linear },
        { name: "square", cpu: square },
      ],
    });
    const [linear, square] = growth([at(10, 3, 7), at(1000, 300, 70_000)]);
    assert.ok(Math.abs((linear?.exponent ?? 0) - 1) < 1e-9);
    assert.ok(Math.abs((square?.exponent ?? 0) - 2) < 1e-9);
  });

  it("leaves the start out of how a command grows, and knows a dear command", async () => {
    const { commandGrowth } = await load<{
      commandGrowth: (measured: object[]) => { name: string; exponent: number }[];
    }>("commands.mjs");
    const { judge } = await load<{
      judge: (report: object, asked: { only: string[]; sizes: number[] }) => Limit[];
    }>("limits.mjs");
    const at = (users: number, linear: number, square: number): object => ({
      ...{ users, key: "mixed1", failures: {} },
      results: [
        { name: "--version", cpu: 250, ratio: 0.1 },
        { name: "fix", cpu: 250 + linear, ratio: 1.5 },
        { name: "compare", cpu: 250 + square, ratio: 13 },
      ],
    });
    const commands = [at(10, 3, 7), at(1000, 300, 70_000)];
    const growth = commandGrowth(commands);
    assert.deepEqual(
      growth.map(({ name, exponent }) => [name, Math.round(exponent * 1e6) / 1e6]),
      [
        ["fix", 1],
        ["compare", 2],
      ],
    );
    const report = { commands, commandGrowth: growth.map((each) => ({ ...each, to: 1000 })) };
    const values = new Map(
      judge(report, { only: ["commands"], sizes: [] }).map(({ id, value, met }) => [id, [value, met]]),
    );
    assert.deepEqual(values.get("commands"), [13, false]);
    assert.deepEqual(values.get("fix"), [1.5, true]);
    assert.deepEqual(values.get("commands-wrong"), [undefined, false]);
    assert.equal(values.get("commands-growth")?.[1], false);
  });

  it("makes mixed sets of the kinds that people send", async () => {
    const { userRecords } = await load<{
      userRecords: (options: object, counts?: Record<string, number>) => Iterable<string>;
    }>("rows.mjs");
    const counts: Record<string, number> = {};
    const [, ...rows] = userRecords({ users: 2000, mixed: true }, counts);
    const share = (pattern: RegExp): number => rows.filter((row) => pattern.test(row)).length / rows.length;
    assert.ok(share(/"/) > 0.3, "quoted");
    assert.ok(share(/\n(?!$)/) > 0.09, "line breaks in cells");
    assert.ok(share(/^u-\d+,[^,]*[À-￿]/) > 0.5, "names that are not ASCII");
    assert.ok(share(/\+[a-z]+@/) > 0.03, "plus signs");
    assert.deepEqual(Object.keys(counts), ["not-active: suspended"]);
    assert.deepEqual([...userRecords({ users: 2000, mixed: true })].slice(1), rows);
  });

  it("takes no check that read less, or found more or less than there is", async () => {
    const { acceptCheck } = await load<{ acceptCheck: (run: Ended, of: Manifest) => string | undefined }>("check.mjs");
    const summary = { rows: 45, errors: 1, warnings: 1, information: 1, hints: 0 };
    assert.equal(acceptCheck(ended({ summary }), manifest), undefined);
    assert.match(acceptCheck(ended({ summary: { ...summary, rows: 44 } }), manifest) ?? "", /44 rows of 45/);
    assert.match(acceptCheck(ended({ summary: { ...summary, errors: 0 } }), manifest) ?? "", /2 problems, 3 rows/);
    assert.match(acceptCheck(ended({ summary: { ...summary, hints: 1 } }), manifest) ?? "", /4 problems, 3 rows/);
    assert.match(acceptCheck({ ...ended({}), stdout: "rows: 45" }, manifest) ?? "", /not JSON/);
    assert.match(acceptCheck({ ...ended({ summary }, 2), complaint: "Error: no" }, manifest) ?? "", /ended with 2/);
  });

  it("takes no other package's check that read less or found nothing", async () => {
    const { acceptTeam } = await load<{ acceptTeam: (run: Ended, of: Manifest) => string | undefined }>("check.mjs");
    assert.equal(acceptTeam(ended({ rows: 40, problems: 2 }, 0), manifest), undefined);
    assert.match(acceptTeam(ended({ rows: 39, problems: 2 }, 0), manifest) ?? "", /39 rows of 40/);
    assert.match(acceptTeam(ended({ rows: 40, problems: 0 }, 0), manifest) ?? "", /found 0/);
  });

  it("takes ratios round by round, and none of a case that failed", async () => {
    const { ratioOf } = await load<{
      ratioOf: (size: Size | undefined, name: string, base: string, unit: "cpu" | "peak") => number | undefined;
    }>("limits.mjs");
    const runs = (...cpu: number[]): Run[] => cpu.map((each) => ({ cpu: each, peak: 1 }));
    const size: Size = {
      users: 1,
      results: [
        { name: "a", cpu: 0, runs: runs(1, 20, 9) },
        { name: "b", cpu: 0, runs: runs(2, 10, 3) },
        { name: "short", cpu: 0, runs: runs(2) },
      ],
    };
    assert.equal(ratioOf(size, "a", "b", "cpu"), 2);
    assert.equal(ratioOf(size, "a", "short", "cpu"), undefined);
    assert.equal(ratioOf(size, "a", "gone", "cpu"), undefined);
    assert.equal(ratioOf(undefined, "a", "b", "cpu"), undefined);
  });

  it("calls no limit met that was not measured, and asks only for what was wanted", async () => {
    const { judge, LIMITS } = await load<{
      judge: (report: object, asked: { only: string[]; sizes: number[] }) => Limit[];
      LIMITS: Limit[];
    }>("limits.mjs");
    const sections = ["check", "commands", "features", "keys", "open", "sets", "start", "size", "activation"];
    const all = judge({}, { only: sections, sizes: [100_000, 1_000_000] });
    assert.equal(all.length, LIMITS.length);
    assert.equal(new Set(all.map(({ id }) => id)).size, LIMITS.length);
    assert.deepEqual(
      all.filter(({ met, value }) => met || value !== undefined),
      [],
    );
    const open = judge(
      { open: { held: 10, opened: 1.9, typed: 2.1, closed: Number.NaN, aside: 11, member: 0.2 } },
      { only: ["open"], sizes: [] },
    );
    assert.deepEqual(
      open.map(({ id, value, met }) => [id, value, met]),
      [
        ["held", 10, true],
        ["retained", 2.1, false],
        ["returned", undefined, false],
        ["aside", 11, false],
        ["member", 0.2, true],
      ],
    );
    assert.ok(judge({}, { only: ["check"], sizes: [1000] }).every(({ id }) => !id.endsWith("-1000000")));
  });

  it("looks at the slowest kind of key, and at none when one is missing", async () => {
    const { judge } = await load<{
      judge: (report: object, asked: { only: string[]; sizes: number[] }) => Limit[];
    }>("limits.mjs");
    const key = (name: string, shown: string, p50: number, single = true): object => ({
      ...{
        key: name,
        shown,
        single,
        large: { p50, p95: 2 * p50, finalP50: p50 + 0.5, finalP95: 2 * p50 + 0.5 },
        p50Ratio: p50,
        p95Ratio: 1,
      },
    });
    const letter = "a letter in a name";
    const valuesOf = (...results: object[]): Record<string, number | undefined> =>
      Object.fromEntries(
        judge({ keys: { results } }, { only: ["keys"], sizes: [] }).map(({ id, value }) => [id, value]),
      );
    const values = valuesOf(
      key(letter, "no problems", 1),
      key(letter, "250 problems", 2),
      key(letter, "1,000 problems", 7),
      key("an opening quote", "no problems", 4),
      key("pasting 10,000 rows", "no problems", 500, false),
    );
    assert.deepEqual(values, {
      ...{ "key-p50": 2.5, "key-p95": 4.5, "key-1000": 7.5, "worst-p50": 4, "worst-p95": 8 },
      ...{ "key-ratio-p50": 4, "key-ratio-p95": 1 },
    });
    assert.equal(valuesOf(key(letter, "no problems", Number.NaN))["key-p50"], undefined);
  });

  it("compares the least of both sides, and nothing with nothing", async () => {
    const { leastRatio } = await load<{ leastRatio: (own: number[], other: number[]) => number }>("limits.mjs");
    assert.equal(leastRatio([9, 6, 7], [5, 3]), 2);
    assert.ok(Number.isNaN(leastRatio([], [1])));
    assert.ok(Number.isNaN(leastRatio([1], [])));
  });

  it("tells a loss of a half, and ratios that are on one side only", async () => {
    const { lossesAgainst } = await load<{
      lossesAgainst: (recorded: Record<string, number>, measured: Record<string, number | undefined>) => Loss[];
    }>("limits.mjs");
    const names = (losses: Loss[]): string[] => losses.map(({ name, why }) => `${name} ${why}`);
    assert.deepEqual(lossesAgainst({ check: 0.5 }, { check: 0.74 }), []);
    assert.deepEqual(names(lossesAgainst({ check: 0.5 }, { check: 0.75 })), [
      "check is 0.75, was 0.50: 1.50 times as much",
    ]);
    assert.deepEqual(names(lossesAgainst({ gone: 1, failed: 1 }, { failed: Number.NaN, fresh: 1 })), [
      "gone was not measured",
      "failed was not measured",
      "fresh was never recorded",
    ]);
  });

  it("tells a profile's own time by function and source file, without waiting", async () => {
    const { filesByLine, ownTime } = await load<{
      filesByLine: (bundle: string) => string[];
      ownTime: (profile: object, files: string[]) => { what: string; where: string; share: number }[];
    }>("profile.mjs");
    const files = filesByLine(
      "// server/core/a.ts\nfunction one() {}\n  // a comment\n// server/cli/b.ts\nfunction two() {}",
    );
    assert.deepEqual(files, [
      ...["server/core/a.ts", "server/core/a.ts", "server/core/a.ts"],
      ...["server/cli/b.ts", "server/cli/b.ts"],
    ]);
    const node = (id: number, functionName: string, url: string, lineNumber = 0): object => ({
      id,
      callFrame: { functionName, url, lineNumber },
    });
    const nodes = [
      ...[node(1, "one", "file:///main.js", 1), node(2, "two", "file:///main.js", 4)],
      ...[node(3, "(idle)", ""), node(4, "read", "node:fs"), node(5, "one", "file:///main.js", 2)],
    ];
    const rows = ownTime({ nodes, samples: [1, 2, 3, 4, 5], timeDeltas: [10, 60, 1000, 10, 20] }, files);
    assert.deepEqual(rows, [
      { what: "two", where: "server/cli/b.ts", share: 0.6 },
      { what: "one", where: "server/core/a.ts", share: 0.3 },
      { what: "read", where: "Node", share: 0.1 },
    ]);
  });

  it("has recorded every ratio of the short form, and no time", () => {
    const recorded = JSON.parse(readFileSync("scripts/bench/baseline.json", "utf8")) as Record<string, number>;
    assert.deepEqual(Object.keys(recorded).sort(), ["check", "key", "peak", "size", "start", "wrong"]);
    for (const ratio of Object.values(recorded)) assert.ok(ratio > 0 && ratio < 20, `${ratio} is no ratio`);
  });

  it("has a page that is what its figures and notes make", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/bench/report.mjs", "--check"], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
  });

  it("says on the page what is not met, with what people wrote to it, and nothing of what is", async () => {
    const { pageOf } = await load<{ pageOf: (figures: object, notes: string) => string }>("page.mjs");
    const limit = (id: string, value: number | undefined, met: boolean): object => ({
      ...{ id, what: `what of ${id}`, most: 1, met },
      ...(value === undefined ? {} : { value }),
    });
    const machine = { cpu: "A CPU", cores: 2, memory: 8, system: "linux x64", node: "v20", load: 0 };
    const limits = [limit("slow-100000", 2, false), limit("fast", 0.5, true), limit("unknown", undefined, false)];
    const notes = "intro\n\n## other slow\n\nIn the loop.\n\n## fast\n\nOld story.\n";
    const page = pageOf({ date: "2026-01-01", machine, limits }, notes);
    assert.match(page, /A CPU, 2 cores/);
    assert.match(page, /\| what of slow-100000 \| 2\.00 \| ≤ 1 \| \*\*not met\*\* \|/);
    assert.match(page, /- what of slow-100000: 2\.00 where 1 was required\n\nIn the loop\./);
    assert.match(page, /\| what of unknown \| – \| ≤ 1 \| not measured \|/);
    assert.doesNotMatch(page, /Old story/);
  });
});
