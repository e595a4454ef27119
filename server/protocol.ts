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
  /** `turvo.user`; undefined: no import file. */
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
}

/** Request `{}` → `FileTypeInfo[]`, for pickers. */
export const fileTypesRequest = "csvPreflight/fileTypes";
export interface FileTypeInfo {
  readonly name: string;
  readonly title: string;
  readonly system: string;
  readonly description: string;
  readonly fileName: string;
}

/** Request `{ uri, type }` – a type's name, `false` for "not an import file", `null` to detect again → {@link FileStatus}. */
export const chooseFileTypeRequest = "csvPreflight/chooseFileType";

/** Request `{ uri, from, to }` (data records from 0, `to` excluded) → {@link RowsAnswer}. */
export const rowsRequest = "csvPreflight/rows";
export interface PreviewColumn {
  readonly name: string;
  /** The field's title, or the header's own text for unknown columns. */
  readonly title: string;
  readonly known: boolean;
  readonly password: boolean;
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

/** Request `{ uri, format }` → {@link ExportAnswer}. The text was read back with another parser and compared before. */
export const exportRequest = "csvPreflight/export";
export type ExportFormat = "csv" | "json";
export interface ExportAnswer {
  readonly text: string;
  /** Suggested file name. */
  readonly name: string;
  readonly rows: number;
  readonly errors: number;
  readonly warnings: number;
  /** Why it must not be trusted: reading it back gave something else. */
  readonly mismatch?: string;
}

/** Request `{ uri }` → LSP `WorkspaceEdit | null` with all safe fixes of one file. */
export const fixAllRequest = "csvPreflight/fixAll";

/** Request `{ uris? }` → {@link CheckAnswer}; without `uris` all import files of the workspace, read from disk where not open. */
export const checkRequest = "csvPreflight/check";
export interface CheckAnswer {
  readonly files: readonly FileStatus[];
}

/** Request `{ type }` → {@link TemplateFile}[]: a header and one example row, the whole set for a linked type. */
export const templateRequest = "csvPreflight/template";
export interface TemplateFile {
  /** Relative to the folder chosen, `/` between names. */
  readonly path: string;
  readonly fileType: string;
  readonly text: string;
}

/** Request `{ rule }` → the rule's page as Markdown, or null. */
export const explainRequest = "csvPreflight/explain";

/** Commands the server runs itself (`workspace/executeCommand`), each with one argument object. */
export const serverCommands = {
  /** `{ uri }`: rewrites the file on disk without its byte order mark. */
  removeByteOrderMark: "csvPreflight.server.removeByteOrderMark",
  /** `{ uri }`: rewrites the file on disk with one kind of line break, the one most of it uses. */
  normaliseLineEndings: "csvPreflight.server.normaliseLineEndings",
  /** `{ uri, path, value }`: adds a value to a list in the nearest tenant profile, making the file when there is none. */
  addToProfile: "csvPreflight.server.addToProfile",
} as const;

/** What the client hands over in `initializationOptions` and in `workspace/didChangeConfiguration` under `settings.csvPreflight`. */
export interface WireSettings {
  readonly files?: Readonly<Record<string, string | false>>;
  readonly rules?: Readonly<Record<string, string>>;
  readonly turvo?: { readonly customRoles?: readonly string[] };
  readonly travtus?: {
    readonly company?: { readonly name?: string; readonly id?: string };
    readonly roles?: readonly string[];
    readonly delimiter?: string;
  };
  readonly meeds?: {
    readonly properties?: readonly string[];
    readonly passwordPolicy?: { readonly minLength?: number; readonly maxLength?: number; readonly pattern?: string };
  };
  /** Problems shown per file; errors are kept before warnings. */
  readonly maxProblems?: number;
}
