/** Imports made of any CSV: the page that somebody maps on, and the files that a mapping makes of an export. */

import type { Range } from "vscode-languageserver-types";
import type { InWords } from "../core/text/message.ts";
import type { HeaderRename } from "../features/mapping/header-rename.ts";
import type { Mapped } from "../features/mapping/map-rows.ts";
import type { Mapping } from "../features/mapping/mapping.ts";
import type { MappingChange } from "../features/mapping/mapping-changes.ts";
import type { MappedTotals, MappingView } from "../features/mapping/mapping-view.ts";
import type { AnswerChoice, Question } from "../features/mapping/questions.ts";
import { request } from "./request.ts";

export type { ColumnPart, FullNameOrder, Mapping, MappingPart, NamePart } from "../features/mapping/mapping.ts";
export type { MappingChange } from "../features/mapping/mapping-changes.ts";
export type { Answer } from "../features/mapping/questions.ts";
/** A value with its label in words. */
export type MappingChoice = InWords<AnswerChoice>;

/** An export that is mapped. */
export interface MappedExport {
  /** Its URI; what is not on this machine's disk must be open. */
  readonly uri: string;
  /** The client's text counts, not what is on disk. */
  readonly unsaved?: boolean;
}

/** Everything that the page shows, from the head of the export: answered at once. */
export const mappingPageRequest = request<
  MappedExport & {
    /** A file type of people; without one that which the export comes nearest to. */
    readonly to?: string;
    /** As it is now. Without one: that which is kept beside the export and fits best, else a guess. */
    readonly mapping?: Mapping;
    /** Instead of the best: the URI of a kept mapping, or `guess`. */
    readonly begin?: string;
    /** What is changed first, in this order. */
    readonly changes?: readonly MappingChange[];
    /** How the export is read from now on, instead of how the mapping says. */
    readonly reading?: NonNullable<Mapping["source"]>;
    /** The answer may wait until all rows are read. */
    readonly all?: boolean;
  },
  MappingPage
>("mappingPage");
export interface MappingPage {
  /** Why there is no table, and the first lines as they were read. */
  readonly problem?: { readonly message: string; readonly lines: readonly string[] };
  /** The file type that it leads to. */
  readonly to: string;
  readonly title: string;
  readonly source: SourceInfo | undefined;
  readonly mapping: Mapping | undefined;
  /** Where the mapping comes from, when none was given. */
  readonly begun: "guess" | KeptMappingInfo | undefined;
  /** Mappings beside the export that fit it, the best first. */
  readonly kept: readonly KeptMappingInfo[];
  /** Names of mappings beside the export that lead to the same file type and were made for other columns. */
  readonly others: readonly string[];
  readonly view: PageView | undefined;
  /** Renaming columns is all that the mapping does. */
  readonly rename: HeaderRename | undefined;
  /** The URI of the folder that files go to when nobody says another; undefined for an export that is not on disk. */
  readonly folder: string | undefined;
}
export interface PageView extends Omit<InWords<MappingView>, "questions"> {
  readonly questions: readonly MappingQuestion[];
}
/** A question with an id to be answered by; `outcomes`: of an order of names, what the first sample becomes by each choice. */
export type MappingQuestion = InWords<Question> & { readonly id: string; readonly outcomes: readonly string[] };
export interface KeptMappingInfo {
  readonly uri: string;
  readonly name: string;
  /** How many columns of the export it names, and how many of those are not there. */
  readonly columns: number;
  readonly missing: number;
}
export interface SourceInfo {
  readonly encoding: string;
  readonly delimiter: string;
  /** The header's line, from 1. */
  readonly header: number;
  /** Rows that were read, people or not. */
  readonly rows: number;
  readonly people: number;
  /** All rows were read. */
  readonly whole: boolean;
  readonly columns: readonly SourceColumn[];
}
export interface SourceColumn {
  readonly name: string;
  /** Some different values; dots for passwords. */
  readonly samples: readonly string[];
  /** People with a value in it. */
  readonly filled: number;
}

/** What a mapping makes of all rows: for counts that need the whole export. A newer question for the same export ends it. */
export const mappingTotalsRequest = request<
  MappedExport & { readonly mapping: Mapping },
  InWords<MappedTotals> & { readonly rename: HeaderRename | undefined }
>("mappingTotals");

/** Everything that a column of a file may contain, in the order to offer it; empty where any text may be right. */
export const mappingChoicesRequest = request<
  { readonly uri: string; readonly file: string; readonly field: string },
  readonly MappingChoice[]
>("mappingChoices");

/** Keeps a mapping in a file beside the export, for the next time. */
export const keepMappingRequest = request<
  {
    readonly uri: string;
    readonly mapping: Mapping;
    /** A mapping's file that is replaced; without one a new file is made. */
    readonly replaces?: string;
  },
  { readonly uri?: string; readonly refused?: string }
>("keepMapping");

/** The edits that rename an export's columns, where that is all its mapping does. */
export const renameHeaderRequest = request<
  MappedExport & { readonly mapping: Mapping },
  { readonly refused?: string; readonly edits?: readonly { readonly range: Range; readonly newText: string }[] }
>("renameHeader");

export const mapCsvRequest = request<
  MappedExport & {
    /** A mapping, or its file's URI. */
    readonly mapping: Mapping | string;
    readonly target: string;
    readonly overwrite?: boolean;
  },
  MapAnswer
>("mapCsv");
export interface MapAnswer extends InWords<Pick<Mapped, "people" | "skipped" | "unused">> {
  /** Why nothing was written: `exists` asks for a yes. */
  readonly refused?: "exists" | "other";
  readonly message?: string;
  /** URIs of what was written. */
  readonly files: readonly string[];
  /** Errors that are left in the result. */
  readonly errors: number;
}
