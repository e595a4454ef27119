/** The last upload: which bundles there are, what an upload would change, and the way back. */
import type { Range } from "vscode-languageserver-types";
import type { ChangeCounts, ChangeKind } from "../features/compare/compare.ts";
import { request } from "./request.ts";

export type { ChangeCounts, ChangeKind } from "../features/compare/compare.ts";

/** Which of these files and folders (`file:` URIs) are bundles of ours. */
export const bundlesRequest = request<{ readonly uris: readonly string[] }, readonly KeptBundle[]>("bundles");
export interface KeptBundle {
  readonly uri: string;
  readonly system: string;
  readonly madeBy: string;
  readonly files: number;
}

/** A file or folder of the set, and the last upload as a `file:` URI. */
export interface ComparedPair {
  readonly uri: string;
  readonly with: string;
}

export const compareRequest = request<ComparedPair, CompareAnswer>("compare");
export interface CompareAnswer {
  /** Why nothing could be compared; the rest is empty then. */
  readonly refused?: string;
  /** Names this comparison in the requests below, until the files change or another one takes its place. */
  readonly id: number;
  /** The folder as a person would call it, and the bundle's name. */
  readonly name: string;
  readonly last: string;
  readonly system: string;
  /** Where the last upload does not fit its manifest. */
  readonly faults: readonly string[];
  readonly counts: ChangeCounts;
  /** In the order of upload. */
  readonly types: readonly CompareTypeInfo[];
  /** The same to read, in Markdown, the first records of each kind. */
  readonly page: string;
}
export interface CompareTypeInfo {
  readonly fileType: string;
  readonly title: string;
  /** Of this upload; of the last one where this one has no such file. */
  readonly name: string;
  /** Undefined where this upload has no such file. */
  readonly uri: string | undefined;
  readonly counts: ChangeCounts;
  /** "1 created, 396 unchanged". */
  readonly inWords: string;
  /** What concerns all rows. */
  readonly notes: readonly string[];
  /** What nobody would guess of rows that are gone; "" without any. */
  readonly goneNote: string;
}

/** Null when files have changed since. */
export const compareRecordsRequest = request<
  {
    readonly id: number;
    readonly fileType: string;
    readonly kind: ChangeKind;
    readonly from: number;
    /** Excluded. */
    readonly to: number;
  },
  readonly CompareRecord[]
>("compareRecords");
export interface CompareRecord {
  readonly key: string;
  readonly name: string;
  /** Of created and updated ones: where the record is. */
  readonly uri?: string;
  readonly range?: Range;
  readonly fields: readonly CompareField[];
  /** Of created ones: why it is probably an old one under another key. */
  readonly renamed?: string;
  /** Of gone ones: what it said, a line a field; passwords as dots. */
  readonly old?: string;
}
export interface CompareField {
  readonly field: string;
  readonly title: string;
  /** "2450 Active → 2451 Suspended"; "changed" for passwords. */
  readonly inWords: string;
  readonly range: Range;
}

export const undoRequest = request<
  ComparedPair & {
    /** An empty or new folder as a `file:` URI. */
    readonly target: string;
  },
  UndoAnswer
>("undo");
export interface UndoAnswer {
  /** Why nothing was written. */
  readonly refused?: string;
  /** What was written, in the order of upload; the page about it last. */
  readonly files: readonly string[];
  /** What no import can take back. */
  readonly remains: readonly string[];
  readonly errors: number;
  readonly warnings: number;
}
