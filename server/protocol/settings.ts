/** The settings that a client hands over. */

/** What stands in `initializationOptions` and, under `settings.csvPreflight`, in `workspace/didChangeConfiguration`. */
export interface WireSettings extends OwnSettings {
  /** The tenant settings of a system, under its key: what its `settings.json` beside the file types describes. */
  readonly [system: string]: unknown;
}

/** Those that are no system's. */
export interface OwnSettings {
  readonly files?: Readonly<Record<string, string | false>>;
  readonly rules?: Readonly<Record<string, string>>;
  /** Paths of file types, from the workspace's folder. */
  readonly schemas?: readonly string[];
  /** File types that extensions of the client bring along: their URIs and texts. */
  readonly contributed?: readonly ContributedType[];
  /** What is set otherwise in some folders of the workspace, by their URIs: `files`, `rules` and settings of systems, whole. */
  readonly folders?: Readonly<Record<string, WireSettings>>;
  /** False: nothing outside of the workspace's folders is read. Default: true. */
  readonly trusted?: boolean;
  /** Problems shown per file; errors are kept before warnings. */
  readonly maxProblems?: number;
  /** Words behind codes and ids. Default: shown. */
  readonly inlayHints?: boolean;
  /** A line above the header; only for clients that have `lensCommands`. Default: none. */
  readonly codeLens?: boolean;
  /** A line above each row that others refer to. Default: none. */
  readonly referenceLens?: boolean;
  /** The client has `clientCommands.explain`. Default: it has not. */
  readonly explainRule?: boolean;
  /** False: the client shows problems in the same box as hovers. Default: hovers say what is wrong. */
  readonly hoverProblems?: boolean;
  /** The web address of a folder with the rules' pages. Default: links lead to the pages that are installed with the server. */
  readonly rulePages?: string;
}

/** A file type that an extension of the client brings along: where it lies, and its text. */
export interface ContributedType {
  readonly uri: string;
  readonly text: string;
}
