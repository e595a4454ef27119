// What the mapping page and its panel ask and tell each other. The page never sees the file, only columns, samples and first rows.
import type {
  keepMappingRequest,
  MapAnswer,
  Mapping,
  mappingChoicesRequest,
  mappingPageRequest,
  mappingTotalsRequest,
  renameHeaderRequest,
} from "../../server/protocol/mapping.ts";
import type { AnswerOf, ParamsOf } from "../../server/protocol/request.ts";

/** A question that the server answers; the panel adds which file is meant. */
interface MappingOfServer<T> {
  readonly given: Omit<ParamsOf<T>, "uri" | "unsaved">;
  readonly answer: AnswerOf<T>;
}

/** What somebody has answered so far; it outlives the page. */
export interface MappingDraft {
  readonly to: string;
  /** By the file type that it leads to: going to another and back loses nothing. */
  readonly mappings: Readonly<Record<string, Mapping>>;
  /** The folder to create files in, as it was typed. */
  readonly folder?: string | undefined;
  /** The mapping's file, where it came from one or was saved. */
  readonly file?: string | undefined;
}

export interface StartAnswer {
  readonly name: string;
  /** File types of people, by system. */
  readonly types: readonly { readonly name: string; readonly title: string; readonly system: string }[];
  readonly draft: MappingDraft | undefined;
  /** A file type that the page was opened for. */
  readonly to: string | undefined;
  /** A kept mapping that the page was opened for. */
  readonly begin: string | undefined;
  /** The folder that a relative folder is in, as it is shown. */
  readonly base: string;
  readonly folder: string;
}

export interface CreateAnswer extends MapAnswer {
  /** As they are shown. */
  readonly names: readonly string[];
  /** The mapping's file, where it was kept. */
  readonly kept: string | undefined;
  readonly notKept: string | undefined;
}

export interface MappingQuestions {
  readonly start: { readonly given: object; readonly answer: StartAnswer };
  readonly page: MappingOfServer<typeof mappingPageRequest>;
  readonly totals: MappingOfServer<typeof mappingTotalsRequest>;
  readonly choices: MappingOfServer<typeof mappingChoicesRequest>;
  readonly save: MappingOfServer<typeof keepMappingRequest>;
  /** Renames the columns of the export itself. */
  readonly rename: {
    readonly given: MappingOfServer<typeof renameHeaderRequest>["given"];
    readonly answer: { readonly refused?: string };
  };
  readonly draft: { readonly given: { readonly draft: MappingDraft }; readonly answer: undefined };
  /** Lets somebody choose a folder; undefined when the dialog was closed. */
  readonly browse: { readonly given: object; readonly answer: string | undefined };
  readonly create: {
    readonly given: {
      readonly mapping: Mapping;
      readonly folder: string;
      readonly overwrite: boolean;
      /** The mapping is kept, too; in this file, where there is one. */
      readonly keep: boolean;
      readonly replaces?: string | undefined;
    };
    readonly answer: CreateAnswer;
  };
  /** Shows a file that was made, or a mapping's. */
  readonly open: { readonly given: { readonly uri: string }; readonly answer: undefined };
  /** Shows a line of the export, from 1. */
  readonly line: { readonly given: { readonly line: number }; readonly answer: undefined };
  /** Another export is to be mapped instead. */
  readonly another: { readonly given: object; readonly answer: undefined };
  readonly rule: { readonly given: { readonly rule: string }; readonly answer: undefined };
  readonly plan: { readonly given: { readonly uri: string }; readonly answer: undefined };
}

/** The export is another than it was. */
export interface MappingNews {
  readonly type: "changed";
}

/** What the page keeps while it is hidden or the window is reloaded. */
export interface MappingState {
  readonly uri: string;
  readonly draft: MappingDraft;
  readonly past: readonly Mapping[];
  readonly future: readonly Mapping[];
}
