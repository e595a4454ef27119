/** Renaming an id: every cell of the set that says it and no other byte, and nothing that could not be taken back. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { documentText } from "../server/core/text/document.ts";
import { applyEdits, trimBlanks } from "../server/core/text/text.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { prepareRename, type Renamings, renameAt } from "../server/features/language/rename.ts";
import { findingsOf, goodSet, openSet, sheetAt, textAt, uriOf } from "./sets.ts";

/** Renames the id that stands after `before` in a file; throws with the reason when that is refused. */
function rename(workspace: Workspace, path: string, before: string, to: string): Record<string, string> {
  const sheet = sheetAt(workspace, path);
  const at = documentText(sheet.document).indexOf(before) + before.length;
  const answer = renameAt(workspace, sheet, at, to);
  if ("refused" in answer) throw new Error(String(answer.refused));
  return textsAfter(workspace, answer);
}

function textsAfter(workspace: Workspace, { files }: Renamings): Record<string, string> {
  const all = Object.fromEntries([...workspace.entries()].map((entry) => [entry.uri, documentText(entry.document)]));
  for (const { sheet, edits } of files) all[sheet.uri] = applyEdits(all[sheet.uri]!, edits);
  return Object.fromEntries(Object.entries(all).map(([uri, text]) => [uri.slice(uriOf("").length), text]));
}

describe("renaming an id", () => {
  const messy = {
    ...goodSet,
    "user.csv":
      'id,name,permission,status.code,timezone,userEmail\r\n"U-2" , U-2,Viewer,2450,Europe/London,u@example.com\r\n',
    "group.csv": 'id,contextId,groupId,permission\nM-1, U-2\u00a0,G-1,Viewer\nM-2,"U-2",G-2,Editor\nU-2,U-2,U-2,Editor',
  };

  it("changes all files of the set, from any of them, and keeps quotes, blanks and line breaks", () => {
    const files = { ...messy, "user.csv": messy["user.csv"].replace('" ,', '",') };
    const expected = {
      ...files,
      "user.csv": files["user.csv"].replace('"U-2"', '"U-77"'),
      "group.csv":
        'id,contextId,groupId,permission\nM-1, U-77\u00a0,G-1,Viewer\nM-2,"U-77",G-2,Editor\nU-2,U-77,U-2,Editor',
      "communication_channel.csv": files["communication_channel.csv"].replace("C-2,U-2", "C-2,U-77"),
    };
    assert.deepEqual(rename(openSet(files), "user.csv", '\r\n"', "U-77"), expected);
    assert.deepEqual(rename(openSet(files), "group.csv", "M-1, U", "U-77"), expected);
    assert.deepEqual(rename(openSet(files), "communication_channel.csv", "C-2,", "U-77"), expected);
  });

  it("tells groups from users of the same id, and other sets from this one", () => {
    const files = { ...messy, "other/user.csv": goodSet["user.csv"], "other/group.csv": goodSet["group.csv"] };
    const after = rename(openSet(files), "Group/group.csv", "name\n", "G-77");
    assert.equal(after["Group/group.csv"], "id,name\nG-77,North\nG-2,South\n");
    assert.match(after["group.csv"]!, /M-1, U-2\u00a0,G-77,Viewer\n/);
    assert.equal(after["other/user.csv"], goodSet["user.csv"]);
    assert.match(after["other/group.csv"]!, /M-1,U-2,G-77/, "both sets use the one group file there is");
    const user = rename(openSet(files), "other/user.csv", "2450,America/New_York,ann@example.com\n", "U-77");
    assert.equal(user["group.csv"], messy["group.csv"]);
    assert.match(user["other/group.csv"]!, /M-1,U-77,G-1/);
  });

  it("changes one item of a list", () => {
    const people =
      'email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles\na@example.com,Ann,Lee,,,,"C-10, C-1 ,C-1x",,False,Active,\n';
    const communities = "community_id,community_name\nC-1,Maple Court\n";
    const set = { "a_1/USER/p.csv": people, "a_1/COMMUNITY/c.csv": communities };
    const after = rename(openSet(set), "a_1/USER/p.csv", '"C-10, C-', "C-9");
    assert.equal(after["a_1/USER/p.csv"], people.replace(" C-1 ", " C-9 "));
    assert.equal(after["a_1/COMMUNITY/c.csv"], communities.replace("C-1,", "C-9,"));
    assert.throws(() => rename(openSet(set), "a_1/USER/p.csv", '"C-10, C-', "C,9"), /c\.csv, line 2: .*quotes/);
    const alone = { "a_1/USER/p.csv": people };
    assert.throws(() => rename(openSet(alone), "a_1/USER/p.csv", '"C-10, C-', "C,9"), /separates IDs in this list/);
  });

  it("says why not", () => {
    const refusal = (to: string): void => void rename(openSet(goodSet), "user.csv", "userEmail\n", to);
    assert.throws(() => refusal(""), /empty/);
    assert.throws(() => refusal("U 1"), /spaces/);
    assert.throws(() => refusal("U\u00a01"), /spaces/);
    assert.throws(() => refusal("U-1\n"), /line break/);
    assert.throws(() => refusal("U-2"), /U-2 is already used in user\.csv, line 3/);
    assert.throws(() => refusal("U,1"), /user\.csv, line 2: .*quotes/);
    const dangling = { ...goodSet, "group.csv": "id,contextId,groupId\nM-1,U-9,G-1\n" };
    assert.throws(
      () => rename(openSet(dangling), "user.csv", "userEmail\n", "U-9"),
      /group\.csv, line 2 already refers to U-9/,
    );
    const broken = { ...goodSet, "group.csv": 'id,contextId,groupId\nM-1,"U"-1,G-1\n' };
    assert.throws(() => rename(openSet(broken), "user.csv", "userEmail\n", "U-9"), /Fix the quotes/);
  });

  it("tells files of one name apart by their folders", () => {
    const two = Object.fromEntries(
      ["acme", "beta"].flatMap((folder) => Object.entries(goodSet).map(([name, text]) => [`${folder}/${name}`, text])),
    );
    const refusal = (files: Record<string, string>): void =>
      void rename(openSet(files), "acme/user.csv", "userEmail\n", "U-2");
    assert.throws(() => refusal(two), /already used in acme\/user\.csv, line 3/);
    const { "beta/user.csv": _, ...one } = two;
    assert.throws(() => refusal(one), /already used in user\.csv, line 3/);
    const same = { ...two, "c/acme/user.csv": goodSet["user.csv"] };
    assert.throws(() => refusal(same), /already used in \S*\/acme\/user\.csv, line 3/);
  });

  it("is for ids only", () => {
    const sheet = sheetAt(openSet(goodSet), "user.csv");
    const text = goodSet["user.csv"];
    const at = (before: string): number => text.indexOf(before) + before.length;
    assert.ok("refused" in prepareRename(sheet, at("U-1,A")), "a name");
    assert.ok("refused" in prepareRename(sheet, 1), "the header");
    assert.ok("refused" in prepareRename(sheet, text.length), "the end");
    assert.deepEqual(prepareRename(sheet, at("userEmail\nU")), { span: { start: 50, end: 53 }, id: "U-1" });
  });

  it("warns that the id is what later uploads go by", () => {
    const workspace = openSet(goodSet);
    const answer = renameAt(workspace, sheetAt(workspace, "user.csv"), 51, "U-9");
    assert.ok(
      "warning" in answer && /Turvo finds rows by this ID .* U-1 was uploaded before/.test(String(answer.warning)),
    );
    assert.equal("cells" in answer && answer.cells, 2);
  });

  it("and back gives the same bytes, and the same findings on the way", () => {
    const id = fc.constantFrom("U-1", "U-2", "U-3", "G-1", "M-1", 'U"4', "U,5", "Ü-6", "u-1", "U-9");
    const wrap = fc.constantFrom(
      (text: string) => text,
      (text: string) => ` ${text}`,
      (text: string) => `${text}  `,
      // IDs are compared as they are written, and one that ends in such a character is another ID.
      (text: string) => `${text}\u00a0`,
      (text: string) => `\u200b${text} `,
      (text: string) => `"${text.replaceAll('"', '""')}\ufeff"`,
      (text: string) => `"${text.replaceAll('"', '""')}"`,
      (text: string) => `" ${text.replaceAll('"', '""')} "`,
    );
    const cell = fc.tuple(id, wrap).map(([text, wrapped]) => wrapped(text));
    const rows = (make: (...cells: string[]) => string): fc.Arbitrary<string> =>
      fc
        .tuple(fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }), fc.constantFrom("\n", "\r\n"))
        .map(([all, lineBreak]) => all.map((cells) => make(...cells) + lineBreak).join(""));
    const set = fc.record({
      "user.csv": rows((a) => `${a},Ann,Admin,2450,Europe/London,ann@example.com`).map(
        (text) => `${goodSet["user.csv"].split("\n")[0]}\n${text}`,
      ),
      "group.csv": rows((a, b, c) => `${a},${b},${c},`).map((text) => `id,contextId,groupId,permission\n${text}`),
      "communication_channel.csv": rows((a, b) => `${a},${b},1097,x@example.com,,`).map(
        (text) => `${goodSet["communication_channel.csv"].split("\n")[0]}\n${text}`,
      ),
      "Group/group.csv": rows((a, b) => `${a},${b}`).map((text) => `id,name\n${text}`),
    });
    let renamed = 0;
    fc.assert(
      fc.property(set, fc.nat(), fc.constantFrom("U-8", "x", 'q"q', "a,b", "ß"), (files, where, to) => {
        const workspace = openSet(files);
        const paths = Object.keys(files) as (keyof typeof files)[];
        const path = paths[where % paths.length]!;
        const sheet = sheetAt(workspace, path);
        const offset = Math.floor(where / paths.length) % (files[path].length + 1);
        const prepared = prepareRename(sheet, offset);
        if ("refused" in prepared) return;
        const answer = renameAt(workspace, sheet, offset, to);
        if ("refused" in answer || answer.files.length === 0) return;
        renamed++;
        const before = findingsOf(workspace, /^(?:unknown-user|unknown-group|user-without-group)$/);
        for (const each of answer.files) workspace.edit(each.sheet.uri, each.edits, 2);
        const after = findingsOf(workspace, /^(?:unknown-user|unknown-group|user-without-group)$/);
        const places = (found: Record<string, string[]>): unknown =>
          Object.entries(found).map(([file, lines]) => [
            file,
            lines.map((line) => line.split(" | ").slice(1, 3)).sort(),
          ]);
        assert.deepEqual(places(after), places(before));
        const cell = answer.files
          .find((each) => each.sheet === sheet)!
          .edits.some(({ start, end }) => start <= prepared.span.start && prepared.span.end <= end);
        assert.ok(cell, "the cell it was started in does not change");
        // What has an invisible character in it is no ID that anything may be renamed to.
        if (trimBlanks(prepared.id) !== prepared.id) return;
        const own = answer.files
          .find((each) => each.sheet === sheet)!
          .edits.filter(({ start }) => start < prepared.span.start);
        const moved = own.reduce((by, { start, end, text }) => by + text.length - (end - start), prepared.span.start);
        const back = renameAt(workspace, sheetAt(workspace, path), moved, prepared.id);
        if ("refused" in back) throw new Error(String(back.refused));
        for (const each of back.files) workspace.edit(each.sheet.uri, each.edits, 3);
        for (const file of paths) assert.equal(textAt(workspace, file), files[file], file);
      }),
      { numRuns: 600 },
    );
    assert.ok(renamed > 50, `only ${renamed} were renamed`);
  });
});
