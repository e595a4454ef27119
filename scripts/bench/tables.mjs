// Draws the bench's figures as text tables.

const BLANK = "–";
const show = (digits) => (value) => (Number.isFinite(value) ? value.toFixed(digits) : BLANK);
const ms = show(0);
const fine = show(2);
const ratio = show(3);
const count = (number) => number.toLocaleString("en-US");

/** A table with its first column to the left and the others to the right, below a title. */
function table(title, head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(...all.map((row) => [...row[at]].length)));
  const fill = (cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]));
  const lines = all.map((row) => row.map(fill).join("  ").trimEnd());
  lines.splice(1, 0, widths.map((width) => "-".repeat(width)).join("  "));
  return `\n${title}\n\n${lines.join("\n")}`;
}

export function printChecks({ users, bytes, rounds, results }) {
  const head = ["", "wall ms", "CPU ms", "peak MB", "× csv-parse wall", "× CPU", "× peak"];
  const rows = results.map((one) => [
    ...[one.name, ms(one.wall), ms(one.cpu), ms(one.peak)],
    ...[ratio(one.wallRatio), ratio(one.cpuRatio), ratio(one.peakRatio)],
  ]);
  return table(
    `Check of ${count(users)} users (${(bytes / 1e6).toFixed(1)} MB), ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    head,
    rows,
  );
}

export function printGrowth(growth) {
  const rows = growth.map((one) => [one.name, `${count(one.from)} → ${count(one.to)}`, fine(one.exponent)]);
  return table("Growth of CPU (1 = in step with the data)", ["", "users", "exponent"], rows);
}

export function printCommands({ users, name, rounds, results }) {
  const rows = results.map((one) => [one.name, ms(one.wall), ms(one.cpu), ms(one.peak), fine(one.ratio)]);
  const title = `Commands, ${count(users)} users, ${name}, ${rounds} ${rounds === 1 ? "round" : "rounds"}`;
  return table(title, ["", "wall ms", "CPU ms", "peak MB", "CPU × check"], rows);
}

export function printFeatures({ users, name, results, check }) {
  const rows = results.map((one) => [one.name, ms(one.wall), ms(one.cpu), fine(one.piece), fine(one.ratio)]);
  const title = `What an editor asks, ${count(users)} users, ${name}; the server's CPU before: ${ms(check)} ms`;
  return table(title, ["", "wall ms", "CPU ms", "longest piece, CPU ms", "CPU × before"], rows);
}

export function printDamagedGrowth(growth) {
  const rows = growth.map((one) => [
    `${one.name}, ${one.key}`,
    `${count(one.from)} → ${count(one.to)}`,
    fine(one.exponent),
  ]);
  return table("Growth of CPU beyond the start (1 = in step with the data)", ["", "users", "exponent"], rows);
}

export function printKeys({ small, large, results, opened }) {
  const [few, many] = [count(small), count(large)];
  const head = [
    "",
    `p50 ms ${few}`,
    "p95",
    `p50 ms ${many}`,
    "p95",
    "final p50",
    "× p50",
    "× p95",
    "problems",
    "edits",
  ];
  const rows = results.map((one) => [
    ...[`${one.key}, ${one.shown}`, fine(one.small.p50), fine(one.small.p95), fine(one.large.p50), fine(one.large.p95)],
    ...[fine(one.large.finalP50), fine(one.p50Ratio), fine(one.p95Ratio)],
    ...[one.problems.map(count).join(" / "), one.edits.map(count).join(" / ")],
  ]);
  const openRows = opened.map((one) => [
    ...[`${count(one.users)} rows, ${one.shown}`, ms(one.open), ms(one.cpu), ms(one.peak), count(one.problems)],
  ]);
  return [
    table(`A key to its diagnostics, ${few} against ${many} rows`, head, rows),
    table("Opened files", ["", "open to all diagnostics ms", "CPU ms in all", "peak MB", "problems"], openRows),
  ].join("\n");
}

export function printYaml(yaml, keys) {
  const own = keys?.results.find(({ shown }) => shown === "no problems")?.large.p50;
  const title = `A letter at yaml-language-server, ${(yaml.bytes / 1e6).toFixed(1)} MB, ${count(yaml.records)} records`;
  const head = ["", "p50 ms", "open ms", "peak MB", "ours ÷ it"];
  const share = show(5)(own === undefined || keys.large !== yaml.users ? Number.NaN : own / yaml.p50);
  return table(title, head, [["", ms(yaml.p50), ms(yaml.open), ms(yaml.peak), share]]);
}

export function printOpen({ users, first, final, taken, held, aside, opened, typed, closed, member, peak }) {
  const title = `An opened file of ${count(users)} rows`;
  return [
    table(
      title,
      ["", "ms"],
      [
        ["to the first diagnostics", ms(first)],
        ["to all diagnostics", ms(final)],
        ["longest wait for a hover meanwhile", fine(held)],
        ["wait for a hover asked for with the opening", ms(taken)],
        ["longest wait for a hover while it is read, closed, beside an open file", fine(aside)],
      ],
    ),
    table(
      "Memory kept for it ÷ its text in UTF-16",
      ["opened", "after keys", "closed", "beside an open one", "peak MB"],
      [[fine(opened), fine(typed), fine(closed), fine(member), ms(peak)]],
    ),
  ].join("\n");
}

export function printSets({ users, results }) {
  const rows = results.map((one) => [count(one.sets), ms(one.wall), ratio(one.ratio)]);
  return table(
    `First diagnostics of a user.csv of ${count(users)} rows`,
    ["sets in the workspace", "ms", "× one"],
    rows,
  );
}

export function printStart({ results }) {
  const head = ["", "ms", "× yaml-language-server", "× node alone"];
  const rows = results.map((one) => [one.name, ms(one.wall), ratio(one.ratio), ratio(one.floorRatio)]);
  return table("Start: spawn to the answer to initialize", head, rows);
}

export function printSizes(sizes) {
  const rows = Object.entries(sizes).map(([part, { bytes, files }]) => [
    ...[part, ms(bytes / 1000), files.length > 3 ? `${files.length} files` : files.map(({ name }) => name).join(" ")],
  ]);
  return table("Sizes", ["", "kB", "files"], rows);
}

export function printProfile(profiles) {
  return profiles
    .map(({ name, users, rows }) =>
      table(
        `Own time of functions: ${name}, ${count(users)} users`,
        ["", "%", "in"],
        rows.map(({ what, where, share }) => [what, (100 * share).toFixed(1), where]),
      ),
    )
    .join("\n");
}

export function printActivation({ activation, bare, problems, ratio: relative, editor, runs }) {
  const rows = [
    ["the extension", fine(activation), ratio(relative), runs.map((run) => fine(run.activation)).join(", ")],
    ["one that does nothing", fine(bare), "", runs.map((run) => fine(run.bare)).join(", ")],
    ["to the first problem of a file", fine(problems), "", runs.map((run) => fine(run.problems)).join(", ")],
  ];
  return table(`Activation in VS Code ${editor}`, ["", "ms", "× one that does nothing", "runs"], rows);
}

/** The limits, met or not. */
export function printLimits(limits) {
  const rows = limits.map((one) => {
    const verdict = one.value === undefined ? "not measured" : one.met ? "met" : "NOT MET";
    const where = one.at === undefined || one.at === one.users ? "" : ` with ${count(one.at)}`;
    return [one.what, `${ratio(one.value)}${one.unit ? ` ${one.unit}` : ""}`, `≤ ${one.most}`, `${verdict}${where}`];
  });
  return table("Limits", ["", "value", "limit", ""], rows);
}
