/** Sets, plans and bundles: what belongs together, what may go up, and that a bundle on disk is whole or not there. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Profile } from "../server/core/filetypes/profile.ts";
import { english } from "../server/core/text/message.ts";
import { namesAmong } from "../server/core/workspace/folders.ts";
import type { Workspace } from "../server/core/workspace/workspace.ts";
import { readBundle, writeBundle } from "../server/disk/writing/bundle.ts";
import { type Bundle, bundleOf } from "../server/features/export/bundle.ts";
import { packageObstacle } from "../server/features/export/data-package.ts";
import { type FileSet, fileSets, setAround } from "../server/features/imports/sets.ts";
import { uploadPlan } from "../server/features/imports/upload-plan.ts";
import { channels, findingsOf, goodSet, groups, memberships, openSet, sheetAt, users } from "./sets.ts";

function sets(files: Readonly<Record<string, string>>, profile: Profile = {}): FileSet[] {
  return fileSets(openSet(files, profile));
}

const short = ({ folder, files, missing }: FileSet): string =>
  `${folder.slice("/set/".length)}: ${files.map((file) => file.path.slice("/set/".length) + (file.shared ? "*" : "")).join(" ")}${missing
    .map((file) => ` ${file.needed ? "!" : "?"}${file.path}`)
    .join("")}`;

const people = `email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,,,,True,Active,compass
`;
const meeds = "userName,firstName,lastName,password,email\nann.lee,Anna,Leemann,Correct-Horse-9,ann@example.com\n";

describe("two files of one name", () => {
  it("are told apart by their folders, as far up as it takes", () => {
    const nameOf = namesAmong(["/x/a/group.csv", "/x/group.csv", "/y/a/user.csv", "/z/a/user.csv", "/x/import.csv"]);
    assert.deepEqual(["/x/a/group.csv", "/x/group.csv", "/y/a/user.csv", "/x/import.csv"].map(nameOf), [
      "a/group.csv",
      "x/group.csv",
      "y/a/user.csv",
      "import.csv",
    ]);
  });

  it("are told apart where one keeps an export from being written", () => {
    const twice = groups.replace(/^[^\n]*/, (header) => `${header},again,again`);
    const workspace = openSet({ ...goodSet, "Group/group.csv": twice });
    const made = bundleOf(workspace, setAround(workspace, sheetAt(workspace, "user.csv"))!);
    assert.match(String(english(packageObstacle(made)!)), /^Group\/group\.csv has the column "again" twice/);
  });
});

describe("file sets", () => {
  it("are the files of a folder in the order of upload, with the group file that they use", () => {
    assert.deepEqual(
      sets(goodSet).map(short),
      [": Group/group.csv user.csv group.csv communication_channel.csv"].map((line) =>
        line.replace("Group/group.csv", "Group/group.csv*"),
      ),
    );
  });

  it("are told apart by folder and system, and name what is missing", () => {
    const found = sets({
      "a/user.csv": users,
      "b/communication_channel.csv": channels,
      "b/group.csv": memberships,
      "acme_42/USER/people.csv": people,
      "acme_42/COMMUNITY/all.csv": "community_id,community_name\nC-1,Maple Court\n",
      "m/import.csv": meeds,
      "notes.csv": "a,b\n1,2\n",
    });
    assert.deepEqual(found.map(short), [
      "a/: a/user.csv ?Group/group.csv ?group.csv ?communication_channel.csv",
      "acme_42/USER/: acme_42/COMMUNITY/all.csv* acme_42/USER/people.csv",
      "b/: b/group.csv b/communication_channel.csv ?Group/group.csv !user.csv",
      "m/: m/import.csv",
    ]);
  });

  it("hold a shared group file each, and one that nobody uses alone", () => {
    const found = sets({
      "a/user.csv": users,
      "a/group.csv": memberships,
      "b/user.csv": users,
      "b/group.csv": memberships,
      "x/group.csv": groups,
    });
    assert.deepEqual(
      found.map((set) => short(set).replace(/ \?.*/, "")),
      ["a/: x/group.csv* a/user.csv a/group.csv", "b/: x/group.csv* b/user.csv b/group.csv"],
    );
    assert.deepEqual(
      sets({ "x/group.csv": groups }).map((set) => short(set).replace(/ \?.*/, "")),
      ["x/: x/group.csv"],
    );
  });
});

function planOf(files: Readonly<Record<string, string>>, profile: Profile = {}): string[] {
  const workspace = openSet(files, profile);
  const plan = uploadPlan(fileSets(workspace)[0]!);
  const line = plan.steps.map(
    ({ number, table, state, key, reasons }) =>
      `${number} ${table.name} ${state}${key === undefined ? "" : ` ${key}`}: ${reasons.join(" ")}`,
  );
  return [...line, plan.ready ? "ready" : "not ready"];
}

describe("an upload plan", () => {
  it("goes in Turvo's order", () => {
    assert.deepEqual(planOf(goodSet), [
      "1 turvo.group ready: ",
      "2 turvo.user ready: ",
      "3 turvo.user_group ready: ",
      "4 turvo.communication_channel ready: ",
      "ready",
    ]);
  });

  it("says what blocks what", () => {
    const plan = planOf({ ...goodSet, "user.csv": users.replace("2450", "Activ") });
    assert.match(plan[1]!, /^2 turvo.user blocked: 1 error to fix\.$/);
    assert.match(plan[2]!, /^3 turvo.user_group blocked: Upload user\.csv before this file\.$/);
    assert.match(plan[3]!, /^4 turvo.communication_channel blocked: Upload user\.csv before this file\.$/);
    assert.equal(plan[4], "not ready");
    const without = planOf({ "communication_channel.csv": channels });
    assert.match(without[1]!, /^2 turvo.user blocked: The other files require it\.$/);
    assert.match(without[3]!, /blocked: user\.csv is missing\./);
    assert.match(without[0]!, /missing: Optional/);
  });

  it("knows the key under which Travtus wants a file", () => {
    assert.deepEqual(planOf({ "acme_42/USER/people.csv": people }), [
      "1 travtus.community missing: Optional. Not part of this import.",
      "2 travtus.user ready acme_42/USER/people.csv: ",
      "ready",
    ]);
    const company = { travtus: { company: { name: "acme", id: "42" } } };
    assert.match(planOf({ "here/people.csv": people }, company)[1]!, / ready acme_42\/USER\/people\.csv: $/);
    assert.match(
      planOf({ "here/people.csv": people })[1]!,
      /blocked: The file must be uploaded as companyName_companyId\/USER\/people\.csv\. Set travtus\.company\.name/,
    );
    const evil = { travtus: { company: { name: "../..", id: "42/.." } } };
    assert.match(planOf({ "here/people.csv": people }, evil)[1]!, / ready __+_42__\/USER\/people\.csv: $/);
  });
});

function bundle(files: Readonly<Record<string, string>>, profile: Profile = {}): Bundle {
  const workspace = openSet(files, profile);
  return bundleOf(workspace, fileSets(workspace)[0]!);
}

describe("a bundle", () => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-bundle-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const yes = { overwrite: false, allowErrors: false, version: "1.2.3" };
  const listing = (): string[] => fs.readdirSync(folder, { recursive: true }).map(String).sort();

  it("holds the files clean, in the order of upload, and a manifest that fits them", async () => {
    const untidy = { ...goodSet, "USER.CSV": users.replaceAll("\n", "\r\n").replace("2450", "Active"), "user.csv": "" };
    const { "user.csv": _, ...files } = untidy;
    for (const name of ["out", "out.zip"]) {
      const target = path.join(folder, name);
      const answer = await writeBundle(bundle(files), { ...yes, target });
      assert.ok("files" in answer, JSON.stringify(answer));
      const read = await readBundle(target);
      assert.deepEqual([...read.keys()].sort(), [
        "1-group/group.csv",
        "2-user/user.csv",
        "3-user_group/group.csv",
        "4-communication_channel/communication_channel.csv",
        "manifest.json",
      ]);
      assert.equal(read.get("2-user/user.csv"), users.replaceAll("\n", "\r\n"));
      assert.equal(read.get("1-group/group.csv"), groups);
      const manifest = JSON.parse(read.get("manifest.json")!) as {
        files: { path: string; sha256: string; rows: number; fileType: string }[];
        madeBy: string;
      };
      assert.equal(manifest.madeBy, "CSV Preflight 1.2.3");
      assert.deepEqual(
        manifest.files.map(({ fileType, rows }) => `${fileType} ${rows}`),
        ["turvo.group 2", "turvo.user 3", "turvo.user_group 2", "turvo.communication_channel 2"],
      );
      for (const file of manifest.files)
        assert.equal(createHash("sha256").update(read.get(file.path)!).digest("hex"), file.sha256);
    }
    assert.deepEqual(fs.readdirSync(folder).sort(), ["out", "out.zip"], "nothing beside them");
  });

  it("is the same for the same files", async () => {
    await writeBundle(bundle(goodSet), { ...yes, target: path.join(folder, "a.zip") });
    await writeBundle(bundle(goodSet), { ...yes, target: path.join(folder, "b.zip") });
    assert.deepEqual(fs.readFileSync(path.join(folder, "a.zip")), fs.readFileSync(path.join(folder, "b.zip")));
  });

  it("is refused while files have errors, those between files too, unless told otherwise", async () => {
    const files = { ...goodSet, "group.csv": memberships.replace("U-2", "U-9") };
    const target = path.join(folder, "out.zip");
    const answer = await writeBundle(bundle(files), { ...yes, target });
    assert.equal("refused" in answer && answer.refused, "errors");
    assert.deepEqual(listing(), []);
    assert.ok("files" in (await writeBundle(bundle(files), { ...yes, allowErrors: true, target })));
    const manifest = JSON.parse((await readBundle(target)).get("manifest.json")!) as { result: unknown };
    assert.deepEqual(manifest.result, { errors: 1, warnings: 1 });
  });

  it("makes the safe fixes between files before it judges", () => {
    const made = bundle({ ...goodSet, "group.csv": memberships.replace("U-2", "u-2") });
    assert.equal(made.errors, 0);
    assert.equal(made.files[2]!.exported.text, memberships);
  });

  it("never takes the place of anything without a yes, and of nothing but a bundle with one", async () => {
    const target = path.join(folder, "out");
    fs.mkdirSync(target);
    assert.ok("files" in (await writeBundle(bundle(goodSet), { ...yes, target })), "an empty folder is free");
    const again = await writeBundle(bundle({ "user.csv": users.replace(/^U-2.*\n^U-3.*\n/m, "") }), { ...yes, target });
    assert.equal("refused" in again && again.refused, "exists");
    assert.equal((await readBundle(target)).size, 5);
    const replaced = await writeBundle(bundle({ "user.csv": users.replace(/^U-2.*\n^U-3.*\n/m, "") }), {
      ...yes,
      overwrite: true,
      target,
    });
    assert.ok("files" in replaced);
    assert.deepEqual([...(await readBundle(target)).keys()].sort(), ["2-user/user.csv", "manifest.json"]);
    const other = path.join(folder, "mine");
    fs.mkdirSync(other);
    fs.writeFileSync(path.join(other, "thesis.txt"), "x");
    const no = await writeBundle(bundle(goodSet), { ...yes, overwrite: true, target: other });
    assert.equal("refused" in no && no.refused, "other");
    assert.deepEqual(fs.readdirSync(other), ["thesis.txt"]);
    const below = path.join(folder, "made", "for", "it.zip");
    assert.ok("files" in (await writeBundle(bundle(goodSet), { ...yes, target: below })), "folders are made");
  });

  it("that fails half-way leaves nothing behind", async () => {
    const target = path.join(folder, "out");
    const good = bundle(goodSet);
    const files = good.files.map((file, i) => (i === 2 ? { ...file, path: "../escaped.csv" } : file));
    await assert.rejects(writeBundle({ ...good, files }, { ...yes, target }), /leads out of the bundle/);
    assert.deepEqual(listing(), []);
    const twice = good.files.map((file) => ({ ...file, path: "2-user" }));
    twice[1] = { ...twice[1]!, path: "2-user/user.csv" };
    await assert.rejects(writeBundle({ ...good, files: twice }, { ...yes, target }));
    assert.deepEqual(listing(), []);
  });

  it("lays Travtus files out by their key, and asks for the company", async () => {
    const target = path.join(folder, "out");
    await writeBundle(bundle({ "acme_42/USER/people.csv": people }), { ...yes, target });
    assert.equal((await readBundle(target)).get("acme_42/USER/people.csv"), people);
    const lost = await writeBundle(bundle({ "people.csv": people }), { ...yes, target: path.join(folder, "b") });
    assert.ok("refused" in lost && /Set travtus\.company\.name/.test(String(lost.message)));
  });

  it("keeps two files of one type apart", () => {
    const more = users
      .replaceAll("U-", "V-")
      .replaceAll("@example.com", "@example.org")
      .replace(/^V-[23].*\n/gm, "");
    const made = bundle({ "user.csv": users.replace(/^U-[23].*\n/gm, ""), "second.csv": more });
    assert.deepEqual(
      made.files.map((file) => file.path),
      ["2-user/second.csv", "2-user/user.csv"],
    );
  });
});

it("the set around a shared file is one that uses it", () => {
  const workspace: Workspace = openSet(goodSet);
  assert.equal(setAround(workspace, sheetAt(workspace, "Group/group.csv"))!.folder, "/set/");
  assert.deepEqual(findingsOf(workspace), {});
});
