/** How much is done for an edit, counted in pages, not in time: the same for every machine and every file size. */
import assert from "node:assert/strict";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { builtInDocuments } from "../server/core/filetypes/schemas.ts";
import { documentText, offsetAt } from "../server/core/text/document.ts";
import type { Edit } from "../server/core/text/text.ts";
import { Workspace } from "../server/core/workspace/workspace.ts";
import { rules } from "../server/rules/index.ts";

const rows = 100_000;
const header = "id,name,permission,status.code,timezone,userEmail\n";

describe("the work of an edit", () => {
  let workspace: Workspace;
  let user: Sheet;
  let group: Sheet;
  let pages: number;
  let original: string;

  before(() => {
    workspace = new Workspace(rules, builtInDocuments);
    let text = header;
    let groups = "id,contextId,groupId,permission\n";
    for (let i = 1; i <= rows; i++) {
      text += `u${i},Ann Lee,Viewer,2450,America/Chicago,ann${i}@example.com\n`;
      groups += `m${i},u${i},g1,Viewer\n`;
    }
    original = text;
    workspace.put({ uri: "user", path: "/set/user.csv", open: true, version: 1 }, text);
    workspace.put({ uri: "group", path: "/set/group.csv", open: false, version: 0 }, groups);
    workspace.put({ uri: "groups", path: "/set/Group/group.csv", open: false, version: 0 }, "id,name\ng1,Night\n");
    user = workspace.sheet("user")!;
    group = workspace.sheet("group")!;
    for (const entry of workspace.entries()) entry.sheet?.advance(Number.POSITIVE_INFINITY);
    assert.deepEqual(user.findings().located, []);
    assert.deepEqual(group.findings().located, []);
    pages = user.document.pages.length;
    assert.ok(pages > 500);
  });

  it("a key in a plain cell reads one page", () => {
    assert.deepEqual(
      workOf(() => edit(40_000, 10, 0, "x")),
      { cut: 1, read: 1, others: 0 },
    );
    assert.deepEqual(
      workOf(() => edit(40_000, 10, 1, "")),
      { cut: 1, read: 1, others: 0 },
    );
  });

  it("a key in an id reads one page, and what other files say of it is found without reading them", () => {
    assert.deepEqual(
      workOf(() => edit(40_000, 1, 0, "x")),
      { cut: 1, read: 1, others: 0 },
    );
    const reported = (sheet: Sheet): string[] => sheet.findings().located.map(({ finding }) => finding.rule.name);
    assert.deepEqual([reported(user), reported(group)], [["user-without-group"], ["unknown-user"]]);
    assert.deepEqual(
      workOf(() => edit(40_000, 1, 1, "")),
      { cut: 1, read: 1, others: 0 },
    );
    assert.deepEqual([reported(user), reported(group)], [[], []]);
  });

  it("a row pasted, a row removed and a row split read no more than two", () => {
    const row = "u0,New Row,Viewer,2450,America/Chicago,new@example.com\n";
    assertFew(workOf(() => edit(500, 0, 0, row)));
    assertFew(workOf(() => edit(500, 0, row.length, "")));
    assertFew(workOf(() => edit(500, 12, 0, "\n")));
    assertFew(workOf(() => edit(500, 12, 1, "")));
  });

  it("an opened quote reads no more than two", () => {
    assertFew(workOf(() => edit(70_000, offsetOf(70_000, "Ann"), 0, '"')));
    assertFew(workOf(() => edit(70_000, offsetOf(70_000, '"'), 1, "")));
  });

  it("replacing in a column reads each page once and takes no id out of the index", () => {
    const presence = (): unknown[] => user.indexes.map((index) => index?.presence);
    const before = presence();
    const all = textEdits("Ann Lee", "Eva Lee");
    assert.equal(all.length, rows);
    assert.deepEqual(
      workOf(() => workspace.edit("user", all, user.document.version + 1)),
      { cut: pages, read: pages, others: 0 },
    );
    assert.deepEqual(presence(), before);
    assert.deepEqual([user.findings().located, group.findings().located], [[], []]);
  });

  it("replacing in ids on many pages, read or not, says what a fresh file says", () => {
    const ids = (from: string, to: string): Edit[] =>
      textEdits(`\n${from}`, `\n${to}`).map((each) => ({ ...each, start: each.start + 1, text: to }));
    workspace.edit("user", ids("u123", "u124"), user.document.version + 1);
    user.advance(20);
    // Some of these pages have not been read since.
    workspace.edit("user", ids("u5", "u6"), user.document.version + 1);
    workspace.edit("user", ids("u124", "u126"), user.document.version + 1);
    user.advance(Number.POSITIVE_INFINITY);
    const fresh = new Workspace(rules, builtInDocuments);
    for (const { uri, path, open, document } of workspace.entries())
      fresh.put({ uri, path, open, version: 1 }, documentText(document));
    for (const entry of fresh.entries()) entry.sheet?.advance(Number.POSITIVE_INFINITY);
    const reported = (sheet: Sheet): unknown[] => [
      sheet.counts(),
      sheet.findings(2000).located.map((located) => [sheet.messageOf(located.finding), sheet.rangeOf(located)]),
    ];
    assert.ok(user.counts().error > 10_000, "ids that several rows hold");
    for (const sheet of [user, group]) assert.deepEqual(reported(sheet), reported(fresh.sheet(sheet.uri)!));
    workspace.put({ uri: "user", path: "/set/user.csv", open: true, version: user.document.version + 1 }, original);
    user.advance(Number.POSITIVE_INFINITY);
    assert.deepEqual([user.findings().located, group.findings().located], [[], []]);
    pages = user.document.pages.length;
  });

  it("a key in the header reads everything once, and nothing of other files", () => {
    assert.deepEqual(
      workOf(() => edit(0, 3, 0, "x")),
      { cut: 1, read: pages, others: 0 },
    );
    assert.deepEqual(
      workOf(() => edit(0, 3, 1, "")),
      { cut: 1, read: pages, others: 0 },
    );
  });

  it("asking twice reads nothing", () => {
    const { read, others } = workOf(() => {
      user.findings();
      user.counts();
      group.findings();
    });
    assert.deepEqual([read, others], [0, 0]);
  });

  it("hundreds of pages are not read to show one screen of a file", () => {
    workspace.put({ uri: "late", path: "/late/user.csv", open: true, version: 1 }, text(user));
    const late = workspace.sheet("late")!;
    late.findingsAt({ start: 3_000_000, end: 3_000_100 });
    assert.ok(late.pagesRead <= 4, `${late.pagesRead} pages`);
    workspace.remove("late");
  });

  /** Pages cut anew, pages read by rules, and pages read in other files. */
  function workOf(act: () => void): { cut: number; read: number; others: number } {
    const before = { user: user.pagesRead, others: othersRead() };
    act();
    user.advance(Number.POSITIVE_INFINITY);
    user.findings(1000);
    group.findings(1000);
    return { cut: user.document.pagesRead, read: user.pagesRead - before.user, others: othersRead() - before.others };
  }

  function assertFew({ cut, read, others }: { cut: number; read: number; others: number }): void {
    assert.ok(cut >= 1 && cut <= 2, `${cut} pages cut`);
    assert.ok(read >= 1 && read <= 2, `${read} pages read`);
    assert.equal(others, 0);
  }

  function othersRead(): number {
    return group.pagesRead + workspace.sheet("groups")!.pagesRead;
  }

  function edit(line: number, character: number, length: number, inserted: string): void {
    const start = offsetAt(user.document, { line, character });
    const edits: Edit[] = [{ start, end: start + length, text: inserted }];
    workspace.edit("user", edits, user.document.version + 1);
  }

  /** One edit for each place where a text stands. */
  function textEdits(from: string, to: string): Edit[] {
    const whole = text(user);
    const edits: Edit[] = [];
    for (let at = whole.indexOf(from); at >= 0; at = whole.indexOf(from, at + 1))
      edits.push({ start: at, end: at + from.length, text: to });
    return edits;
  }

  /** Where a text stands in a line. */
  function offsetOf(line: number, wanted: string): number {
    const start = offsetAt(user.document, { line, character: 0 });
    return text(user).indexOf(wanted, start) - start;
  }

  function text(sheet: Sheet): string {
    return sheet.document.pages.map((page) => page.text).join("");
  }
});
