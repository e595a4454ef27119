/** What is handed to somebody else: files in other formats, and reports about them. The client decides where they go. */

import { version } from "../../package.json";
import { fileName } from "../core/workspace/folders.ts";
import { reasonsFor } from "../disk/documents/rule-pages.ts";
import { isCsvName } from "../disk/reading/files.ts";
import { readBack } from "../disk/writing/read-back.ts";
import { exportName } from "../features/export/export.ts";
import { textFormats } from "../features/export/formats.ts";
import { workbookOf } from "../features/export/workbook.ts";
import type { SetFile } from "../features/imports/sets.ts";
import { lostLetters } from "../features/records/records.ts";
import { type ReportFormat, reportFormats } from "../features/report/formats.ts";
import { type Report, type ReportFile, reportOf, totalsOf } from "../features/report/report.ts";
import { languageOfReport, reportPieces } from "../features/report/reports.ts";
import type { ExportAnswer, exportRequest, ReportAnswer, reportRequest } from "../protocol/export.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Disk } from "./disk.ts";
import type { Session } from "./session.ts";
import type { Sets } from "./sets.ts";
import { nextTurn, sliceMs } from "./turns.ts";

const endings = {
  text: "txt",
  json: "json",
  sarif: "sarif",
  github: "txt",
  unix: "txt",
  csv: "csv",
  html: "html",
} as const;

/** After so many changes while a report was made it is made in one go. */
const restartsMax = 3;

export class Exports {
  constructor(
    readonly session: Session,
    readonly disk: Disk,
    readonly sets: Sets,
  ) {}

  async export({ uri, format: wanted, labels }: GivenOf<typeof exportRequest>): Promise<ExportAnswer | null> {
    const { key, path } = this.session.address(uri);
    const options = { labels: labels === true };
    if (wanted === "xlsx") return this.#workbook(uri, options);
    const format = textFormats.find((each) => each === wanted);
    await this.#reread([uri]);
    const sheet = format && (await this.session.reader.read(key));
    if (!format || !sheet) return null;
    const exported = this.session.engine.export(sheet.uri, format, options);
    if (!exported) return null;
    const mismatch = await readBack(exported, format);
    const { translate } = this.session;
    const { text, rows, errors, warnings, fixed } = exported;
    const name = exportName(path, format, sheet.table);
    const refused = lostLetters(sheet, fileName(path));
    if (refused !== undefined) return { text: "", name, rows, errors, warnings, fixed, refused: translate(refused) };
    return { text, name, rows, errors, warnings, fixed, ...(mismatch && { mismatch: translate(mismatch) }) };
  }

  /** A file is one sheet; of a folder each file of the import is one. */
  async #workbook(uri: unknown, options: { labels: boolean }): Promise<ExportAnswer | null> {
    await this.#reread([uri]);
    const { key, path } = this.session.address(uri);
    const alone = await this.session.reader.read(key);
    const files = alone ? [{ sheet: alone, path }] : (await this.sets.read(uri)).flatMap((set) => set.files);
    if (files.length === 0) return null;
    const { sheets, rows, errors, warnings, fixed, obstacle } = workbookOf(files, options);
    const name = alone ? exportName(path, "xlsx", alone.table) : "import.xlsx";
    const answer = { text: "", name, rows, errors, warnings, fixed };
    if (obstacle !== undefined) return { ...answer, refused: this.session.translate(obstacle) };
    const { writeXlsx } = await import("../disk/libraries/xlsx.ts");
    return { ...answer, base64: Buffer.from(await writeXlsx(sheets, nextTurn)).toString("base64") };
  }

  /** About the files that are named, the import that one file or folder belongs to, or all imports. */
  async report({ uri, uris, format: wanted }: GivenOf<typeof reportRequest>): Promise<ReportAnswer | null> {
    const format = reportFormats.find((each) => each === wanted);
    if (format === undefined) return null;
    await this.#reread(Array.isArray(uris) ? uris : [uri]);
    for (let restarts = 0; ; restarts++) {
      const files = await this.#files(uri, uris);
      if (files.length === 0) return null;
      const report = this.#reportOf(files, format);
      const text = await this.#write(format, report, {
        name: this.#nameOf(files),
        atOnce: restarts >= restartsMax,
      });
      if (text === undefined) continue;
      const { errors, warnings, information } = report.summary;
      const { found, shown } = totalsOf(report);
      return {
        text,
        name: `report.${endings[format]}`,
        files: files.length,
        errors,
        warnings,
        information,
        found,
        shown,
      };
    }
  }

  /** Files that are named are taken as they are now: the editor may not have told yet what was just written. */
  async #reread(uris: readonly unknown[]): Promise<void> {
    const addresses = uris.map((uri) => this.session.address(uri));
    const closed = addresses.filter(({ key, path }) => isCsvName(path) && !this.session.workspace.entry(key)?.open);
    if (closed.length > 0) await this.disk.reread(closed.map(({ key }) => key));
  }

  async #files(uri: unknown, uris: unknown): Promise<Pick<SetFile, "sheet" | "path">[]> {
    if (Array.isArray(uris)) {
      const files = [];
      for (const each of new Set(uris)) {
        const { key, path } = this.session.address(each);
        const sheet = await this.session.reader.read(key);
        if (sheet) files.push({ sheet, path });
      }
      return files;
    }
    const sets = await this.sets.read(uri);
    const files = new Map(sets.flatMap((set) => set.files).map((file) => [file.path, file]));
    // A file that stands in no folder belongs to no import.
    if (files.size === 0 && typeof uri === "string") return this.#files(undefined, [uri]);
    return [...files.values()].filter(({ sheet }) => !sheet.table.document.hidden);
  }

  #reportOf(files: readonly Pick<SetFile, "sheet" | "path">[], format: ReportFormat): Report {
    const reported = files.map(({ sheet, path }): ReportFile => {
      return { shown: this.#shown(path), path, sheet, counts: sheet.counts(), problems: [] };
    });
    const { workspace, locale, translate } = this.session;
    const language = languageOfReport(format, { locale, translate });
    return reportOf(reported, { workspace, maxProblems: Number.POSITIVE_INFINITY, language });
  }

  /** As seen from the workspace's folder; a file outside goes by its own name. */
  #shown(path: string): string {
    const root = this.disk.rootOf(path);
    return root === undefined ? fileName(path) : path.slice(root.length);
  }

  /** The folder that all lie in, or the file's own name where it is alone. */
  #nameOf(files: readonly Pick<SetFile, "path">[]): string {
    const [first, ...others] = files;
    if (others.length === 0) return fileName(first!.path);
    const folders = new Set(files.map(({ path }) => fileName(path.slice(0, path.lastIndexOf("/")))));
    return folders.size === 1 ? [...folders][0]! : "";
  }

  /** Lets keystrokes through; undefined when they changed what the report is about. */
  async #write(
    format: ReportFormat,
    report: Report,
    { atOnce, ...page }: { name: string; atOnce: boolean },
  ): Promise<string | undefined> {
    const { workspace } = this.session;
    const { revision } = workspace;
    const style = format === "html" ? (await import("../features/records/page-styles.ts")).reportStyle : "";
    const pieces = reportPieces(format, report, {
      style,
      ...page,
      quiet: false,
      color: false,
      version,
      made: Date.now(),
      shownPath: (path) => this.#shown(path),
      otherRule: () => undefined,
      reasons: reasonsFor,
      pageAddress: (rule) => this.session.pageOfRule(rule),
    });
    const made: string[] = [];
    let end = performance.now() + sliceMs;
    for (const piece of pieces) {
      made.push(piece);
      if (atOnce || performance.now() < end) continue;
      await nextTurn();
      if (workspace.revision !== revision) return undefined;
      end = performance.now() + sliceMs;
    }
    return made.join("");
  }
}
