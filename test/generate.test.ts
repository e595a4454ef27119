/** Rows and files made from what other files say, and the small words beside the text. */

import assert from "node:assert/strict";
import type { SetCommand } from "../server/core/checking/rule.ts";
import { documentText, textOf } from "../server/core/text/document.ts";
import { english } from "../server/core/text/message.ts";
import { applyEdits } from "../server/core/text/text.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { changesOf, groupChoices, usersWithoutGroup } from "../server/features/imports/generate.ts";
import { headerLenses, hintsIn, hintsMax, referenceLens, referencePlaces } from "../server/features/language/hints.ts";
import { candidatesFor } from "../server/features/language/references.ts";
import {
  channels,
  drained,
  goodSet,
  groups,
  memberships,
  openSet,
  putFile,
  rulesIn,
  sheetAt,
  uriOf,
  users,
} from "./sets.ts";

const links = /^(?:unknown-(?:user|group)|user-without-group|missing-file)$/;

/** The files that a command changes, by path, as they are then; they are put back into the workspace. */
function made(workspace: Workspace, path: string, command: SetCommand, group?: string): Record<string, string> {
  const changes = changesOf(workspace, sheetAt(workspace, path), command, group === undefined ? {} : { group });
  const texts: Record<string, string> = {};
  for (const { uri, path: full, document, edits } of changes ?? []) {
    assert.equal(uri === undefined, documentText(document) === "" && !workspace.entry(`file://${full}`));
    texts[full.slice("/set/".length)] = applyEdits(documentText(document), edits);
  }
  for (const [name, text] of Object.entries(texts)) putFile(workspace, name, text);
  return texts;
}

describe("what is missing from a set", () => {
  const few = { ...goodSet, "group.csv": "permission,id,groupId,contextId,note\r\nViewer,X-09,G-2,U-2,\r\n\r\n" };

  it("rows for users who lack a group: in the file's own columns, line breaks and ids, above blank lines", () => {
    const workspace = openSet(few);
    assert.deepEqual(usersWithoutGroup(workspace, sheetAt(workspace, "user.csv")), [{ id: "U-3", role: "Editor" }]);
    assert.deepEqual(made(workspace, "user.csv", { kind: "addMemberships" }, "G-1"), {
      "group.csv": "permission,id,groupId,contextId,note\r\nViewer,X-09,G-2,U-2,\r\nEditor,X-10,G-1,U-3,\r\n\r\n",
    });
    assert.deepEqual(rulesIn(workspace, links), {});
    assert.deepEqual(made(workspace, "user.csv", { kind: "addMemberships" }), {}, "once is enough");
  });

  it("no rows for a broken id, nor for somebody who is there in other case", () => {
    const more = `${goodSet["user.csv"]}bad id,Eva,,Editor,2450,UTC,eva@example.com\nu-9,Fay,,Editor,2450,UTC,fay@example.com\n`;
    const workspace = openSet({
      ...few,
      "user.csv": more,
      "group.csv": `${few["group.csv"].trimEnd()}\r\nEditor,X-11,G-1,U-9,\r\n`,
    });
    const text = made(workspace, "user.csv", { kind: "addMemberships" }, "G-1")["group.csv"]!;
    assert.match(text, /,U-3,/);
    assert.doesNotMatch(text, /bad id|u-9/);
  });

  it("the group most people are in is taken when nobody chooses", () => {
    const workspace = openSet(few);
    assert.deepEqual(groupChoices(workspace, sheetAt(workspace, "user.csv")), [
      { id: "G-2", name: "South", members: 1 },
      { id: "G-1", name: "North", members: 0 },
    ]);
    assert.match(made(workspace, "user.csv", { kind: "addMemberships", user: "U-3" })["group.csv"]!, /X-10,G-2,U-3/);
  });

  it("a file that ends without a line break goes on without one", () => {
    const workspace = openSet({ ...goodSet, "group.csv": "id,contextId,groupId\nM-1,U-2,G-1" });
    assert.deepEqual(made(workspace, "user.csv", { kind: "addMemberships" }, "G-1"), {
      "group.csv": "id,contextId,groupId\nM-1,U-2,G-1\nM-2,U-3,G-1",
    });
  });

  it("a file of memberships where there is none, beside the users", () => {
    const { "group.csv": _, ...without } = goodSet;
    const workspace = openSet(without);
    const { "group.csv": text } = made(workspace, "user.csv", { kind: "addMemberships" }, "G-1");
    assert.equal(text, "id,contextId,groupId,permission\nM-1,U-2,G-1,Viewer\nM-2,U-3,G-1,Editor\n");
    assert.deepEqual(rulesIn(workspace, links), {});
  });

  it("a role is copied, one of the tenant too", () => {
    const workspace = openSet(
      { ...goodSet, "user.csv": users.replace("Editor", "Yard Boss"), "group.csv": memberships.replace(/M-2.*\n/, "") },
      { turvo: { customRoles: ["Yard Boss"] } },
    );
    assert.match(
      made(workspace, "user.csv", { kind: "addMemberships" }, "G-1")["group.csv"]!,
      /M-2,U-3,G-1,Yard Boss\n/,
    );
  });

  it("a user or group that a row names", () => {
    const workspace = openSet({ ...goodSet, "group.csv": `${memberships}M-3,U-9,"G,9",\n` });
    const user = { kind: "addRow", table: "turvo.user", field: "id", value: "U-9" } as const;
    assert.equal(made(workspace, "group.csv", user)["user.csv"], `${users}U-9,,,,,\n`);
    const group = { kind: "addRow", table: "turvo.group", field: "id", value: "G,9" } as const;
    assert.equal(made(workspace, "group.csv", group)["Group/group.csv"], `${groups}"G,9",\n`);
    assert.deepEqual(rulesIn(workspace, links), {});
  });

  it("a file that others need, with the ids that they name", () => {
    const workspace = openSet({ "communication_channel.csv": `${channels}C-3,U-2,1097,b@example.com,,\n` });
    const { "user.csv": text } = made(workspace, "communication_channel.csv", {
      kind: "createFile",
      table: "turvo.user",
    });
    assert.match(text!, /^id,name,[^\n]*\nU-1,,*\nU-2,,*\n$/);
    assert.deepEqual(rulesIn(workspace, links), {});
  });

  it("rows of contacts for users who have none, without the address that their own rows have", () => {
    const workspace = openSet(goodSet);
    assert.deepEqual(made(workspace, "user.csv", { kind: "addContacts" }), {
      "communication_channel.csv": `${channels}C-3,U-3,,,,\n`,
    });
    // Until somebody writes an address there, which is what the rows are for.
    assert.deepEqual(rulesIn(workspace), { "communication_channel.csv": ["empty-channel"] });
  });

  it("nothing where it would have no place", () => {
    const noColumn = openSet({ ...goodSet, "group.csv": "id,groupId,permission\nM-1,G-1,Viewer\n" });
    assert.deepEqual(made(noColumn, "user.csv", { kind: "addMemberships" }), {});
    const foreign = openSet({ "user.csv": users, "communication_channel.csv": "a,b\n1,2\n" });
    assert.deepEqual(
      made(foreign, "user.csv", { kind: "addContacts" }),
      {},
      "a file of that name that is none of ours",
    );
  });
});

describe("words beside the text", () => {
  const shown = (workspace: Workspace, path: string, from: number, to: number): string[] => {
    const sheet = sheetAt(workspace, path);
    return hintsIn(workspace, sheet, { start: from, end: to }).map(({ offset, label }) => {
      const before = textOf(sheet.document, { start: Math.max(0, offset - 4), end: offset });
      return `${before}${label}`;
    });
  };

  it("say what codes mean and whom ids stand for, on the rows that are asked about", () => {
    const workspace = openSet(goodSet);
    assert.deepEqual(shown(workspace, "group.csv", 0, memberships.length), [
      ",U-2‹Bob Ray›",
      ",G-1‹North›",
      ",U-3‹Cy Fox›",
      ",G-2‹South›",
    ]);
    const second = memberships.indexOf("M-2");
    assert.deepEqual(shown(workspace, "group.csv", second, second), [",U-3‹Cy Fox›", ",G-2‹South›"]);
    assert.deepEqual(shown(workspace, "communication_channel.csv", 0, 90), [
      ",U-1‹Ann Lee›",
      "1097‹Work email›",
      "1019‹Mobile phone›",
    ]);
  });

  it("are silent where the value is wrong or the row has slipped, and end somewhere", () => {
    const workspace = openSet({ ...goodSet, "group.csv": "id,contextId,groupId\nM-1,U-9,G-1\nM-2,U-2\n" });
    assert.deepEqual(shown(workspace, "group.csv", 0, 60), [",G-1‹North›"]);
    const many = `id,contextId,groupId\n${Array.from({ length: 1000 }, (_, i) => `M-${i},U-2,G-1\n`).join("")}`;
    const large = openSet({ ...goodSet, "group.csv": many });
    assert.equal(hintsIn(large, sheetAt(large, "group.csv"), { start: 0, end: many.length }).length, hintsMax);
  });

  it("count above the header, and above rows when asked", () => {
    const workspace = openSet({ ...goodSet, "user.csv": users.replace("2450", "Activ") });
    const sheet = sheetAt(workspace, "user.csv");
    assert.deepEqual(
      headerLenses(sheet).map(({ title }) => english(title)),
      ["3 rows · 1 error", "Preview", "Export"],
    );
    const places = referencePlaces(workspace, sheet);
    assert.deepEqual(
      places.map((offset) => String(referenceLens(workspace, sheet, offset)?.title)),
      ["1 reference", "2 references", "1 reference"],
    );
    assert.deepEqual(referencePlaces(workspace, sheetAt(workspace, "group.csv")), []);
  });
});

it("an id is proposed by itself, by name and by address, for the set at hand", () => {
  const workspace = openSet({ ...goodSet, "other/user.csv": users.replaceAll("U-", "V-") });
  const sheet = sheetAt(workspace, "group.csv");
  const found = (query: string): string[] =>
    drained(candidatesFor(workspace, sheet, "turvo.user", "id", query)).map(({ value }) => value);
  assert.deepEqual(found("ray"), ["U-2"]);
  assert.deepEqual(found("cy@"), ["U-3"]);
  assert.deepEqual(found("u-"), ["U-1", "U-2", "U-3"]);
  assert.deepEqual(found("V-1"), []);
  assert.ok(workspace.sheet(uriOf("other/user.csv")));
});
