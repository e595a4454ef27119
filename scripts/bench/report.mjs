// Writes docs/performance.md from a run's figures (docs/performance.json) and what people wrote to them (notes.md).
//
//   node scripts/bench/report.mjs [--check]     again from the same figures; --check only tells whether the page is fresh

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pageOf } from "./page.mjs";

const own = (name) => fileURLToPath(new URL(name, import.meta.url));
const FIGURES = own("../../docs/performance.json");
const NOTES = own("notes.md");
const PAGE = own("../../docs/performance.md");

/** Keeps a run's figures, without its single readings, and writes the page. Returns the page's path. */
export function writePage(report) {
  const kept = JSON.stringify(report, (key, value) => (key === "runs" ? undefined : rounded(value)), 1);
  writeFileSync(FIGURES, `${kept}\n`);
  writeFileSync(PAGE, pageOf(JSON.parse(kept), readFileSync(NOTES, "utf8")));
  return PAGE;
}

/** Four digits say all that a measurement knows. */
const rounded = (value) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

if (process.argv[1] === import.meta.filename) {
  const page = pageOf(JSON.parse(readFileSync(FIGURES, "utf8")), readFileSync(NOTES, "utf8"));
  if (!process.argv.includes("--check")) writeFileSync(PAGE, page);
  else if (readFileSync(PAGE, "utf8") !== page) {
    process.stderr.write(
      "docs/performance.md is not what docs/performance.json and notes.md make: node scripts/bench/report.mjs\n",
    );
    process.exitCode = 1;
  }
}
