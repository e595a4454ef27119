/** Ways through a set: to the row of an id and back, by name, by outline, outwards from a cell, and what a reference stands for. */

import assert from "node:assert/strict";
import { positionAt, textOf } from "../server/core/text/document.ts";
import { english, inWords } from "../server/core/text/message.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import {
  definitionAt,
  highlightsAt,
  type Location,
  outlineMax,
  outlineOf,
  recordSummary,
  referencesAt,
  selectionsAt,
  workspaceSymbols,
} from "../server/features/language/navigation.ts";
import { whole } from "../server/features/records/walk.ts";
import { channels, drained, goodSet, memberships, openSet, sheetAt, textAt, uriOf, users } from "./sets.ts";

/** "user.csv:3 U-2". */
function shown(workspace: Workspace, { uri, document, span }: Location): string {
  assert.equal(document, workspace.entry(uri)!.document);
  const { line } = positionAt(document, span.start);
  return `${uri.slice(uriOf("").length)}:${line + 1} ${textOf(document, span)}`;
}

/** The offset right behind the first `before` in a file. */
function behind(workspace: Workspace, path: string, before: string): number {
  const at = textAt(workspace, path).indexOf(before);
  assert.ok(at >= 0);
  return at + before.length;
}

function definitions(workspace: Workspace, path: string, before: string): string[] {
  const found = definitionAt(workspace, sheetAt(workspace, path), behind(workspace, path, before));
  return (found?.to ?? []).map((each) => shown(workspace, each));
}

function references(workspace: Workspace, path: string, before: string, withDefinition = true): string[] {
  const found = referencesAt(workspace, sheetAt(workspace, path), behind(workspace, path, before), withDefinition);
  return found.map((each) => shown(workspace, each));
}

describe("an id", () => {
  it("leads to its row in another file, with the cursor at either end", () => {
    const workspace = openSet(goodSet);
    assert.deepEqual(definitions(workspace, "group.csv", "M-1,"), ["user.csv:3 U-2"]);
    assert.deepEqual(definitions(workspace, "group.csv", "M-1,U-2"), ["user.csv:3 U-2"]);
    assert.deepEqual(definitions(workspace, "group.csv", "M-1,U-2,G"), ["Group/group.csv:2 G-1"]);
    assert.deepEqual(definitions(workspace, "communication_channel.csv", "C-2,U"), ["user.csv:3 U-2"]);
  });

  it("leads to itself where it is defined, and nowhere when nobody has it", () => {
    const workspace = openSet({ ...goodSet, "group.csv": memberships.replace("U-2", "U-9") });
    assert.deepEqual(definitions(workspace, "user.csv", "userEmail\nU"), ["user.csv:2 U-1"]);
    assert.deepEqual(definitions(workspace, "group.csv", "M-1,"), []);
    assert.deepEqual(definitions(workspace, "group.csv", "M"), ["group.csv:2 M-1"]);
    assert.deepEqual(definitions(workspace, "user.csv", "U-1,A"), [], "a name is no id");
    assert.deepEqual(definitions(workspace, "user.csv", "i"), [], "the header");
  });

  it("leads to both rows when two have it", () => {
    const workspace = openSet({ ...goodSet, "user.csv": users.replace("U-3", "U-2") });
    assert.deepEqual(definitions(workspace, "group.csv", "M-1,"), ["user.csv:3 U-2", "user.csv:4 U-2"]);
  });

  it("is found in every row of the set that uses it, from anywhere", () => {
    const workspace = openSet({ ...goodSet, "other/user.csv": users, "other/group.csv": memberships });
    const all = ["user.csv:3 U-2", "communication_channel.csv:3 U-2", "group.csv:2 U-2"];
    assert.deepEqual(references(workspace, "user.csv", "ann@example.com\nU"), all);
    assert.deepEqual(references(workspace, "group.csv", "M-1,"), all);
    assert.deepEqual(references(workspace, "group.csv", "M-1,", false), all.slice(1));
    assert.deepEqual(references(workspace, "Group/group.csv", "name\nG"), [
      "Group/group.csv:2 G-1",
      "group.csv:2 G-1",
      "other/group.csv:2 G-1",
    ]);
    assert.deepEqual(references(workspace, "communication_channel.csv", "phone\nC"), [
      "communication_channel.csv:2 C-1",
    ]);
  });

  it("is found although no row has it", () => {
    const workspace = openSet({ "group.csv": memberships, "communication_channel.csv": channels });
    assert.deepEqual(references(workspace, "group.csv", "M-1,"), [
      "communication_channel.csv:3 U-2",
      "group.csv:2 U-2",
    ]);
  });

  it("is marked wherever this file says it", () => {
    const text = "id,contextId,groupId\nM-1,U-1,G-1\nU-1, U-1 ,G-1\nM-3,U-11,U-1\n";
    const workspace = openSet({ ...goodSet, "group.csv": text });
    const sheet = sheetAt(workspace, "group.csv");
    const spans = whole(highlightsAt(sheet, text.indexOf("U-1")));
    assert.deepEqual(
      spans.map(({ start, end }) => `${text.slice(0, start).length}:${text.slice(start, end)}`),
      [`${text.indexOf("M-1,") + 4}:U-1`, `${text.indexOf(" U-1 ") + 1}:U-1`],
    );
  });

  it("is an item of a list", () => {
    const people =
      'email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles\na@example.com,Ann,Lee,,,,"C-10, C-1",,False,Active,\n';
    const workspace = openSet({
      "a_1/USER/p.csv": people,
      "a_1/COMMUNITY/c.csv": "community_id,community_name\nC-1,Maple Court\nC-10,Oak Court\n",
    });
    assert.deepEqual(definitions(workspace, "a_1/USER/p.csv", '"C-1'), ["a_1/COMMUNITY/c.csv:3 C-10"]);
    assert.deepEqual(definitions(workspace, "a_1/USER/p.csv", "C-10, C"), ["a_1/COMMUNITY/c.csv:2 C-1"]);
    assert.deepEqual(references(workspace, "a_1/COMMUNITY/c.csv", "name\nC", false), ["a_1/USER/p.csv:2 C-1"]);
  });
});

describe("records", () => {
  it("are found by id, name and address in any case, the likeliest first", () => {
    const workspace = openSet(goodSet);
    const names = (query: string): string[] => drained(workspaceSymbols(workspace, query)).map((symbol) => symbol.name);
    assert.deepEqual(names("u-2"), ["Bob Ray"]);
    assert.deepEqual(names("bob r"), ["Bob Ray"]);
    assert.deepEqual(names("CY@EXAMPLE"), ["Cy Fox"]);
    assert.deepEqual(names("nor"), ["North"]);
    assert.deepEqual(names("no such"), []);
    assert.equal(names("").length, 5, "users and groups, but neither contacts nor memberships");
    const [symbol] = drained(workspaceSymbols(workspace, "bob"));
    assert.equal(symbol!.detail, "U-2 · bob@example.com");
    assert.equal(shown(workspace, symbol!), "user.csv:3 U-2");
  });

  it("are told of as the set knows them", () => {
    const more = `${channels}C-3,U-2,1097,bob@example.org,,\n`;
    const workspace = openSet({ ...goodSet, "communication_channel.csv": more });
    const sheet = sheetAt(workspace, "group.csv");
    assert.deepEqual(inWords(recordSummary(workspace, sheet, "turvo.user", "id", "U-2"), english), {
      name: "Bob Ray",
      where: "user.csv, line 3",
      facts: [
        { title: "Permission level", value: "Viewer" },
        { title: "Account status", value: "2450 (Active)" },
        { title: "Sign-in email", value: "bob@example.com" },
        { title: "Turvo communication channels", value: "3135550101 (Work phone); bob@example.org (Work email)" },
        { title: "Turvo users in groups", value: "North (G-1)" },
      ],
    });
    assert.equal(recordSummary(workspace, sheet, "turvo.user", "id", "U-9"), undefined);
  });
});

describe("an outline", () => {
  it("has one root over the whole file whose own place is the header", () => {
    const text = `\n${users}`;
    const workspace = openSet({ ...goodSet, "user.csv": text });
    const outline = outlineOf(sheetAt(workspace, "user.csv"))!;
    assert.deepEqual(outline.span, { start: 0, end: text.length });
    assert.equal(text.slice(outline.at.start, outline.at.end), users.split("\n")[0]);
    assert.deepEqual(
      outline.children.map(({ name, detail }) => `${name} | ${detail}`),
      ["Ann Lee | U-1 · ann@example.com", "Bob Ray | U-2 · bob@example.com", "Cy Fox | U-3 · cy@example.com"],
    );
    for (const { span, at } of outline.children) {
      assert.ok(span.start <= at.start && at.end <= span.end && outline.span.end >= span.end);
    }
    const rows = outlineOf(sheetAt(workspace, "group.csv"))!.children;
    assert.deepEqual(
      rows.map(({ name, detail }) => `${name} | ${detail}`),
      ["M-1 | U-2", "M-2 | U-3"],
    );
  });

  it("ends somewhere", () => {
    const many = `id,name\n${Array.from({ length: outlineMax + 5 }, (_, i) => `G-${i},N\n`).join("")}`;
    assert.equal(
      outlineOf(sheetAt(openSet({ "Group/group.csv": many }), "Group/group.csv"))!.children.length,
      outlineMax,
    );
    assert.equal(outlineOf(sheetAt(openSet({ "user.csv": "" }), "user.csv")), undefined);
  });
});

it("a selection grows from the text to the cell, the row and the file", () => {
  const text =
    'id,name,permission,status.code,timezone,userEmail\nU-1,"Lee, Ann",Admin,2450,Europe/London,a@example.com\n';
  const workspace = openSet({ "user.csv": text });
  const sheet = sheetAt(workspace, "user.csv");
  const grown = selectionsAt(sheet, text.indexOf("Ann")).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(grown, ["Lee, Ann", '"Lee, Ann"', text.split("\n")[1], text]);
  assert.deepEqual(
    selectionsAt(sheet, text.length).map(({ start, end }) => text.slice(start, end)),
    [text],
  );
});
