// The engine from a script: checks two linked files, says what is wrong, fixes what is safe, renames a user in both files.
// Run it in a clone: npm run build && node docs/engine.mjs
import { Engine } from "../out/engine/engine.js";

const user = { uri: "file:///import/user.csv", path: "/import/user.csv" };
const group = { uri: "file:///import/group.csv", path: "/import/group.csv" };
const texts = {
  [user.uri]: `id,name,permission,status.code,timezone,userEmail
u1,Ann Lee,Admin,Active,America/Chicago,ann.lee@example.com
u2,Bob Ray,Viewer,2450,America/Chicago,bob.ray@example.com
`,
  [group.uri]: `id,contextId,groupId
g1,u1,east
g2,u3,east
`,
};

const engine = new Engine();
engine.open(user, texts[user.uri]);
engine.open(group, texts[group.uri]);
for (const { uri } of [user, group])
  for (const { line, column, severity, message } of engine.check(uri))
    console.log(`${uri.split("/").pop()}:${line}:${column} ${severity}: ${message}`);

const status = texts[user.uri].indexOf("Active");
console.log(String(engine.hover(user.uri, status)?.markdown).split("\n")[0]);
console.log(engine.complete(user.uri, status).map(({ label }) => label).join(", "));

engine.edit(user.uri, engine.fixAll(user.uri), 1);
const renamed = engine.rename(user.uri, texts[user.uri].indexOf("u1"), "ann");
for (const { sheet, edits } of renamed.files) engine.edit(sheet.uri, edits, 2);
console.log(engine.export(user.uri, "csv").text);
