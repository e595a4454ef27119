// Merely parses files with one of the peers, keeps every row, and prints how many records there were.
//
//   node scripts/bench/parse.mjs csv-parse|papaparse|udsv|read|decode|line-ends FILE...

import { readFileSync } from "node:fs";

const PARSERS = {
  "csv-parse": async () => {
    const { parse } = await import("csv-parse/sync");
    return (path) => parse(readFileSync(path));
  },
  papaparse: async () => {
    const { default: papa } = await import("papaparse");
    return (path) =>
      papa.parse(readFileSync(path, "utf8"), { delimiter: ",", newline: "\n", skipEmptyLines: true }).data;
  },
  udsv: async () => {
    const { inferSchema, initParser } = await import("udsv");
    return (path) => {
      const text = readFileSync(path, "utf8");
      // Its parser leaves the header out; the others count it as a record.
      return [[], ...initParser(inferSchema(text)).stringArrs(text)];
    };
  },
  // The limits of the machine, which keep nothing: the bytes, the text, every line feed.
  read: async () => (path) => ({ length: readFileSync(path).length }),
  decode: async () => (path) => ({ length: readFileSync(path, "utf8").length }),
  "line-ends": async () => (path) => {
    const bytes = readFileSync(path);
    let length = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) length++;
    return { length };
  },
};

const [name, ...paths] = process.argv.slice(2);
const load = await PARSERS[name]();
const kept = paths.map(load);
process.stdout.write(`${kept.reduce((sum, rows) => sum + rows.length, 0)}\n`);
