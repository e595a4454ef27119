/** Whole imports: the tree of their files, the way up, rows to make, new files to start from. */

import type { WorkspaceEdit } from "vscode-languageserver-types";
import type { InWords } from "../core/text/message.ts";
import type { BundleKind } from "../features/export/bundle.ts";
import type { GroupChoice } from "../features/imports/generate.ts";
import type { Template } from "../features/imports/template.ts";
import type { UploadStep } from "../features/imports/upload-plan.ts";
import type { FileStatus } from "./files.ts";
import { request } from "./request.ts";

export type { BundleKind } from "../features/export/bundle.ts";

export type { GroupChoice } from "../features/imports/generate.ts";
export type { Template } from "../features/imports/template.ts";

/** The imports of the workspace, by folder. */
export const setsRequest = request<object, readonly SetInfo[]>("sets");
export interface SetInfo {
  /** URI of the folder that holds its files. */
  readonly folder: string;
  /** "import/detroit": the folder as a person would call it; "" for the workspace's own. */
  readonly name: string;
  readonly system: string;
  /** In the order of upload. */
  readonly files: readonly SetFileInfo[];
  readonly missing: readonly MissingFileInfo[];
}
export interface SetFileInfo
  extends Pick<FileStatus, "uri" | "rows" | "errors" | "warnings" | "information" | "complete"> {
  /** Its name, with its folder's where that is another one than the set's. */
  readonly name: string;
  readonly fileType: string;
  readonly title: string;
}
export interface MissingFileInfo {
  /** Relative to the set's folder. */
  readonly name: string;
  readonly fileType: string;
  readonly title: string;
  /** The other files cannot be uploaded without it. */
  readonly needed: boolean;
  /** It is there and was not recognized. */
  readonly unrecognized: { readonly uri: string; readonly why: string } | undefined;
}

/** The plan of the set that a file or folder belongs to, or all of them. */
export const uploadPlanRequest = request<{ readonly uri?: string }, readonly UploadPlanAnswer[]>("uploadPlan");
export interface UploadPlanAnswer {
  readonly folder: string;
  readonly name: string;
  readonly system: string;
  readonly ready: boolean;
  readonly steps: readonly UploadStepInfo[];
  /** The same to read, in Markdown. */
  readonly page: string;
}
export interface UploadStepInfo extends InWords<Omit<UploadStep, "table" | "path">> {
  readonly fileType: string;
  readonly title: string;
  readonly name: string;
}

/** The groups that users of this set may be put into; null when it has no users and groups. */
export const groupsRequest = request<{ readonly uri: string }, GroupsAnswer>("groups");
export interface GroupsAnswer {
  /** Users who need a group and have none. */
  readonly users: number;
  readonly groups: readonly GroupChoice[];
}

/** Null when there is nothing to make. */
export const generateRequest = request<
  {
    readonly uri: string;
    readonly what: Generated;
    /** The id of the group that users are put into. */
    readonly group?: string;
  },
  GenerateAnswer
>("generate");
/** `groupRows`: a row in a group for each user who lacks one; `contactRows`: one for each user without contacts. */
export type Generated = "groupRows" | "contactRows";
export interface GenerateAnswer {
  readonly rows: number;
  /** Names of the files that change. */
  readonly files: readonly string[];
  readonly edit: WorkspaceEdit;
}

export const bundleRequest = request<
  {
    readonly uri: string;
    /** A `file:` URI, of a zip or a folder. */
    readonly target: string;
    readonly overwrite?: boolean;
    readonly allowErrors?: boolean;
    /** `bundle`, with a manifest, or `datapackage`. */
    readonly kind?: BundleKind;
  },
  BundleAnswer
>("bundle");
export interface BundleAnswer {
  /** Why nothing was written: `errors` and `exists` ask for a yes. */
  readonly refused?: "errors" | "exists" | "other";
  readonly message?: string;
  /** What was written, in the order of upload. */
  readonly files: readonly string[];
}

/** A header and one example row, the whole set for a linked type. */
export const templateRequest = request<{ readonly type: string }, readonly Template[]>("template");
