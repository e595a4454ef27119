/** Long jobs let others go first: how much is done between two stops is counted, whatever the size of the whole. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { findFilesInSteps } from "../server/disk/reading/files.ts";
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
