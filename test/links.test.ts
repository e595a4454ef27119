/** Files that belong together: what one says about another, however they came to be as they are. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { sumOf } from "../server/core/checking/findings.ts";
import type { LocatedFinding } from "../server/core/checking/located-finding.ts";
import { isRollUp } from "../server/core/checking/roll-ups.ts";
import type { Sheet } from "../server/core/checking/sheet.ts";
import { sumOfUses } from "../server/core/checking/suppressions.ts";
import type { Suppression } from "../server/core/filetypes/profile.ts";
import { documentText, pageLength } from "../server/core/text/document.ts";
import { english } from "../server/core/text/message.ts";
import type { Edit } from "../server/core/text/text.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { actionsAt } from "../server/features/language/actions.ts";
import {
  findingsOf,
  goodSet,
  isSuppressed,
  openSet,
  putFile,
  readAll,
  rulesIn,
  sheetAt,
  textAt,
  uriOf,
  users,
} from "./sets.ts";

const linkRules = /^(?:unknown-(?:user|group|community)|user-without-group|missing-file)$/;

/** Makes an edit in a file as an editor does. */
function replace(workspace: Workspace, path: string, old: string, text: string): void {
  const start = textAt(workspace, path).indexOf(old);
  assert.ok(start >= 0, `${path} holds ${old}`);
  workspace.edit(uriOf(path), [{ start, end: start + old.length, text }], 2);
}

describe("files of one set", () => {
  it("say nothing when all fits", () => {
    assert.deepEqual(findingsOf(openSet(goodSet)), {});
  });

  it("tell a missing id, one in other case and a file that is not there apart", () => {
    const workspace = openSet({ "user.csv": users, "group.csv": "id,contextId,groupId\nM-1,u-2,G-1\nM-2,U-9,G-1\n" });
    const found = findingsOf(workspace, /^unknown-/)["group.csv"]!.map((line) => line.split(" | ").slice(1, 4));
    assert.deepEqual(
      found.map(([severity, rule]) => `${severity} ${rule}`),
      ["error unknown-user", "information unknown-group", "error unknown-user", "information unknown-group"],
    );
    assert.match(found[0]![2]!, /"u-2" differs from "U-2" in user\.csv only in upper and lower case/);
    assert.match(found[1]![2]!, /can't be checked because .*group\.csv isn't here/);
    assert.match(found[2]![2]!, /"U-9" isn't an ID in user\.csv/);
  });

  it("find the id that was meant for each of many, from several pages, and after rows have come between", () => {
    const count = 400;
    const rowOf = (i: number): string => `U-${i},Ann Lee,Admin,2450,America/Chicago,ann${i}@example.com\n`;
    const header = "id,name,permission,status.code,timezone,userEmail\n";
    const people = header + Array.from({ length: count }, (_, i) => rowOf(i)).join("");
    const members = Array.from({ length: 12 }, (_, i) => `M-${i},u-${i * 30},G-1,Viewer\n`).join("");
    const workspace = openSet({ "user.csv": people, "group.csv": `id,contextId,groupId,permission\n${members}` });
    const meant = (): (string | undefined)[] =>
      (findingsOf(workspace, /^unknown-user/)["group.csv"] ?? []).map(
        (line) => /differs from "(U-\d+)"/.exec(line)?.[1],
      );
    const expected = Array.from({ length: 12 }, (_, i) => `U-${i * 30}`);
    assert.ok(sheetAt(workspace, "user.csv").document.pages.length > 2);
    assert.deepEqual(meant(), expected);
    const between = Array.from({ length: count }, (_, i) => rowOf(1000 + i)).join("");
    workspace.edit(uriOf("user.csv"), [{ start: header.length, end: header.length, text: between }], 2);
    assert.deepEqual(meant(), expected);
  });

  it("know a user's group by the file of memberships", () => {
    const workspace = openSet(goodSet);
    replace(workspace, "group.csv", "M-2,U-3", "M-2,U-2");
    assert.deepEqual(rulesIn(workspace, linkRules), { "user.csv": ["user-without-group"] });
  });

  it("hear at once of a user who goes, open or not", () => {
    const workspace = openSet(goodSet);
    readAll(workspace);
    replace(workspace, "user.csv", /^U-2.*\n/m.exec(users)![0], "");
    assert.deepEqual(rulesIn(workspace, linkRules), {
      "communication_channel.csv": ["unknown-user"],
      "group.csv": ["unknown-user"],
    });
  });

  it("point at the item of a list, not at another that begins alike", () => {
    const people = `email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,,"C-100,C-1",,False,Active,
`;
    const communities = "community_id,community_name\nC-100,Maple Court\n";
    const workspace = openSet({ "acme_42/USER/people.csv": people, "acme_42/COMMUNITY/all.csv": communities });
    const [line] = findingsOf(workspace, linkRules)["acme_42/USER/people.csv"]!;
    const [start, end] = line!.split(" | ")[0]!.split("-").map(Number);
    assert.equal(people.slice(start, end), "C-1");
    assert.equal(people.slice(start! - 6, start), "C-100,");
  });

  it("ask the group file in the nearest folder, and none where nobody can tell whose it is", () => {
    const memberships = "id,contextId,groupId\nM-1,U-2,G-1\nM-2,U-3,G-1\n";
    const files = {
      "a/user/user.csv": users,
      "a/user/group.csv": memberships,
      "a/group/group.csv": "id,name\nG-9,Nine\n",
      "b/group/group.csv": "id,name\nG-1,One\n",
    };
    assert.deepEqual(rulesIn(openSet(files), /unknown-group/), { "a/user/group.csv": Array(2).fill("unknown-group") });
    const { "a/group/group.csv": own, ...others } = files;
    assert.deepEqual(rulesIn(openSet(others), /unknown-group/), {}, "the only one in the workspace");
    const strange = { ...others, "c/group/group.csv": own };
    const said = findingsOf(openSet(strange), /unknown-group/)["a/user/group.csv"]!;
    assert.match(said[0]!, /information .* can't be checked because/);
  });

  it("leave it at that when a file is there but lacks the very column", () => {
    const workspace = openSet(goodSet);
    readAll(workspace);
    replace(workspace, "user.csv", "id,", "number,");
    assert.deepEqual(rulesIn(workspace, linkRules), {}, "users whom nobody can look up are not unknown");
    assert.deepEqual(rulesIn(workspace, /^missing-column$/), { "user.csv": ["missing-column"] });
    replace(workspace, "user.csv", "number,", "id,");
    replace(workspace, "group.csv", "contextId", "somebody");
    assert.deepEqual(rulesIn(workspace, linkRules), {}, "nobody knows who is in a group");
    assert.deepEqual(rulesIn(workspace, /^missing-column$/), { "group.csv": ["missing-column"] });
  });

  it("judge by the header they have now", () => {
    const workspace = openSet({ ...goodSet, "communication_channel.csv": longChannels("U-9") });
    assert.ok(rulesIn(workspace, linkRules)["communication_channel.csv"]!.length > 100);
    replace(workspace, "communication_channel.csv", "contextId", "contextual");
    assert.deepEqual(rulesIn(workspace, linkRules), {});
    replace(workspace, "communication_channel.csv", "contextual", "contextId");
    assert.ok(rulesIn(workspace, linkRules)["communication_channel.csv"]!.length > 100);
  });
});

function longChannels(user: string): string {
  const row = (i: number): string => `C-${i},${user},1097,somebody.with.a.long.name.${i}@example.com\n`;
  return `id,contextId,email.type,email\n${Array.from({ length: 600 }, (_, i) => row(i)).join("")}`;
}

function longUsers(): string {
  const row = (i: number): string => `L-${i},Somebody With A Long Name,Admin,2450,Europe/London,u${i}@example.com\n`;
  return users + Array.from({ length: 600 }, (_, i) => row(i)).join("");
}

describe("work across files", () => {
  const count = (workspace: Workspace): Map<string, number> => {
    findingsOf(workspace);
    return new Map([...workspace.entries()].map(({ path, sheet }) => [path, sheet?.pagesRead ?? 0]));
  };
  const set = { ...goodSet, "user.csv": longUsers(), "communication_channel.csv": longChannels("L-7") };

  it("a key in a plain cell reads one page and no other file", () => {
    const workspace = openSet(set);
    const before = count(workspace);
    replace(workspace, "user.csv", "Ann Lee", "Ann Leeson");
    const after = count(workspace);
    for (const [path, pages] of after)
      assert.equal(pages - before.get(path)!, path.endsWith("/user.csv") ? 1 : 0, path);
  });

  it("a key in an id reads one page, and what depends on it is told anew", () => {
    const workspace = openSet(set);
    const before = count(workspace);
    replace(workspace, "user.csv", "L-7,", "L-7x,");
    assert.equal(rulesIn(workspace, /unknown-user/)["communication_channel.csv"]!.length, 600);
    const after = count(workspace);
    for (const [path, pages] of after)
      assert.equal(pages - before.get(path)!, path.endsWith("/user.csv") ? 1 : 0, path);
  });

  it("findings of other files are the very same objects after a key in a plain cell", () => {
    const workspace = openSet({ ...set, "communication_channel.csv": longChannels("U-9") });
    readAll(workspace);
    const channels = sheetAt(workspace, "communication_channel.csv");
    const [before] = channels.relatedFindings(0);
    assert.ok(before);
    replace(workspace, "user.csv", "Ann Lee", "Ann Leeson");
    readAll(workspace);
    assert.equal(channels.relatedFindings(0)[0], before);
    replace(workspace, "user.csv", "U-1,", "U-7,");
    assert.notEqual(channels.relatedFindings(0)[0], before);
  });

  it("a file that is put again with the same text is not read again", () => {
    const workspace = openSet(set);
    const before = count(workspace);
    putFile(workspace, "user.csv", set["user.csv"], true);
    assert.deepEqual(count(workspace), before);
    assert.equal(workspace.entry(uriOf("user.csv"))!.open, true);
    putFile(workspace, "user.csv", "nonsense", false);
    assert.equal(textAt(workspace, "user.csv"), set["user.csv"], "an open document lies over the one on disk");
    workspace.close(uriOf("user.csv"));
    putFile(workspace, "user.csv", set["user.csv"].replace("Ann Lee", "Ann Leeson"));
    assert.equal(
      count(workspace).get("/set/user.csv")! - before.get("/set/user.csv")!,
      1,
      "only the page that differs",
    );
  });

  it("finding the files of a set does not walk through all others", () => {
    const many = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) =>
        Object.entries(goodSet).map(([path, text]) => [`set${String(i)}/${path}`, text] as const),
      ).flat(),
    );
    const workspace = openSet(many);
    assert.deepEqual(findingsOf(workspace), {});
    const sheet = sheetAt(workspace, "set7/communication_channel.csv");
    const found = workspace.find(sheet, "turvo.user");
    assert.deepEqual([...found], [workspace.sheet(uriOf("set7/user.csv"))]);
    replace(workspace, "set3/user.csv", "Ann Lee", "Ann");
    assert.equal(workspace.find(sheet, "turvo.user"), found, "the very same answer after an edit elsewhere");
  });
});

const ids = ["U-1", "U-2", "u-2", "U-3", "U 2", "G-1", "G-2", "g-1", "", " U-1", '"U-1"', "C-1"] as const;
const fragments = [
  ...ids,
  ",",
  "\n",
  "\r\n",
  '"',
  "Viewer",
  "Admin",
  "True",
  "M-9,U-3,G-1,Viewer\n",
  "C-9,U-1,1097,x@example.com\n",
  "U-4,Dee Orr,Editor,2450,Europe/London,dee@example.com\n",
  "contextId",
  "id,contextId,groupId,permission\n",
  "id,name\n",
] as const;
const paths = [
  "user.csv",
  "group.csv",
  "communication_channel.csv",
  "Group/group.csv",
  "people.csv",
  "other/user.csv",
  "other/group.csv",
  "other/Group/group.csv",
] as const;
const padded = (text: string): string => {
  const [header, ...rows] = text.split("\n");
  const filler = Array.from({ length: Math.ceil(pageLength / 60) }, (_, i) => {
    const [, ...others] = rows[0]!.split(",");
    return [`X-${i}`, ...others].join(",");
  });
  return [header, ...filler, ...rows].join("\n");
};
const texts = Object.values(goodSet).flatMap((text) => [text, padded(text)]);

type Step =
  | { kind: "edit" | "type"; path: string; at: number; length: number; text: string }
  | { kind: "put" | "save"; path: string; text: string }
  | { kind: "remove"; path: string }
  | { kind: "rename"; path: string; to: string }
  | { kind: "look"; path: string }
  | { kind: "read"; path: string };

const path = fc.constantFrom(...paths);
const content = fc.constantFrom(...texts);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("edit", "type"),
      path,
      at: fc.nat(),
      length: fc.nat({ max: 12 }),
      text: fc.array(fc.constantFrom(...fragments), { maxLength: 4 }).map((parts) => parts.join("")),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("put", "save"), path, text: content }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove"), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename"), path, to: path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("look"), path }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("read"), path }) },
);

/** Does one step to the workspace and to the texts that it should hold. */
function take(workspace: Workspace, model: Map<string, string>, now: Step): void {
  const text = model.get(now.path);
  switch (now.kind) {
    case "edit":
    case "type": {
      if (text === undefined) return;
      const start = now.at % (text.length + 1);
      // Typing happens at the front, where the header and the first ids are.
      const from = now.kind === "type" ? start % Math.min(text.length + 1, 200) : start;
      const edit: Edit = { start: from, end: Math.min(text.length, from + now.length), text: now.text };
      workspace.edit(uriOf(now.path), [edit], 2);
      model.set(now.path, text.slice(0, edit.start) + edit.text + text.slice(edit.end));
      return;
    }
    case "put":
    case "save":
      if (now.kind === "save") workspace.close(uriOf(now.path));
      putFile(workspace, now.path, now.text, now.kind === "put");
      model.set(now.path, now.text);
      return;
    case "remove":
      workspace.remove(uriOf(now.path));
      model.delete(now.path);
      return;
    case "rename":
      if (text === undefined || now.to === now.path) return;
      workspace.remove(uriOf(now.path));
      workspace.remove(uriOf(now.to));
      putFile(workspace, now.to, text);
      model.delete(now.path);
      model.set(now.to, text);
      return;
    case "look":
      findingsOf(workspace);
      return;
    case "read":
      workspace.sheet(uriOf(now.path))?.advance(1);
      workspace.sheet(uriOf(now.path))?.findings();
  }
}

const suppression = fc
  .record({
    rule: fc.constantFrom("unknown-user", "unknown-user", "unknown-group", "user-without-group", "duplicate-id"),
    files: fc.constantFrom("**", "user.csv", "group.csv"),
    value: fc.option(fc.constantFrom("u-2", "U 2", "g-1", "G-2", "M-2", "U-1"), { nil: undefined, freq: 1 }),
    id: fc.option(fc.constantFrom("M-2", "M-3", "U-1", "U-2"), { nil: undefined, freq: 1 }),
  })
  .map(
    ({ value, id, ...rest }): Suppression => ({
      ...rest,
      ...(value === undefined ? {} : { value }),
      ...(id === undefined ? {} : { id }),
    }),
  );

/** A set in which references lead nowhere. */
const strangers = { ...goodSet, "group.csv": `${goodSet["group.csv"]}M-2,u-2,g-1,Viewer\nM-3,U 2,G-1,Viewer\n,,,\n` };

describe("a workspace with suppressions", () => {
  it("says after any edits what a fresh one says, and that is all but what they are about", () => {
    let suppressed = 0;
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 10 }),
        fc.array(suppression, { minLength: 1, maxLength: 4 }),
        (steps, suppressions) => {
          const model = new Map<string, string>(Object.entries(strangers));
          const workspace = openSet(strangers, {}, suppressions);
          for (const each of steps) take(workspace, model, each);
          for (const [name, text] of model) {
            if (!workspace.entry(uriOf(name))?.open) continue;
            workspace.close(uriOf(name));
            putFile(workspace, name, text);
          }
          const fresh = openSet(Object.fromEntries(model), {}, suppressions);
          assert.deepEqual(findingsOf(workspace), findingsOf(fresh));
          const plain = openSet(Object.fromEntries(model));
          readAll(plain);
          for (const { uri, path: file, sheet } of plain.entries()) {
            const own = workspace.sheet(uri);
            if (!sheet || !own) continue;
            const name = file.slice("/set/".length);
            const concerned = suppressions.filter(({ files }) => files === "**" || name.endsWith(files ?? ""));
            const idCell = sheet.binding?.indexOf("id") ?? -1;
            const all = sheet.findings().located.filter(({ finding }) => !isRollUp(finding.data));
            const left = all.filter((each) => !concerned.some((one) => isSuppressed(one, sheet, each, idCell)));
            const kept = own.findings().located.filter(({ finding }) => !isRollUp(finding.data));
            const places = (from: Sheet, some: readonly LocatedFinding[]): string[] =>
              some.map((each) => `${from.spanOf(each).start} ${each.finding.rule.name}`);
            assert.deepEqual(places(own, kept), places(sheet, left), name);
            assert.equal(sumOf(own.counts()), left.length);
            assert.equal(sumOfUses(own.uses()), all.length - left.length);
            assert.equal([...own.suppressedFindings()].length, all.length - left.length);
            suppressed += all.length - left.length;
          }
        },
      ),
      { numRuns: 80 },
    );
    assert.ok(suppressed > 50, String(suppressed));
  });
});

describe("a column of references that are mostly wrong", () => {
  const count = 40;
  const idOf = (i: number): string => (i < 30 ? `u-${i}` : i < 38 ? `U-${i}` : `lost-${i}`);
  const people = (from: number): string =>
    `${users.split("\n")[0]!}\n${Array.from({ length: count - from }, (_, i) => `U-${from + i},Ann Lee,Admin,2450,America/Chicago,ann${from + i}@example.com\n`).join("")}`;
  const members = `id,contextId,groupId,permission\n${Array.from({ length: count }, (_, i) => `M-${i},${idOf(i)},G-1,Viewer\n`).join("")}`;
  const rollUpIn = (workspace: Workspace): [said: string, action: readonly Edit[]] | undefined => {
    const sheet = sheetAt(workspace, "group.csv");
    sheet.relate();
    const { header, offsets, pages } = sheet.document;
    const [finding] = sheet.rollUpFindings();
    if (!finding) return undefined;
    const at = offsets[header.page]! + pages[header.page]!.rows[header.row]! + "id,".length;
    const action = actionsAt(sheet, { start: at, end: at }).find(({ column }) => column)!;
    return [english(sheet.messageOf(finding)), action.edits()!];
  };

  it("say so at the header, count what one fix changes, and change that", () => {
    const workspace = openSet({ "user.csv": people(0), "group.csv": members });
    const [said, edits] = rollUpIn(workspace)!;
    assert.match(
      said,
      /^32 of 40 cells in this column have the same problem\. One fix changes 30 of them\. Example: contextId: "u-0"/,
    );
    assert.equal(edits.length, 30);
    const before = sheetAt(workspace, "group.csv").counts().error;
    workspace.edit(uriOf("group.csv"), [...edits], 2);
    assert.equal(sheetAt(workspace, "group.csv").counts().error, before - 30);
    assert.equal(rollUpIn(workspace), undefined);
  });

  it("promise what is so after the other file changed, and nothing of a file that isn't there", () => {
    const workspace = openSet({ "user.csv": people(0), "group.csv": members });
    assert.equal(rollUpIn(workspace)![1].length, 30);
    replace(workspace, "user.csv", "U-7,", "X-7,");
    const [said, edits] = rollUpIn(workspace)!;
    assert.match(said, /^32 of 40 .* One fix changes 29 of them/);
    assert.equal(edits.length, 29);
    assert.equal(rollUpIn(openSet({ "group.csv": members })), undefined);
  });
});

describe("a workspace", () => {
  it("after any edits, saves, creations, deletions and renames says what a fresh one says", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
        const model = new Map<string, string>(Object.entries(goodSet));
        const workspace = openSet(goodSet);
        for (const each of steps) take(workspace, model, each);
        for (const [name, text] of model)
          assert.equal(documentText(workspace.entry(uriOf(name))!.document), text, name);
        // An open file keeps its type while its header is being typed; closed, it is what a fresh one is.
        for (const [name, text] of model) {
          if (!workspace.entry(uriOf(name))?.open) continue;
          workspace.close(uriOf(name));
          putFile(workspace, name, text);
        }
        // In another order than the files came: order must not matter.
        const fresh = openSet(Object.fromEntries([...model].sort((a, b) => (a[0] < b[0] ? 1 : -1))));
        assert.deepEqual(findingsOf(workspace), findingsOf(fresh));
        const counts = (each: Workspace): unknown =>
          [...each.entries()]
            .map((entry) => [entry.uri, entry.sheet?.counts()])
            .sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
        assert.deepEqual(counts(workspace), counts(fresh));
      }),
      { numRuns: 120 },
    );
  });
});
