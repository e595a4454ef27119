/** Files: what they are, what is known of them, and checks of all of them or of one on disk. */

import type { ProgressToken } from "vscode-jsonrpc";
import type { Range, WorkspaceEdit } from "vscode-languageserver-types";
import type { InWords } from "../core/text/message.ts";
import type { RecordProblem } from "../features/records/cells.ts";
import { notification, request } from "./request.ts";

/** From the server: the status of these files may have changed. */
export const statusChanged = notification<{ readonly uris: readonly string[] }>("statusChanged");

export const statusRequest = request<{ readonly uri: string }, FileStatus>("status");
/** Undefined members: it is not an import file. */
export interface FileStatus {
  readonly uri: string;
  /** By its name; undefined: no import file. */
  readonly fileType: string | undefined;
  readonly title: string | undefined;
  readonly system: string | undefined;
  /** "from its name and its header"; of a file that is not recognized: which of its columns fit, and which are missing. */
  readonly why: string | undefined;
  /** The file type that the file is probably meant for although its header does not fit; `why` says more. */
  readonly near: { readonly fileType: string; readonly title: string } | undefined;
  /** A setting, the profile or a person said that it is none. */
  readonly off: boolean;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly hints: number;
  /** Findings that the editor's list leaves out. */
  readonly notShown: number;
  /** False while pages are still being read. */
  readonly complete: boolean;
  /** The files of the import it belongs to, in words; undefined when it stands alone. */
  readonly set: string | undefined;
}

/** From the client: these lines of a file are on show (from 0, the last one included). */
export const visibleLines = notification<{ readonly uri: string; readonly first: number; readonly last: number }>(
  "visibleLines",
);

/** From the client: no tab shows these files any more, though the editor may still hold them. */
export const tabsClosed = notification<{ readonly uris: readonly string[] }>("tabsClosed");

/** For pickers. */
export const fileTypesRequest = request<object, readonly FileTypeInfo[]>("fileTypes");
export interface FileTypeInfo {
  readonly name: string;
  readonly title: string;
  readonly system: string;
  readonly description: string;
  readonly fileName: string;
  /** Each row is a person: others can be converted to it. */
  readonly people: boolean;
}

export const chooseFileTypeRequest = request<
  {
    readonly uri: string;
    /** A type's name, `false` for "not an import file", `null` to detect it again. */
    readonly type: string | false | null;
  },
  FileStatus
>("chooseFileType");

/** All safe fixes of one file. */
export const fixAllRequest = request<{ readonly uri: string }, WorkspaceEdit>("fixAll");

export const checkRequest = request<
  {
    /** Without them all import files of the workspace, read from disk where not open. */
    readonly uris?: readonly string[];
  },
  CheckAnswer
>("check");
export interface CheckAnswer {
  readonly files: readonly FileStatus[];
}

/** Checks a file of any size that nobody has open, from disk. It tells its progress in percent and can be cancelled. */
export const checkFileRequest = request<{ readonly uri: string; readonly workDoneToken?: ProgressToken }, FileReport>(
  "checkFile",
);
export interface FileReport extends FileStatus {
  /** The file's size. */
  readonly bytes: number;
  /** In order of place, errors kept before warnings where there are too many. */
  readonly problems: readonly ReportedProblem[];
}
export interface ReportedProblem extends InWords<RecordProblem> {
  readonly range: Range;
  /** Of its first character, from 0. */
  readonly byte: number;
}

/** A rule's page as Markdown. */
export const explainRequest = request<{ readonly rule: string }, string>("explain");

/** Makes a file type of CSV files, writes it beside them, and lists it in the profile; nothing is replaced. */
export const createFileTypeRequest = request<
  {
    /** CSV files; or one folder, whose CSV files are meant. */
    readonly uris: readonly string[];
  },
  NewFileType
>("createFileType");
export interface NewFileType {
  /** Why it was not made, in words. */
  readonly refused?: string;
  /** Why it was made but is not listed, in words. */
  readonly unlisted?: string;
  /** URIs of the file type and of the profile that lists it; empty when there is none. */
  readonly document: string;
  readonly profile: string;
  readonly files: readonly TypedFile[];
}
export interface TypedFile {
  readonly uri: string;
  readonly fileType: string;
  /** A person or the settings say that it is something else, which counts more than the profile. */
  readonly isSettled: boolean;
}
