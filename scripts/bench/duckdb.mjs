// Checks a Turvo set with DuckDB, as somebody would who knows SQL: fewer rules than ours, and how many rows break each, not where.
//
//   node scripts/bench/duckdb.mjs        in the folder of a set; prints `{rows, problems}`
//
// DuckDB is 70 MB, so it is no dependency: `prepareDuckDb` puts it into the bench's cache when it is wanted.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { USER_ROLES } from "./words.mjs";

const PACKAGE = "@duckdb/node-api";
const VERSION = "1.5.6-r.1";
/** Where the package was put, for the process that checks. */
const PLACE = "CSV_BENCH_DUCKDB";

/** Installs the package below `data` unless it is there. Returns the environment for a check, or why there is none. */
export function prepareDuckDb(data) {
  const folder = join(data, "duckdb");
  const entry = join(folder, "node_modules", PACKAGE, "lib/index.js");
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--save-exact", `${PACKAGE}@${VERSION}`];
    const shell = process.platform === "win32";
    const { status, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8", shell });
    if (status !== 0 || !existsSync(entry))
      return { why: `npm can't install it: ${String(stderr).trim().slice(-200)}` };
  }
  return { env: { [PLACE]: pathToFileURL(entry).href } };
}

const list = (name) => JSON.parse(readFileSync(new URL(`../../schemas/lists/${name}.json`, import.meta.url), "utf8"));
const quoted = (values) => values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
const EMAIL = "'^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$'";
const filled = (column) => `coalesce("${column}", '') <> ''`;
const notIn = (column, values) => `${filled(column)} AND "${column}" NOT IN (${quoted(values)})`;
const unlike = (column, pattern) => `${filled(column)} AND NOT regexp_matches("${column}", ${pattern})`;
const where = (table, condition) => `SELECT count(*) FROM "${table}" WHERE ${condition}`;
const repeated = (table, column) =>
  `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) n FROM "${table}" WHERE ${filled(column)} GROUP BY "${column}" HAVING n > 1)`;
const lost = (table, column, target) =>
  `SELECT count(*) FROM "${table}" a WHERE NOT EXISTS (SELECT 1 FROM "${target}" b WHERE b.id = a."${column}")`;
const FLAGS = ["IsPrimary", "IsPrimaryEmail", "IsPrimaryPhone"];
const TABLES = {
  user: "user.csv",
  channel: "communication_channel.csv",
  membership: "group.csv",
  group: "Group/group.csv",
};

/** Keys, references, required cells, lists, patterns, conditions between cells, and one primary of each kind a user. */
function checks() {
  const { zones, aliases } = list("timezones");
  const countries = Object.entries(list("countries"));
  const codes = countries.map(([code]) => code);
  const names = countries.flatMap(([, country]) => country.names);
  const needs = (type, value) => where("channel", `${filled(value)} AND NOT (${filled(type)})`);
  return [
    ...["user", "channel", "membership", "group"].map((table) => repeated(table, "id")),
    ...["user", "channel", "membership"].map((table) => where(table, `regexp_matches(id, '\\s')`)),
    repeated("user", "userEmail"),
    ...["channel", "membership"].map((table) => lost(table, "contextId", "user")),
    lost("membership", "groupId", "group"),
    ...["name", "timezone", "userEmail"].map((column) => where("user", `NOT (${filled(column)})`)),
    where("user", "trim(name) <> name OR title LIKE '=%'"),
    where("user", unlike("userEmail", EMAIL)),
    where("user", notIn("timezone", [...zones, ...Object.keys(aliases)])),
    where("user", notIn("permission", USER_ROLES)),
    where("user", notIn("status.code", ["2450", "2451", "2452"])),
    where("membership", notIn("permission", USER_ROLES.slice(1))),
    where("channel", notIn("email.type", ["1095", "1097", "1098"])),
    where("channel", notIn("phone.type", ["1015", "1016", "1018", "1019", "1080"])),
    where("channel", notIn("address.type", ["1181", "1182", "1183"])),
    where("channel", notIn("phone.country", codes)),
    where("channel", notIn("address.country", names)),
    ...FLAGS.map((flag) => where("channel", notIn(flag, ["True", "False"]))),
    where("channel", unlike("email", EMAIL)),
    ...["phone", "phone.extension"].map((column) => where("channel", unlike(column, "'^\\d+$'"))),
    where("channel", `"address.country" = 'United States' AND NOT regexp_matches("address.zip", '^\\d{5}(-\\d{4})?$')`),
    ...["email", "phone"].map((block) => needs(`${block}.type`, block)),
    needs("address.type", "address.line1"),
    where("channel", `NOT (${filled("email")} OR ${filled("phone")} OR ${filled("address.line1")})`),
    ...FLAGS.map(
      (flag) =>
        `SELECT count(*) FROM (SELECT count(*) n FROM channel WHERE "${flag}" = 'True' GROUP BY "contextId" HAVING n > 1)`,
    ),
  ];
}

async function main() {
  const { DuckDBInstance } = await import(process.env[PLACE]);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const numberOf = async (sql) => Number((await connection.runAndReadAll(sql)).getRows()[0][0]);
  let rows = 0;
  for (const [table, file] of Object.entries(TABLES)) {
    const read = `read_csv('${file}', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`;
    await connection.run(`CREATE TABLE "${table}" AS SELECT * FROM ${read}`);
    rows += await numberOf(`SELECT count(*) FROM "${table}"`);
  }
  let problems = 0;
  for (const sql of checks()) problems += await numberOf(sql);
  process.stdout.write(`${JSON.stringify({ rows, problems })}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
