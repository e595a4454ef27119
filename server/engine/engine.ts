/** The engine on one screen: files go in as texts, and everything that the product knows of them is asked here. */

import type { FileFacts } from "../core/checking/rule.ts";
import type { Sheet } from "../core/checking/sheet.ts";
import type { TableDocument } from "../core/filetypes/file-type.ts";
import type { Profile } from "../core/filetypes/profile.ts";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { english, type Translate } from "../core/text/message.ts";
import type { Edit, Span } from "../core/text/text.ts";
import { isDetection, type ProfileAt, Workspace } from "../core/workspace/workspace.ts";
import { type Exported, exportText, type TableOptions } from "../features/export/export.ts";
import type { TextFormat } from "../features/export/formats.ts";
import { type FileSet, fileSets, setAround } from "../features/imports/sets.ts";
import { type UploadPlan, uploadPlan } from "../features/imports/upload-plan.ts";
import { type Action, actionsAt, fixAll } from "../features/language/actions.ts";
import { type Completion, completeAt, completeNearMiss } from "../features/language/completion.ts";
import { type Hover, hoverAt } from "../features/language/hover.ts";
import {
  definitionAt,
  type Location,
  type Outline,
  outlineOf,
  recordSummary,
  referencesAt,
} from "../features/language/navigation.ts";
import type { FeatureContext } from "../features/language/place.ts";
import { candidatesFor } from "../features/language/references.ts";
import { type RenameRefusal, type Renamings, renameAt } from "../features/language/rename.ts";
import { type TableView, tableView } from "../features/records/cells.ts";
import { type Problem, ProblemWriter, shownFindings } from "../features/report/problems.ts";
import { rules } from "../rules/index.ts";

/** A file as whoever has it knows it. */
export interface EngineFile {
  readonly uri: string;
  /** Absolute, `/` between names: its name and folders are part of what it is recognized by. */
  readonly path: string;
  /** Grows with each edit. */
  readonly version?: number;
  /** Somebody has it open in an editor. */
  readonly open?: boolean;
  /** What only its bytes tell: encoding, byte order mark. */
  readonly facts?: FileFacts;
}

export interface EngineOptions {
  /** The file types to know. Default: those that ship with the product. */
  readonly types?: readonly TableDocument[];
  /** Milliseconds since 1970, for the time that it is in a time zone. */
  readonly now?: () => number;
  /** Puts problems into words. Default: English. All other messages are English as strings, and put into words by who shows them. */
  readonly translate?: Translate;
}

/**
 * Checks, explains, completes and fixes import files. Synchronous and without a disk, a clock or an editor. Offsets are UTF-16
 * units from a file's beginning. A question about a file that is no import file is answered with nothing. Questions read as much
 * of the files as they need; front ends that must not wait read them in slices first (`Sheet.advance`).
 */
export class Engine {
  /** All files, for what is not asked here. */
  readonly workspace: Workspace;
  readonly #now: () => number;
  readonly #translate: Translate;

  constructor({ types = builtInDocuments, now = () => 0, translate = english }: EngineOptions = {}) {
    this.workspace = new Workspace(rules, types);
    this.#now = now;
    this.#translate = translate;
  }

  /** Settings, tenant profiles with the file types that they bring, and the folders that were opened. Answers the files that changed their type. */
  configure(settings: Profile, profiles: readonly ProfileAt[] = [], roots: readonly string[] = []): string[] {
    return this.workspace.configure(settings, profiles, roots);
  }

  /** A file is there, or has a new text. */
  open({ uri, path, version = 0, open = false, facts }: EngineFile, text: string): void {
    this.workspace.put({ uri, path, version, open, ...(facts && { facts }) }, text);
  }

  /** Changes a file; the edits' spans are those of its present text and do not overlap. */
  edit(uri: string, edits: readonly Edit[], version: number): void {
    this.workspace.edit(uri, edits, version);
  }

  /** A file is no longer there. */
  close(uri: string): void {
    this.workspace.remove(uri);
  }

  /** The sheet of a file that is checked: what its text was recognized as and read into. */
  sheetOf(uri: string): Sheet | undefined {
    const entry = this.workspace.entry(uri);
    if (!entry || !isDetection(entry.detected) || entry.detected.table.document.hidden) return undefined;
    return entry.sheet;
  }

  /** The problems of a file, in order of position, in plain words; at most so many, errors before warnings. */
  check(uri: string, limit = Number.POSITIVE_INFINITY): readonly Problem[] {
    const sheet = this.#read(uri);
    if (!sheet) return [];
    const writer = new ProblemWriter(sheet, sheet.rows, this.#translate);
    return shownFindings(sheet, limit).located.map((located) => writer.problem(located));
  }

  /** What a cell or a column is, as Markdown. */
  hover(uri: string, offset: number, context?: FeatureContext): Hover | undefined {
    const sheet = this.sheetOf(uri);
    return sheet && hoverAt(sheet, offset, context ?? this.#context(sheet));
  }

  /** What fits at a cursor, best first; also the header of a file that only comes near to a file type. */
  complete(uri: string, offset: number, context?: FeatureContext): readonly Completion[] {
    const sheet = this.sheetOf(uri);
    if (sheet) return completeAt(sheet, offset, context ?? this.#context(sheet));
    const miss = this.workspace.nearMiss(uri);
    const document = this.workspace.entry(uri)?.document;
    return miss && document ? completeNearMiss(miss, document, rules, offset) : [];
  }

  /** What can be done about the problems in a span, best first; those of all files only after `check`. */
  fixes(uri: string, span: Span): readonly Action[] {
    const sheet = this.sheetOf(uri);
    return sheet ? actionsAt(sheet, span) : [];
  }

  /** All safe fixes of a file as edits of its present text. */
  fixAll(uri: string): readonly Edit[] {
    const sheet = this.#read(uri);
    return sheet ? fixAll(sheet).edits : [];
  }

  /** Where the ID at an offset is defined. */
  definition(uri: string, offset: number): ReturnType<typeof definitionAt> {
    const sheet = this.sheetOf(uri);
    return sheet && definitionAt(this.workspace, sheet, offset);
  }

  /** Every cell of the import that says the ID at an offset. */
  references(uri: string, offset: number, withDefinition = true): readonly Location[] {
    const sheet = this.sheetOf(uri);
    return sheet ? referencesAt(this.workspace, sheet, offset, withDefinition) : [];
  }

  /** The edits that rename the ID at an offset in every file of the import, or why it can't be renamed. */
  rename(uri: string, offset: number, newId: string): Renamings | RenameRefusal | undefined {
    const sheet = this.sheetOf(uri);
    return sheet && renameAt(this.workspace, sheet, offset, newId);
  }

  /** A file's rows by name, with what is wrong in each. */
  outline(uri: string): Outline | undefined {
    const sheet = this.sheetOf(uri);
    return sheet && outlineOf(sheet);
  }

  /** The rows `[from, to)` as a table to look at, counted from 0 after the header; `view` filters and sorts them. */
  preview(uri: string, from: number, to: number, view?: Int32Array): TableView | undefined {
    const sheet = this.sheetOf(uri);
    return sheet && tableView(sheet, from, to, view);
  }

  /** A file written anew: as a clean CSV, as JSON, or as a table for people. */
  export(uri: string, format: TextFormat, options: TableOptions = { labels: false }): Exported | undefined {
    const sheet = this.#read(uri);
    return sheet && exportText(sheet, format, options);
  }

  /** The imports: files that are uploaded together. With a file, the one that it belongs to. */
  imports(uri?: string): readonly FileSet[] {
    if (uri === undefined) return fileSets(this.workspace);
    const sheet = this.sheetOf(uri);
    const set = sheet && setAround(this.workspace, sheet);
    return set ? [set] : [];
  }

  /** What to upload, in which order, and what is in the way. */
  plan(set: FileSet): UploadPlan {
    return uploadPlan(set);
  }

  /** A file read to its end. */
  #read(uri: string): Sheet | undefined {
    const sheet = this.sheetOf(uri);
    sheet?.advance(Number.POSITIVE_INFINITY);
    return sheet;
  }

  /** The other files of the import, read as far as they are asked. */
  #context(sheet: Sheet): FeatureContext {
    const { workspace } = this;
    return {
      now: this.#now(),
      record: (table, field, value) => recordSummary(workspace, sheet, table, field, value),
      candidates: (table, field, query) => {
        const work = candidatesFor(workspace, sheet, table, field, query);
        for (;;) {
          const step = work.next();
          if (step.done) return step.value;
        }
      },
    };
  }
}
