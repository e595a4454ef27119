/** Long jobs let others go first: how much is done between two stops is counted, whatever the size of the whole. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { documentText } from "../server/core/text/document.ts";
import { findFilesInSteps } from "../server/disk/reading/files.ts";
import { actionsAt, fixAll, fixingAll, hasSafeFix, seekActions } from "../server/features/language/actions.ts";
import { highlightsAt, referencing } from "../server/features/language/navigation.ts";
import { renaming } from "../server/features/language/rename.ts";
import type { Slices } from "../server/features/records/walk.ts";
import { QuietTimer, type Timing } from "../server/lsp/quiet-timer.ts";
import { goodSet, openSet, sheetAt } from "./sets.ts";

/** Runs work to its end: what came of it, and how often it stopped. */
function counted<T>(work: Slices<T>): { readonly result: T; readonly stops: number } {
  for (let stops = 0; ; stops++) {
    const { done, value } = work.next();
    if (done) return { result: value, stops };
  }
}

describe("an ID in very many cells", () => {
  const places = 20_000;
  const rows = Array.from({ length: places }, (_, i) => `G-${i},North,U-1,Owner\n`).join("");
  const workspace = openSet({ ...goodSet, "Group/group.csv": `id,name,userId,permission\n${rows}` });
  for (const { sheet } of workspace.entries()) sheet?.advance(Number.POSITIVE_INFINITY);
  const users = sheetAt(workspace, "user.csv");
  const groups = sheetAt(workspace, "Group/group.csv");
  const at = users.document.pages
    .map(({ text }) => text)
    .join("")
    .indexOf("U-1");

  it("is renamed in slices", () => {
    const { result, stops } = counted(renaming(workspace, users, at, "U-900"));
    assert.ok("files" in result);
    assert.ok(result.cells > places, `${result.cells} cells`);
    assert.ok(stops >= places / 100, `${stops} stops`);
  });

  it("is found in slices", () => {
    const { result, stops } = counted(referencing(workspace, users, at, true));
    assert.ok(result.length > places);
    assert.ok(stops >= places / 100, `${stops} stops`);
  });

  it("is marked in slices", () => {
    const text = groups.document.pages.map((page) => page.text).join("");
    const { result, stops } = counted(highlightsAt(groups, text.indexOf("U-1")));
    assert.equal(result.length, places);
    assert.ok(stops >= places / 100, `${stops} stops`);
  });
});

describe("fixes of a large file with mistakes", () => {
  const users = 4_000;
  const contacts = Array.from(
    { length: users },
    (_, i) => `C-${i},${i % 50 === 7 ? `u-nobody-${i}` : `U-${i}`},1097,p${i}@acme.example${i % 20 === 3 ? " " : ""}\n`,
  );
  const rows = Array.from({ length: users }, (_, i) => `U-${i},Ann ${i},2450,ann${i}@acme.example\n`);
  const files = {
    "user.csv": `id,name,status.code,userEmail\n${rows.join("")}`,
    "communication_channel.csv": `id,contextId,email.type,email\n${contacts.join("")}`,
  };

  it("are made in slices, and are those that are made at once", () => {
    const channels = sheetAt(openSet(files), "communication_channel.csv");
    const pages = channels.document.pages.length;
    const { result, stops } = counted(fixingAll(channels));
    assert.equal(result.edits.length, users / 20);
    // Read twice and looked at twice: of the file, and of what it becomes.
    assert.ok(stops > 2 * pages, `${stops} stops, ${pages} pages`);
    const again = sheetAt(openSet(files), "communication_channel.csv");
    assert.deepEqual(fixAll(again).edits, result.edits);
  });

  it("are offered at the first one, without a look at the rest", () => {
    const channels = sheetAt(openSet(files), "communication_channel.csv");
    counted(fixingAll(channels));
    const { result, stops } = counted(hasSafeFix(channels));
    assert.equal(result, true);
    assert.ok(stops <= 1, `${stops} stops`);
  });

  it("look for what a reference was meant to be in slices", () => {
    const workspace = openSet(files);
    for (const { sheet } of workspace.entries()) sheet?.advance(Number.POSITIVE_INFINITY);
    const channels = sheetAt(workspace, "communication_channel.csv");
    const start = documentText(channels.document).indexOf("u-nobody-");
    const span = { start, end: start };
    const { stops } = counted(seekActions(channels, span));
    const pages = sheetAt(workspace, "user.csv").document.pages.length;
    assert.ok(stops >= pages, `${stops} stops, ${pages} pages of IDs`);
    assert.ok(actionsAt(channels, span).length > 0);
  });
});

describe("a search for files", () => {
  it("stops at every folder, also where it finds nothing", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "csv-preflight-turns-"));
    try {
      for (let i = 0; i < 300; i++) fs.mkdirSync(path.join(folder, `d${i % 20}`, `e${i}`), { recursive: true });
      for (let i = 0; i < 1000; i++) fs.writeFileSync(path.join(folder, "d0", `${i}.txt`), "");
      fs.writeFileSync(path.join(folder, "d1", "user.csv"), "");
      const steps = [...findFilesInSteps(folder)];
      assert.equal(steps.filter((step) => step !== undefined).length, 1);
      // The folders that have something in them, and five times among the thousand names.
      assert.ok(steps.length >= 21 + 5, `${steps.length} steps`);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("what waits for quiet", () => {
  /** A clock that stands still until it is told to go on. */
  class Moved implements Timing {
    time = 0;
    #due: { readonly at: number; readonly job: () => void } | undefined;

    now(): number {
      return this.time;
    }

    after(milliseconds: number, job: () => void): () => void {
      this.#due = { at: this.time + milliseconds, job };
      return () => {
        this.#due = undefined;
      };
    }

    pass(milliseconds: number): void {
      this.time += milliseconds;
      const due = this.#due;
      if (!due || due.at > this.time) return;
      this.#due = undefined;
      due.job();
    }
  }

  it("waits while something happens, but not for ever", () => {
    const timing = new Moved();
    const done: number[] = [];
    const timer = new QuietTimer(() => done.push(timing.time), 100, 1000, timing);
    timer.touch();
    timing.pass(60);
    timer.touch();
    timing.pass(60);
    assert.deepEqual(done, []);
    timing.pass(60);
    assert.deepEqual(done, [180]);
    for (let i = 0; i < 100; i++) {
      timer.touch();
      timing.pass(50);
    }
    assert.ok(done.length >= 5, done.join(", "));
  });
});
