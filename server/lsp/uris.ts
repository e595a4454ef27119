/** URIs and paths: clients spell one file's URI in several ways, here it has one key. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { percentDecoded, wellFormed } from "../core/text/text.ts";

/** Where a URI points: the key it is known by, and its path. */
export interface UriParts {
  /** The same for all spellings of one file. */
  readonly key: string;
  /** Absolute, `/` between names; for schemes without folders whatever stands after the scheme. */
  readonly path: string;
  /** The path as the file system wants it; undefined for what does not lie on a disk of this machine. */
  readonly file: string | undefined;
}

/** Where editors and their extensions keep other versions of files, and what is shown but is no file. */
const versions = new Set([
  ...[
    "git",
    "gitfs",
    "git-show",
    "gitlens",
    "gitlens-git",
    "fugitive",
    "gitsigns",
    "diffview",
    "review",
    "pr",
    "githubpr",
  ],
  ...[
    "hg",
    "svn",
    "scm",
    "vscode-scm",
    "showmodifications",
    "clipboardcompare",
    "clipboardcompare2",
    "conflictresolution",
  ],
  ...["vscode-local-history", "chat-editing-text-model", "chat-editing-snapshot-text-model", "vscode-chat-code-block"],
  ...[
    "vscode-notebook-cell",
    "vscode-notebook-cell-output",
    "vscode-interactive",
    "output",
    "comment",
    "walkthroughsnippet",
  ],
]);

/** True for a document that is no part of an import: a revision, one side of a comparison, a cell of a notebook. */
export function isVersion(uri: string): boolean {
  return versions.has((/^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1] ?? "").toLowerCase());
}

/** The URI read last: keys come by the dozen for one file. */
let last: { readonly uri: string; readonly address: UriParts } | undefined;

/** Reads a URI as a client wrote it. Never throws: what cannot be read keeps its own spelling. */
export function addressOf(uri: string): UriParts {
  if (last?.uri !== uri) last = { uri, address: read(uri) };
  return last.address;
}

function read(uri: string): UriParts {
  if (/^file:/i.test(uri)) {
    try {
      const file = fileURLToPath(uri);
      const slashed = withSlashes(file);
      return { key: uriOf(slashed), path: slashed, file };
    } catch {
      // Falls through: no path on this machine.
    }
  }
  const after = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/?#]*)?([^?#]*)/i.exec(uri)?.[1] ?? uri;
  return { key: uri, path: percentDecoded(after), file: undefined };
}

/** A path's URI, spelled as VS Code does: everything but letters, digits and `-._~/` encoded, the drive in lower case. */
export function uriOf(file: string): string {
  const slashed = withSlashes(file).replace(/^([A-Za-z]):/, (_, drive: string) => `/${drive.toLowerCase()}:`);
  const encoded = slashed.split("/").map(encodeName).join("/");
  return encoded.startsWith("//") ? `file:${encoded}` : `file://${encoded}`;
}

function encodeName(name: string): string {
  return encodeURIComponent(wellFormed(name)).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function withSlashes(file: string): string {
  const slashed = path.sep === "/" ? file : file.replaceAll(path.sep, "/");
  return slashed.replace(/^([A-Z]):/, (_, drive: string) => `${drive.toLowerCase()}:`);
}
