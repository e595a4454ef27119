// The bench of a keystroke at yaml-language-server: the same users as records of a YAML document with a JSON schema.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setIn } from "./check.mjs";
import { median, usage } from "./measure.mjs";
import { frame, Pipe } from "./pipe.mjs";
import { COLUMNS, userRecords } from "./rows.mjs";
import { USER_ROLES } from "./words.mjs";

const { zones } = JSON.parse(readFileSync(new URL("../../schemas/lists/timezones.json", import.meta.url), "utf8"));

/** What a user may hold, as a JSON schema; the status has one value too few, so that something is on show. */
const SCHEMA = {
  type: "array",
  items: {
    type: "object",
    required: ["id", "name", "permission", "timezone", "userEmail"],
    properties: {
      id: { type: "string", pattern: "^\\S+$" },
      name: { type: "string", minLength: 1 },
      permission: { enum: USER_ROLES },
      "status.code": { enum: ["", "2450"] },
      timezone: { enum: zones },
      userEmail: { type: "string", pattern: "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$" },
    },
    additionalProperties: { type: "string" },
  },
};
/** Records with a wrong status: a document without any problem would not show that it was looked at. */
const WRONG = 10;

/** Users as YAML, as many as make at least `bytes`; a key a line, every value quoted. */
export function yamlOf(users, bytes) {
  const lines = [];
  let length = 0;
  let records = 0;
  for (const record of userRecords({ users, plain: true })) {
    if (records++ === 0) continue;
    const cells = record.trimEnd().split(",");
    if (records <= WRONG + 1) cells[COLUMNS.user.indexOf("status.code")] = "2459";
    for (const [at, name] of COLUMNS.user.entries()) {
      const line = `${at === 0 ? "- " : "  "}${name}: "${cells[at]}"`;
      lines.push(line);
      length += Buffer.byteLength(line) + 1;
    }
    if (length >= bytes) break;
  }
  return { lines, records: records - 1 };
}

/**
 * Changes a letter of a name and takes it back, `presses` times, in a YAML document as large as the user.csv of so
 * many users. Resolves to medians in ms, from the change to its published diagnostics, the server's own wait included.
 */
export async function benchYaml({ users, presses, data, command, folder, print }) {
  const { manifest } = setIn(data, users, { wrong: 0 }, print);
  const { bytes } = manifest.files["user.csv"];
  const { lines, records } = yamlOf(users, bytes);
  const text = `${lines.join("\n")}\n`;
  const schema = join(folder, "users.schema.json");
  writeFileSync(schema, JSON.stringify(SCHEMA));
  const uri = pathToFileURL(join(folder, "users.yaml")).href;
  const yaml = {
    validate: true,
    ...{ schemaStore: { enable: false }, schemas: { [pathToFileURL(schema).href]: "*.yaml" }, maxItemsComputed: 5000 },
  };
  const report = join(folder, "yaml.json");
  const pipe = new Pipe([...command], {
    ...{ cwd: folder, report },
    settings: (section) => (section === "yaml" ? yaml : {}),
  });
  const next = () =>
    new Promise((resolve, reject) => {
      const patience = setTimeout(
        () => reject(new Error("yaml-language-server published nothing in 3 minutes")),
        180_000,
      );
      pipe.published = (params, arrived) => {
        if (params.uri !== uri) return;
        clearTimeout(patience);
        resolve({ shown: params.diagnostics.length, arrived });
      };
    });
  let figures;
  try {
    await pipe.initialize(folder);
    pipe.notify("workspace/didChangeConfiguration", { settings: { yaml } });
    print(`keys: opening ${records} records in yaml-language-server`);
    const opening = frame({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "yaml", version: 1, text } },
    });
    const began = performance.now();
    const first = next();
    pipe.write(opening);
    const opened = await first;
    if (opened.shown !== WRONG) throw new Error(`yaml-language-server shows ${opened.shown} problems of ${WRONG}`);
    const times = [];
    let version = 1;
    // A key takes ten seconds in a large document: there is no time for one that is not measured.
    for (let n = users > 10_000 ? 0 : -1; n < presses; n++) {
      print(`keys: yaml-language-server, ${n + 1} of ${presses}`);
      const line = lines.findIndex(
        (one, at) => at > ((n + 2) * lines.length) / (presses + 3) && one.startsWith("  name:"),
      );
      const at = { line, character: lines[line].length - 1 };
      for (const [end, letter] of [
        [at, "x"],
        [{ line, character: at.character + 1 }, ""],
      ]) {
        const changed = frame({
          method: "textDocument/didChange",
          params: {
            textDocument: { uri, version: ++version },
            contentChanges: [{ range: { start: at, end }, text: letter }],
          },
        });
        const pressed = performance.now();
        const answer = next();
        pipe.write(changed);
        const { arrived } = await answer;
        if (n >= 0) times.push(arrived - pressed);
      }
    }
    const open = opened.arrived - began;
    figures = { users, records, bytes: Buffer.byteLength(text), open, p50: median(times), count: times.length };
  } finally {
    await pipe.close();
  }
  return { ...figures, ...usage(report) };
}
