// Checks the three files of the Turvo User entity with packages, as a team would write it in an afternoon: fewer rules than ours.
//
//   node scripts/bench/team.mjs csv-parse+ajv|csv-file-validator
//
// Prints `{rows, problems}` of user.csv, communication_channel.csv and group.csv in the folder it is started in.

import { readFileSync } from "node:fs";
import { COLUMNS } from "./rows.mjs";
import { USER_ROLES } from "./words.mjs";

const list = (name) => JSON.parse(readFileSync(new URL(`../../schemas/lists/${name}.json`, import.meta.url), "utf8"));
const { zones, aliases } = list("timezones");
const countries = Object.entries(list("countries"));

const EMAIL = "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$";
const ID = "^\\S+$";
const oneOf = (...values) => ({ enum: values });
const orEmpty = (...values) => oneOf("", ...values);
const like = (pattern) => ({ pattern });
const FLAG = orEmpty("True", "False");

/** What each file's cells may hold; columns that are not named may hold anything. */
const FILES = {
  "user.csv": {
    columns: COLUMNS.user,
    cells: {
      id: like(ID),
      name: like("\\S"),
      permission: oneOf(...USER_ROLES),
      "status.code": orEmpty("2450", "2451", "2452"),
      timezone: oneOf(...zones, ...Object.keys(aliases)),
      userEmail: like(EMAIL),
    },
  },
  "communication_channel.csv": {
    columns: COLUMNS.channel,
    cells: {
      id: like(ID),
      contextId: like(ID),
      "email.type": orEmpty("1095", "1097", "1098"),
      email: like(`^$|${EMAIL}`),
      "phone.type": orEmpty("1015", "1016", "1018", "1019", "1080"),
      phone: like("^\\d*$"),
      "phone.extension": like("^\\d*$"),
      "phone.country": orEmpty(...countries.map(([code]) => code)),
      "address.type": orEmpty("1181", "1182", "1183"),
      "address.country": orEmpty(...countries.flatMap(([, { names }]) => names)),
      IsPrimary: FLAG,
      IsPrimaryEmail: FLAG,
      IsPrimaryPhone: FLAG,
    },
    together: [
      ["email", "email.type"],
      ["phone", "phone.type"],
      ["address.line1", "address.type"],
    ],
  },
  "group.csv": {
    columns: COLUMNS.userGroup,
    cells: { id: like(ID), contextId: like(ID), groupId: like(ID), permission: orEmpty(...USER_ROLES.slice(1)) },
  },
};

/** csv-parse makes objects, Ajv looks at each, a Map and Sets know the ids. */
async function withAjv() {
  const { parse } = await import("csv-parse/sync");
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({ allErrors: true });
  const users = new Map();
  const primaries = new Set();
  let rows = 0;
  let problems = 0;
  for (const [name, { cells, columns, together = [] }] of Object.entries(FILES)) {
    const properties = Object.fromEntries(
      Object.entries(cells).map(([cell, rule]) => [cell, { type: "string", ...rule }]),
    );
    const rules = together.map(([value, kind]) => ({
      anyOf: [{ properties: { [value]: { const: "" } } }, { properties: { [kind]: { type: "string", minLength: 1 } } }],
    }));
    const schema = { type: "object", properties, required: columns };
    const validate = ajv.compile(rules.length === 0 ? schema : { ...schema, allOf: rules });
    const ids = new Set();
    for (const record of parse(readFileSync(name), { columns: true })) {
      rows++;
      if (!validate(record)) problems += validate.errors.length;
      if (ids.has(record.id)) problems++;
      ids.add(record.id);
      if (name === "user.csv") {
        users.set(record.id, record);
        continue;
      }
      if (!users.has(record.contextId)) problems++;
      if (record.IsPrimaryEmail !== "True") continue;
      if (primaries.has(record.contextId)) problems++;
      primaries.add(record.contextId);
    }
  }
  return { rows, problems };
}

/** csv-file-validator with a function a column. Left out: its `unique`, whose time grows with the square of the rows. */
async function withValidator() {
  const { default: validateFile } = await import("csv-file-validator");
  const test = ({ enum: values, pattern }) => {
    if (values === undefined) {
      const expression = new RegExp(pattern);
      return (value) => expression.test(value);
    }
    const known = new Set(values);
    return (value) => known.has(value);
  };
  let rows = 0;
  let problems = 0;
  for (const [name, { cells, columns, together = [] }] of Object.entries(FILES)) {
    const headers = columns.map((column) => {
      const pair = together.find(([, type]) => type === column);
      const other = pair === undefined ? -1 : columns.indexOf(pair[0]);
      return {
        ...{ name: column, inputName: column, optional: true },
        ...(cells[column] === undefined ? {} : { validate: test(cells[column]) }),
        ...(pair === undefined ? {} : { dependentValidate: (value, row) => value !== "" || row[other] === "" }),
      };
    });
    const { data, inValidData } = await validateFile(readFileSync(name, "utf8"), { headers });
    rows += data.length;
    problems += inValidData.length;
  }
  return { rows, problems };
}

const answer = process.argv[2] === "csv-parse+ajv" ? await withAjv() : await withValidator();
process.stdout.write(`${JSON.stringify(answer)}\n`);
