// Loaded by a real editor in its extension host: activates the extension, which nothing has done before, and one that does
// nothing, and tells how long each took and when the first problems of a file were there.
const { writeFileSync } = require("node:fs");
const vscode = require("vscode");
const manifest = require("../../package.json");

const OURS = `${manifest.publisher}.${manifest.name}`;
const BARE = process.env.CSV_PREFLIGHT_BARE;
/** Like a file of users, with a mistake; its name activates nothing. */
const FILE = "people-1.csv";
const ROWS =
  "email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles\n" +
  "ann@example,Ann,Lee,,,,,,True,Active,\n";

exports.run = async () => {
  const times = {};
  let problems;
  // What comes second finds the way worn: who is first changes from round to round.
  const order = process.env.CSV_PREFLIGHT_FIRST === OURS ? [OURS, BARE] : [BARE, OURS];
  for (const id of order) {
    const extension = vscode.extensions.getExtension(id);
    // One that was active already, or is not there, has told nothing.
    if (extension?.isActive !== false) continue;
    const began = performance.now();
    await extension.activate();
    times[id] = performance.now() - began;
    if (id === OURS) problems = await firstProblems(began);
  }
  const passed = times[OURS] !== undefined && times[BARE] !== undefined && problems !== undefined;
  writeFileSync(
    process.env.CSV_PREFLIGHT_RESULT,
    JSON.stringify({
      ...(passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }),
      ...{ activation: times[OURS], bare: times[BARE], problems, editor: vscode.version },
    }),
  );
};

/** Opens a file with a mistake; resolves to the ms from `began` to its first problem, to undefined when there is none. */
async function firstProblems(began) {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, FILE);
  writeFileSync(uri.fsPath, ROWS);
  const seen = new Promise((resolve) => {
    const look = () => {
      if (vscode.languages.getDiagnostics(uri).length > 0) resolve(performance.now() - began);
    };
    vscode.languages.onDidChangeDiagnostics(look);
    setTimeout(resolve, 30_000);
  });
  await vscode.workspace.openTextDocument(uri);
  return seen;
}
