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

export function printChecks({ users, bytes, results }) {
  const head = ["", "wall ms", "CPU ms", "peak MB", "× csv-parse wall", "× CPU", "× peak"];
  const rows = results.map((one) => [
    ...[one.name, ms(one.wall), ms(one.cpu), ms(one.peak)],
    ...[ratio(one.wallRatio), ratio(one.cpuRatio), ratio(one.peakRatio)],
  ]);
  return table(`Check of ${count(users)} users (${(bytes / 1e6).toFixed(1)} MB)`, head, rows);
}

export function printKeys({ small, large, results, opened }) {
  const [few, many] = [count(small), count(large)];
  const head = ["", `p50 ms ${few}`, `p95`, `p50 ms ${many}`, "p95", "× p50", "× p95", "problems"];
  const rows = results.map((one) => [
    ...[`${one.key}, ${one.shown}`, fine(one.smallP50), fine(one.smallP95), fine(one.largeP50), fine(one.largeP95)],
    ...[fine(one.p50Ratio), fine(one.p95Ratio), one.problems.join(" / ")],
  ]);
  const openRows = opened.map((one) => [
    ...[`${count(one.users)} rows, ${one.shown}`, ms(one.open), ms(one.cpu), ms(one.peak), String(one.problems)],
  ]);
  return [
    table(`A key to its diagnostics, ${few} against ${many} rows`, head, rows),
    table("Opened files", ["", "open to diagnostics ms", "CPU ms in all", "peak MB", "problems"], openRows),
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

/** Growth exponents, bundle sizes and the limits, met or not. */
export function printLimits({ growth = [], bundles, limits }) {
  const parts = [];
  if (growth.length > 0) {
    const rows = growth.map((one) => [one.name, `${count(one.from)} → ${count(one.to)}`, fine(one.exponent)]);
    parts.push(table("Growth of CPU (1 = in step with the data)", ["", "users", "exponent"], rows));
  }
  const sizes = Object.entries(bundles).filter(([, bytes]) => bytes !== undefined);
  if (sizes.length > 0) {
    parts.push(
      table(
        "Bundles",
        ["", "KB"],
        sizes.map(([name, bytes]) => [`out/${name}/main.js`, ms(bytes / 1024)]),
      ),
    );
  }
  const verdict = ({ met, value }) => (value === undefined ? "not measured" : met ? "met" : "NOT MET");
  const rows = limits.map((one) => [one.what, ratio(one.value), `≤ ${one.most}`, verdict(one)]);
  parts.push(table("Limits", ["", "ratio", "limit", ""], rows));
  return parts.join("\n");
}
