/** Checks a file of any size from disk: read in pieces, its text not kept, with progress, and given up when nobody wants it. */

import type { CancellationToken, WorkDoneProgressReporter } from "vscode-languageserver";
import type { Sheet } from "../core/checking/sheet.ts";
import { message } from "../core/text/message.ts";
import { isDetection } from "../core/workspace/workspace.ts";
import { stampOf } from "../disk/reading/closed-text.ts";
import { readPieces } from "../disk/reading/files.ts";
import { SheetReader } from "../disk/reading/stream.ts";
import type { checkFileRequest, FileReport, ReportedProblem } from "../protocol/files.ts";
import type { GivenOf } from "../protocol/request.ts";
import { rules } from "../rules/index.ts";
import type { Diagnostics } from "./diagnostics.ts";
import { limitBeside } from "./published-diagnostics.ts";
import type { Session } from "./session.ts";
import type { FileRequests } from "./set-requests.ts";
import { nextTurn } from "./turns.ts";

/** Progress is told no more often, in milliseconds. */
const progressMs = 100;

export class FileChecks {
  constructor(
    readonly session: Session,
    readonly requests: FileRequests,
    readonly diagnostics: Diagnostics,
  ) {}

  /** Null when it was cancelled, or when there is no such file on this machine's disk. */
  async check(
    { uri, workDoneToken }: GivenOf<typeof checkFileRequest>,
    token: CancellationToken,
  ): Promise<FileReport | null> {
    const { key, path, file } = this.session.address(uri);
    const { workspace } = this.session;
    const stamp = file === undefined ? undefined : stampOf(file);
    if (file === undefined || workspace.entry(key)?.open || !stamp) return null;
    const size = Number(stamp.size);
    const reader = new SheetReader(
      key,
      (front) => {
        const detected = workspace.recognize(key, path, front);
        return isDetection(detected) ? detected : undefined;
      },
      rules,
      file,
      stamp,
    );
    const stopped = (): boolean => token.isCancellationRequested || workspace.entry(key)?.open === true;
    const progress = new Progress(this.session, workDoneToken, size);
    let over = this.session.reader.pace.turn();
    try {
      for (const piece of readPieces(file)) {
        reader.push(piece);
        if (reader.refused) break;
        progress.add(piece.length);
        if (!over()) continue;
        await nextTurn();
        if (stopped()) return null;
        over = this.session.reader.pace.turn();
      }
      const sheet = reader.close();
      if (!sheet || !reader.detection || !reader.stored)
        return { ...this.requests.status({ uri }), bytes: size, problems: [] };
      await this.session.reader.readAll(sheet, stopped);
      if (stopped()) return null;
      // From now on other files find their references in it.
      this.session.closed.adopt(path, reader.detection, sheet, reader.stored);
      await this.session.reader.read(key, { stopped });
      if (stopped() || this.session.sheetOf(key) !== sheet) return null;
      const problems = await this.#problems(sheet, reader, stopped);
      this.diagnostics.touchAll();
      return stopped() ? null : { ...this.requests.status({ uri }), bytes: size, problems };
    } finally {
      progress.end();
    }
  }

  async #problems(sheet: Sheet, reader: SheetReader, stopped: () => boolean): Promise<ReportedProblem[]> {
    const remaining = limitBeside(this.session.maxProblems, sheet.rollUps().length);
    const problems: ReportedProblem[] = [];
    let over = this.session.reader.pace.turn();
    for (const located of sheet.findings(remaining).located) {
      const { finding } = located;
      problems.push({
        rule: finding.rule.name,
        severity: finding.severity,
        message: this.session.translate(sheet.messageOf(finding)),
        range: sheet.rangeOf(located),
        byte: reader.byteAt(sheet.spanOf(located).start) ?? 0,
      });
      if (!over()) continue;
      await nextTurn();
      if (stopped()) break;
      over = this.session.reader.pace.turn();
    }
    return problems;
  }
}

/** Tells how far a long work is, to a client that gave a token for it. */
class Progress {
  readonly #reporter: WorkDoneProgressReporter | undefined;
  #done = 0;
  #last = 0;

  constructor(
    session: Session,
    token: unknown,
    readonly total: number,
  ) {
    const isToken = typeof token === "string" || typeof token === "number";
    this.#reporter = isToken ? session.connection.window.attachWorkDoneProgress(token) : undefined;
    this.#reporter?.begin(session.translate(message("Reading")), 0, undefined, true);
  }

  add(done: number): void {
    this.#done += done;
    const now = performance.now();
    if (now - this.#last < progressMs) return;
    this.#last = now;
    this.#reporter?.report(Math.min(100, Math.floor((100 * this.#done) / Math.max(1, this.total))));
  }

  end(): void {
    this.#reporter?.done();
  }
}
