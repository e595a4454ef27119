/** Files in other formats, reports about them, and copies without anybody's data. */
import { textFormats } from "../features/export/formats.ts";
import type { ReportFormat } from "../features/report/formats.ts";
import { request } from "./request.ts";

export { type ReportFormat, reportFormats } from "../features/report/formats.ts";

/** What comes was read back with another parser and compared before, but for Markdown, which is for people only. */
export const exportRequest = request<
  {
    readonly uri: string;
    readonly format: ExportFormat;
    /** With what codes mean, in Markdown and workbooks. */
    readonly labels?: boolean;
  },
  ExportAnswer
>("export");
/** `xlsx` also takes the folder of an import: one sheet a file. */
export const exportFormats = [...textFormats, "xlsx"] as const;
export type ExportFormat = (typeof exportFormats)[number];
export interface ExportAnswer {
  /** "" for a workbook. */
  readonly text: string;
  /** A workbook's bytes. */
  readonly base64?: string;
  /** Why there is none: the format cannot hold it. */
  readonly refused?: string;
  /** Suggested file name. */
  readonly name: string;
  readonly rows: number;
  /** What is wrong with what would be written. */
  readonly errors: number;
  readonly warnings: number;
  /** Places that safe fixes changed in it; the file stays as it is. */
  readonly fixed: number;
  /** Why it must not be trusted: reading it back gave something else. */
  readonly mismatch?: string;
}

/** Null when there is no import file. */
export const reportRequest = request<
  {
    /** Exactly these files. */
    readonly uris?: readonly string[];
    /** The import that a file or folder belongs to. With neither: all imports. */
    readonly uri?: string;
    readonly format: ReportFormat;
    /** Of the page (`html`). */
    readonly language?: string;
  },
  ReportAnswer
>("report");
export interface ReportAnswer {
  readonly text: string;
  /** Suggested file name. */
  readonly name: string;
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly found: number;
  readonly shown: number;
}

export const anonymizeRequest = request<
  {
    /** A file or folder. */
    readonly uri: string;
    /** A folder's `file:` URI. */
    readonly target: string;
    readonly seed?: string;
    readonly keep?: readonly string[];
    readonly overwrite?: boolean;
  },
  AnonymizeAnswer
>("anonymize");
export interface AnonymizeAnswer {
  /** Why nothing was written: `exists` asks for a yes. */
  readonly refused?: "differences" | "exists" | "other";
  readonly message?: string;
  /** URIs of what was written. */
  readonly files: readonly string[];
  /** Problems that the copy shares with the original, all of them. */
  readonly problems: number;
}
