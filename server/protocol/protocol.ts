/** What client and server say to each other beyond LSP: names and shapes, nothing else. The only server file the client may import. */

/** Lines and characters from 0, in UTF-16 units, as in LSP. */
export interface WireRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Request `{ uri }` → {@link FileStatus}; undefined members mean "not an import file". */
export const statusRequest = "csvPreflight/status";
/** Notification from the server: the status of these files may have changed. `{ uris }` */
export const statusChanged = "csvPreflight/statusChanged";

export interface FileStatus {
  readonly uri: string;
  /** The name of its file type; undefined: no import file. */
  readonly fileType: string | undefined;
  readonly title: string | undefined;
  readonly system: string | undefined;
  /** "from its name and its header". */
  readonly why: string | undefined;
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

/** Notification from the client: these lines of a file are on show (from 0, the last one included). `{ uri, first, last }` */
export const visibleLines = "csvPreflight/visibleLines";

/** Request `{}` → `FileTypeInfo[]`, for pickers. */
export const fileTypesRequest = "csvPreflight/fileTypes";
export interface FileTypeInfo {
  readonly name: string;
  readonly title: string;
  readonly system: string;
  readonly description: string;
  readonly fileName: string;
  /** Each row is a person: others can be converted to it. */
  readonly people: boolean;
}

/** Request `{ uri, type }` – a type's name, `false` for "not an import file", `null` to detect again → {@link FileStatus}. */
export const chooseFileTypeRequest = "csvPreflight/chooseFileType";

/**
 * Request `{ uri, from, to, query? }` → {@link RowsAnswer}: rows from 0, `to` excluded, counted among those that the
 * {@link RowQuery} shows.
 */
export const rowsRequest = "csvPreflight/rows";
/** Which rows are shown, and in which order; all that is asked for must hold. The file itself is never reordered. */
export interface RowQuery {
  /** Some cell says this, or means it by its label; case does not count. */
  readonly text?: string;
  /** The cell of a column says exactly this; "" for empty cells. */
  readonly values?: readonly { readonly cell: number; readonly text: string }[];
  /** Something is wrong in the row. */
  readonly problems?: boolean;
  /** This rule speaks in the row. */
  readonly rule?: string;
  readonly sort?: { readonly cell: number; readonly descending: boolean };
}
export interface PreviewColumn {
  readonly name: string;
  /** The field's title, or the header's own text for unknown columns. */
  readonly title: string;
  readonly known: boolean;
  readonly password: boolean;
  /** Says who a row is about: the file's key, or its first column. */
  readonly id: boolean;
  /** Its codes have labels. */
  readonly labelled: boolean;
}
export interface PreviewCell {
  /** What the cell says; dots for passwords. */
  readonly text: string;
  /** The code's label: `Active` for 2450. */
  readonly label?: string;
  readonly problems?: readonly PreviewProblem[];
}
export interface PreviewProblem {
  readonly rule: string;
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly message: string;
}
export interface PreviewRow {
  /** Data records from 0. */
  readonly index: number;
  /** As a spreadsheet numbers it, and messages do: the header's is 1. */
  readonly number: number;
  /** The line its record starts at, from 0. */
  readonly line: number;
  /** Nothing but a line break, or a conflict marker. */
  readonly blank: boolean;
  readonly cells: readonly PreviewCell[];
  /** Problems of the row that belong to no cell. */
  readonly problems?: readonly PreviewProblem[];
}
export interface RowsAnswer {
  /** The document's version the answer was made from. */
  readonly version: number;
  /** Records after the header. */
  readonly total: number;
  /** Records that the query shows. */
  readonly shown: number;
  /** Where the first of `rows` is shown, from 0. */
  readonly from: number;
  /**
   * The rows were chosen for an earlier version: cells were edited since, and rows stay where they are until the query is
   * asked with `afresh: true`.
   */
  readonly isOld: boolean;
  readonly status: FileStatus;
  readonly columns: readonly PreviewColumn[];
  readonly rows: readonly PreviewRow[];
  /** Header and file problems. */
  readonly problems: readonly PreviewProblem[];
}

/** Request `{ uri, row, cell }` (data record from 0, cell from 0) → `WireRange | null`: where to put the cursor. */
export const cellRangeRequest = "csvPreflight/cellRange";

/** Request `{ uri, position }` → `{ row, cell } | null`: which data record and cell a position is in. */
export const cellAtRequest = "csvPreflight/cellAt";

/**
 * Request `{ uri, query?, text?, position, cell, backwards }` → {@link FindAnswer}, or null when there is nothing: the next
 * cell that says `text`, or without a text the next one with problems, among the rows that the query shows; round the ends.
 */
export const findRequest = "csvPreflight/find";
export interface FindAnswer {
  /** Where the row is shown, from 0, and its cell. */
  readonly position: number;
  readonly cell: number;
  /** From 1, of `total`. */
  readonly number: number;
  readonly total: number;
}

/** Request `{ uri, query?, row }` (data record from 0) → where it is shown, or null when the query leaves it out. */
export const positionRequest = "csvPreflight/position";

/** Request `{ uri, query?, parts }` → {@link OverviewAnswer} or null: where problems lie, for a strip of so many parts. */
export const overviewRequest = "csvPreflight/overview";
export interface OverviewAnswer {
  readonly marks: readonly OverviewMark[];
  /** Rules that speak in rows of the file, the most frequent first. */
  readonly rules: readonly {
    readonly rule: string;
    readonly severity: PreviewProblem["severity"];
    readonly count: number;
  }[];
}
export interface OverviewMark {
  /** From 0. */
  readonly part: number;
  /** The worst in it. */
  readonly severity: PreviewProblem["severity"];
  readonly count: number;
  /** Where the first row with the worst is shown. */
  readonly position: number;
}

/** Request `{ uri, cell }` → {@link StatisticsAnswer} or null: what a column holds, over all rows. */
export const statisticsRequest = "csvPreflight/statistics";
export interface StatisticsAnswer {
  readonly rows: number;
  readonly empty: number;
  /** Left out for passwords. */
  readonly distinct?: number;
  /** There are more different values than were counted. */
  readonly more: boolean;
  /** The most frequent. */
  readonly values: readonly { readonly text: string; readonly label?: string; readonly count: number }[];
}

/** Request `{ uri, row, cell }` → {@link CellAnswer} or null: what an edit of a cell begins with. */
export const cellRequest = "csvPreflight/cell";
export interface CellAnswer {
  /** The document's version the answer was made from. */
  readonly version: number;
  /** Why it cannot be changed here. */
  readonly refused?: string;
  /** All that it says; "" for passwords, whose edit begins empty. */
  readonly text: string;
  readonly password: boolean;
  /** It may hold line breaks. */
  readonly lines: boolean;
  readonly choices: readonly { readonly value: string; readonly label?: string; readonly words: readonly string[] }[];
  /** Only the choices are right. */
  readonly closed: boolean;
}

/** Request `{ uri, version, row, cell, value }` → {@link EditAnswer} or null: the edit that makes a cell say something else. */
export const editRequest = "csvPreflight/edit";
export interface EditAnswer {
  readonly version: number;
  /** Why it cannot be done, in words. */
  readonly refused?: string;
  /** Left out when the cell says so already. */
  readonly edit?: { readonly range: WireRange; readonly newText: string };
}

/**
 * Request `{ uri, format, labels? }` → {@link ExportAnswer}. What comes was read back with another parser and compared before,
 * but for Markdown, which is for people only. `labels`: with what codes mean, in Markdown and workbooks.
 */
export const exportRequest = "csvPreflight/export";
/** `xlsx` also takes the folder of an import: one sheet a file. */
export const exportFormats = ["csv", "json", "ndjson", "markdown", "xlsx"] as const;
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
  readonly errors: number;
  readonly warnings: number;
  /** Why it must not be trusted: reading it back gave something else. */
  readonly mismatch?: string;
}

/**
 * Request `{ uris? , uri?, format, language? }` → {@link ReportAnswer}, or null when there is no import file. `uris`: exactly these
 * files; `uri`: the import that a file or folder belongs to; neither: all imports. `language`: of the page (`html`).
 */
export const reportRequest = "csvPreflight/report";
export const reportFormats = ["text", "json", "sarif", "github", "csv", "html"] as const;
export type ReportFormat = (typeof reportFormats)[number];
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

/** Request `{ uri }` → LSP `WorkspaceEdit | null` with all safe fixes of one file. */
export const fixAllRequest = "csvPreflight/fixAll";

/** Request `{ uris? }` → {@link CheckAnswer}; without `uris` all import files of the workspace, read from disk where not open. */
export const checkRequest = "csvPreflight/check";
export interface CheckAnswer {
  readonly files: readonly FileStatus[];
}

/**
 * Request `{ uri, workDoneToken? }` → {@link FileReport} or null: checks a file of any size that nobody has open, from
 * disk. It tells its progress in percent and can be cancelled.
 */
export const checkFileRequest = "csvPreflight/checkFile";
export interface FileReport extends FileStatus {
  /** The file's size. */
  readonly bytes: number;
  /** In order of place, errors kept before warnings where there are too many. */
  readonly problems: readonly ReportedProblem[];
}
export interface ReportedProblem extends PreviewProblem {
  /** Lines and characters from 0. */
  readonly range: WireRange;
  /** Of its first character, from 0. */
  readonly byte: number;
}

/** Request `{ type }` → {@link TemplateFile}[]: a header and one example row, the whole set for a linked type. */
export const templateRequest = "csvPreflight/template";
export interface TemplateFile {
  /** Relative to the folder chosen, `/` between names. */
  readonly path: string;
  readonly fileType: string;
  readonly text: string;
}

/** Request `{ uri, target, seed?, keep?, overwrite? }` → {@link AnonymiseAnswer}; `uri`: a file or folder; `target`: a folder's `file:` URI. */
export const anonymiseRequest = "csvPreflight/anonymise";
export interface AnonymiseAnswer {
  /** Why nothing was written: `exists` asks for a yes. */
  readonly refused?: "differences" | "exists" | "other";
  readonly message?: string;
  /** URIs of what was written. */
  readonly files: readonly string[];
  /** Problems that the copy shares with the original, all of them. */
  readonly problems: number;
}

/** Request `{ uri, to }` – an export's `file:` URI, a file type of people – → {@link GuessAnswer}. */
export const guessMappingRequest = "csvPreflight/guessMapping";
export interface GuessAnswer {
  /** Why there is no guess. */
  readonly problem?: string;
  readonly source: SourceInfo | undefined;
  /** The columns of the file of people, in order. */
  readonly columns: readonly GuessedColumnInfo[];
  readonly mapping: MappingInfo | undefined;
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
export interface GuessedColumnInfo {
  readonly field: string;
  readonly title: string;
  readonly required: boolean;
  readonly why: string;
}
/** The content of a mapping file, see `schemas/mapping.schema.json`. */
export interface MappingInfo {
  readonly to: string;
  readonly key?: readonly string[];
  readonly rows: readonly {
    readonly file: string;
    readonly when?: string;
    readonly columns: Readonly<Record<string, MappingPart>>;
  }[];
}
export type MappingPart =
  | string
  | { readonly constant: string }
  | { readonly id: string }
  | { readonly join: readonly string[]; readonly with?: string; readonly as?: "user-name" }
  | {
      readonly column: string;
      readonly part?: "first-name" | "last-name" | "mailbox";
      readonly order?: "last-first";
      readonly values?: Readonly<Record<string, string>>;
    };

/** Request `{ uri, mapping, target, overwrite? }` – `mapping`: a mapping or its file's URI – → {@link MapAnswer}. */
export const mapCsvRequest = "csvPreflight/mapCsv";
export interface MapAnswer {
  /** Why nothing was written: `exists` asks for a yes. */
  readonly refused?: "exists" | "other";
  readonly message?: string;
  /** URIs of what was written. */
  readonly files: readonly string[];
  readonly people: number;
  /** Errors that are left in the result. */
  readonly errors: number;
  /** Lines (from 1) that no row was made of. */
  readonly skipped: readonly { readonly line: number; readonly reason: string }[];
  /** Columns that nothing was made of. */
  readonly unused: readonly string[];
}

/** Request `{ rule }` → the rule's page as Markdown, or null. */
export const explainRequest = "csvPreflight/explain";

/** Request `{}` → {@link SetInfo}[]: the imports of the workspace, by folder. */
export const setsRequest = "csvPreflight/sets";
export interface SetInfo {
  /** URI of the folder that holds its files. */
  readonly folder: string;
  /** "import/acme": the folder as a person would call it; "" for the workspace's own. */
  readonly name: string;
  readonly system: string;
  /** In the order of upload. */
  readonly files: readonly SetFileInfo[];
  readonly missing: readonly MissingFileInfo[];
}
export interface SetFileInfo {
  readonly uri: string;
  /** Its name, with its folder's where that is another one than the set's. */
  readonly name: string;
  readonly fileType: string;
  readonly title: string;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  /** False while pages are still being read. */
  readonly complete: boolean;
}
export interface MissingFileInfo {
  /** Relative to the set's folder. */
  readonly name: string;
  readonly fileType: string;
  readonly title: string;
  /** The other files cannot go up without it. */
  readonly needed: boolean;
}

/** Request `{ uri? }` – a file or folder of the set – → {@link UploadPlanAnswer}[]: its plan, or all of them. */
export const uploadPlanRequest = "csvPreflight/uploadPlan";
export interface UploadPlanAnswer {
  readonly folder: string;
  readonly name: string;
  readonly system: string;
  readonly ready: boolean;
  readonly steps: readonly UploadStepInfo[];
  /** The same to read, in Markdown. */
  readonly page: string;
}
export interface UploadStepInfo {
  readonly number: number;
  readonly fileType: string;
  readonly title: string;
  /** Undefined for a file that is not there. */
  readonly uri: string | undefined;
  readonly name: string;
  readonly state: "ready" | "blocked" | "missing";
  readonly reasons: readonly string[];
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** The name under which it is handed over, where that is more than the file's own. */
  readonly key: string | undefined;
}

/** Request `{ uri }` → {@link GroupsAnswer} or null: the groups that users of this set may be put into. */
export const groupsRequest = "csvPreflight/groups";
export interface GroupsAnswer {
  /** Users who need a group and have none. */
  readonly users: number;
  readonly groups: readonly { readonly id: string; readonly name: string; readonly members: number }[];
}

/** Request `{ uri, what, group? }` → {@link GenerateAnswer} or null when there is nothing to make. */
export const generateRequest = "csvPreflight/generate";
/** `groupRows`: a row in a group for each user who lacks one; `contactRows`: one for each user without contacts. */
export type Generated = "groupRows" | "contactRows";
export interface GenerateAnswer {
  readonly rows: number;
  /** Names of the files that change. */
  readonly files: readonly string[];
  /** An LSP `WorkspaceEdit`. */
  readonly edit: unknown;
}

/**
 * Request `{ uri, target, overwrite?, allowErrors?, kind? }` → {@link BundleAnswer}; `target` is a `file:` URI, of a zip or a folder.
 * `kind`: `bundle`, with a manifest, or `datapackage`.
 */
export const bundleRequest = "csvPreflight/bundle";
export interface BundleAnswer {
  /** Why nothing was written: `errors` and `exists` ask for a yes. */
  readonly refused?: "errors" | "exists" | "other";
  readonly message?: string;
  /** What was written, in the order of upload. */
  readonly files: readonly string[];
}

/** Request `{ uris }` → {@link KeptBundle}[]: which of these files and folders (`file:` URIs) are bundles of ours. */
export const bundlesRequest = "csvPreflight/bundles";
export interface KeptBundle {
  readonly uri: string;
  readonly system: string;
  readonly madeBy: string;
  readonly files: number;
}

/** Request `{ uri, with }` – a file or folder of the set, and the last upload as a `file:` URI – → {@link CompareAnswer}. */
export const compareRequest = "csvPreflight/compare";
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
  readonly counts: CompareCounts;
  /** In the order of upload. */
  readonly types: readonly CompareTypeInfo[];
  /** The same to read, in Markdown, the first records of each kind. */
  readonly page: string;
}
export interface CompareCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly gone: number;
}
export interface CompareTypeInfo {
  readonly fileType: string;
  readonly title: string;
  /** Of this upload; of the last one where this one has no such file. */
  readonly name: string;
  /** Undefined where this upload has no such file. */
  readonly uri: string | undefined;
  readonly counts: CompareCounts;
  /** "1 created, 396 unchanged". */
  readonly inWords: string;
  /** What concerns all rows. */
  readonly notes: readonly string[];
  /** What nobody would guess of rows that are gone; "" without any. */
  readonly goneNote: string;
}

/** Request `{ id, fileType, kind, from, to }` (`to` excluded) → {@link CompareRecord}[], or null when files have changed since. */
export const compareRecordsRequest = "csvPreflight/compareRecords";
export type CompareKind = "created" | "updated" | "gone";
export interface CompareRecord {
  readonly key: string;
  readonly name: string;
  /** Of created and updated ones: where the record is. */
  readonly uri?: string;
  readonly range?: WireRange;
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
  readonly range: WireRange;
}

/** Request `{ uri, with, target }` – as above, and an empty or new folder as a `file:` URI – → {@link UndoAnswer}. */
export const undoRequest = "csvPreflight/undo";
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

/** Request `{ uri, to? }` – a file or folder of people – → {@link ConvertQuestions} or null when there are no people in it. */
export const convertQuestionsRequest = "csvPreflight/convertQuestions";
export interface ConvertQuestions {
  /** The file type that would be converted. */
  readonly from: string;
  readonly system: string;
  readonly people: number;
  /** What it can be converted to. */
  readonly targets: readonly { readonly name: string; readonly title: string; readonly system: string }[];
  /** The rest only with `to`: roles that the profile does not map yet; "" stands for people who have none. */
  readonly roles: readonly { readonly role: string; readonly people: number }[];
  /** Roles that the target knows; it may know others. */
  readonly known: readonly { readonly value: string; readonly label: string }[];
}

/** Request `{ uri, to, target, roles?, overwrite? }` → {@link ConvertAnswer}; `target` is a `file:` URI of a folder; `roles` as in the profile, and over it. */
export const convertRequest = "csvPreflight/convert";
export interface ConvertAnswer {
  /** Why nothing was written: `roles` are undecided, `exists` asks for a yes. */
  readonly refused?: "roles" | "exists" | "other";
  readonly message?: string;
  /** URIs of what was written: the files of people first, the reports last. */
  readonly files: readonly string[];
  /** URI of the report to read. */
  readonly page: string;
  readonly people: number;
  /** What the new files have wrong. */
  readonly errors: number;
  /** Facts that the target has no place for. */
  readonly lost: number;
  /** Guesses that somebody should look at. */
  readonly guessed: number;
}

/**
 * Request `{ uri, with?, text?, problems?, from, to }` – a file or folder of the set, the last upload, words that must be
 * said of the person, only people with problems, a range of those (`to` excluded) → {@link PeopleAnswer} or null.
 */
export const peopleRequest = "csvPreflight/people";
export interface PeopleAnswer {
  /** The file of people. */
  readonly uri: string;
  /** The folder as a person would call it; "" for the workspace's own. */
  readonly name: string;
  readonly file: string;
  readonly system: string;
  /** Everybody, and those who are asked for. */
  readonly total: number;
  readonly matched: number;
  readonly from: number;
  /** What it was compared with. */
  readonly last: string | undefined;
  readonly people: readonly PersonCard[];
}
export interface PersonCard {
  /** The record from the file's first (0-based), and where it starts. */
  readonly record: number;
  readonly range: WireRange;
  readonly name: string;
  /** "" when there is none but the name. */
  readonly key: string;
  readonly jobTitle: string;
  readonly status: { readonly text: string; readonly isActive: boolean } | undefined;
  /** Codes in words; passwords as dots. */
  readonly facts: readonly { readonly label: string; readonly text: string; readonly note: string }[];
  readonly groups: readonly { readonly name: string; readonly role: string }[];
  readonly zone: { readonly name: string; readonly isKnown: boolean } | undefined;
  /** What the import will do, in sentences. */
  readonly outcomes: readonly { readonly text: string; readonly attention: boolean }[];
  /** The first of all. */
  readonly problems: readonly PersonProblem[];
  readonly problemCount: number;
}
export interface PersonProblem {
  readonly severity: "error" | "warning" | "information" | "hint";
  readonly rule: string;
  readonly message: string;
  /** "group.csv, row 3". */
  readonly place: string;
  readonly uri: string;
  readonly range: WireRange;
}

/** Request `{ uri, with?, text?, problems?, target }` – `target` is a `file:` URI – → {@link PeoplePageAnswer}. */
export const peoplePageRequest = "csvPreflight/peoplePage";
export interface PeoplePageAnswer {
  /** Why nothing was written. */
  readonly refused?: string;
  readonly people: number;
}

/** Commands that a client with code lenses must have. */
export const lensCommands = {
  /** `[uri]` */
  problems: "csvPreflight.validateFile",
  /** `[uri]` */
  preview: "csvPreflight.previewToSide",
  /** `[uri]` */
  export: "csvPreflight.export",
  /** `[uri, position, LSP Location[]]` */
  references: "csvPreflight.showReferences",
} as const;

/** Commands the server runs itself (`workspace/executeCommand`), each with one argument object. */
export const serverCommands = {
  /** `{ uri }`: rewrites the file on disk without its byte order mark. */
  removeByteOrderMark: "csvPreflight.server.removeByteOrderMark",
  /** `{ uri }`: rewrites the file on disk with one kind of line break, the one most of it uses. */
  normaliseLineEndings: "csvPreflight.server.normaliseLineEndings",
  /** `{ uri, path, value }`: adds a value to a list in the nearest tenant profile, making the file when there is none. */
  addToProfile: "csvPreflight.server.addToProfile",
  /** `{ uri, direction, roles }`: keeps which role becomes which in the nearest tenant profile, under `conversions`. */
  keepRoles: "csvPreflight.server.keepRoles",
} as const;

/** What the client hands over in `initializationOptions` and in `workspace/didChangeConfiguration` under `settings.csvPreflight`. */
export interface WireSettings {
  readonly files?: Readonly<Record<string, string | false>>;
  readonly rules?: Readonly<Record<string, string>>;
  /** Problems shown per file; errors are kept before warnings. */
  readonly maxProblems?: number;
  /** Words behind codes and ids. Default: shown. */
  readonly inlayHints?: boolean;
  /** A line above the header; only for clients that have `lensCommands`. Default: none. */
  readonly codeLens?: boolean;
  /** A line above each row that others refer to. Default: none. */
  readonly referenceLens?: boolean;
  /** The tenant settings of a system, under its key: what its `settings.json` beside the file types describes. */
  readonly [system: string]: unknown;
}
