// What commands cannot do: each answers with the sentence that people are shown, and none throws, which VS Code would call an error.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { closeAll, refusalOf, workspace, write } from "./drive.ts";

const users = "id,name,title,permission,status.code,timezone,userEmail\nU-1,Ann,,Admin,2450,UTC,ann@example.com\n";

/** What a command is called with, and what it says then. */
interface Refused {
  readonly command: string;
  readonly given: readonly unknown[];
  readonly says: RegExp;
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(workspace(), "refused", name);
}

const plain = uriOf("plain.csv");
const user = uriOf("user.csv");
const gone = uriOf("gone.csv");
const target = uriOf("target");

const refusals: readonly Refused[] = [
  ...["validateFile", "fixAll", "chooseFileType", "preview", "export", "convert", "anonymize", "compare", "people"].map(
    (command): Refused => ({ command, given: [], says: /^Open a CSV file first\.$/ }),
  ),
  ...["fixAll", "preview", "export"].map(
    (command): Refused => ({ command, given: [gone, { format: "csv" }], says: /gone\.csv|not found|cannot open/i }),
  ),
  { command: "chooseFileType", given: [user, { type: "no.such" }], says: /no file type no\.such\. Use one of: / },
  { command: "newFromTemplate", given: [{ type: "no.such", folder: target }], says: /no\.such/ },
  {
    command: "newFromTemplate",
    given: [{ type: "meeds.user", folder: uriOf("") }],
    says: /Already exists: .*import\.csv/,
  },
  { command: "export", given: [user, { format: "pdf" }], says: /no format pdf\. Use one of: csv/ },
  { command: "export", given: [plain, { format: "csv" }], says: /plain\.csv isn't an import file/ },
  { command: "export", given: [user, { format: "csv", target: user }], says: /can't replace .*user\.csv/ },
  { command: "export", given: [plain, { format: "bundle", target: uriOf("b.zip") }], says: /\S/ },
  { command: "convert", given: [plain, { to: "meeds", target }], says: /plain\.csv isn't part of an import/ },
  { command: "convert", given: [user, { roles: "all" }], says: /Pass roles as/ },
  { command: "report", given: [{ files: [user], format: "pdf", target }], says: /no report format pdf/ },
  { command: "report", given: [[plain], { format: "csv", target: uriOf("r.csv") }], says: /no import file/ },
  { command: "generateGroupRows", given: [plain], says: /plain\.csv isn't part of an import with users and groups/ },
  { command: "people", given: [plain], says: /plain\.csv isn't part of an import with a file of people/ },
  { command: "savePeople", given: [plain, { target: uriOf("p.html") }], says: /\S/ },
  { command: "showChanges", given: [], says: /Compare with the last upload first/ },
  { command: "writeUndo", given: [{ target }], says: /Compare with the last upload first/ },
  { command: "compare", given: [{ uri: user, with: uriOf("nowhere.zip") }], says: /nowhere\.zip/ },
  { command: "anonymize", given: [user, { target: uriOf(""), seed: "s" }], says: /Nothing was written|exist/ },
  { command: "explainRule", given: ["no-such-rule"], says: /no rule no-such-rule/ },
];

describe("what commands cannot do", () => {
  before(async () => {
    write("refused/user.csv", users);
    write("refused/import.csv", "userName,firstName,lastName,password,email\n");
    write("refused/plain.csv", "a,b\n1,2\n");
    await vscode.commands.executeCommand("csvPreflight.closeChanges");
  });
  beforeEach(closeAll);
  after(() => fs.rmSync(path.dirname(user.fsPath), { recursive: true, force: true }));

  for (const { command, given, says } of refusals) {
    it(`${command} is refused in a sentence: ${says.source}`, async () => {
      const before = fs.readdirSync(path.dirname(user.fsPath));
      const said = refusalOf(await vscode.commands.executeCommand(`csvPreflight.${command}`, ...given));
      assert.match(said, says);
      assert.doesNotMatch(said, /\bundefined\b|\[object|^Error:|[`]/);
      assert.deepEqual(fs.readdirSync(path.dirname(user.fsPath)), before, "nothing was written");
      assert.equal(fs.readFileSync(user.fsPath, "utf8"), users);
    });
  }
});
