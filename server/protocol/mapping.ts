/** Imports made of any CSV: what its columns probably mean, and the files that a mapping makes of it. */
import type { GuessedColumn } from "../features/mapping/guess.ts";
import type { Mapped } from "../features/mapping/map-rows.ts";
import type { Mapping } from "../features/mapping/mapping.ts";
import { request } from "./request.ts";

export type { GuessedColumn } from "../features/mapping/guess.ts";
export type { Mapping, MappingPart } from "../features/mapping/mapping.ts";

export const guessMappingRequest = request<
  {
    /** An export's `file:` URI. */
    readonly uri: string;
    /** A file type of people. */
    readonly to: string;
  },
  GuessAnswer
>("guessMapping");
export interface GuessAnswer {
  /** Why there is no guess. */
  readonly problem?: string;
  readonly source: SourceInfo | undefined;
  /** The columns of the file of people, in order. */
  readonly columns: readonly GuessedColumn[];
  readonly mapping: Mapping | undefined;
}
export interface SourceInfo {
  readonly encoding: string;
  readonly delimiter: string;
  /** The header's line, from 1. */
  readonly header: number;
  readonly rows: number;
  readonly columns: readonly SourceColumn[];
}
export interface SourceColumn {
  readonly name: string;
  /** Some different values; dots for passwords. */
  readonly samples: readonly string[];
}

export const mapCsvRequest = request<
  {
    readonly uri: string;
    /** A mapping, or its file's URI. */
    readonly mapping: Mapping | string;
    readonly target: string;
    readonly overwrite?: boolean;
  },
  MapAnswer
>("mapCsv");
export interface MapAnswer extends Pick<Mapped, "people" | "skipped" | "unused"> {
  /** Why nothing was written: `exists` asks for a yes. */
  readonly refused?: "exists" | "other";
  readonly message?: string;
  /** URIs of what was written. */
  readonly files: readonly string[];
  /** Errors that are left in the result. */
  readonly errors: number;
}
