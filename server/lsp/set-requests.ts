/** The requests beyond LSP that the client's commands, status item and preview ask. */

import type { CancellationToken, WorkspaceEdit } from "vscode-languageserver";
import { noCounts } from "../core/checking/findings.ts";
import type { Sheet } from "../core/checking/sheet.ts";
import { anyTenant } from "../core/filetypes/folder-pattern.ts";
import { schemaText } from "../core/text/message.ts";
import { isLikely, nearMissInWords } from "../core/workspace/near-miss.ts";
import { isDetection } from "../core/workspace/workspace.ts";
import { profileRule } from "../disk/documents/profile.ts";
import { rulePage } from "../disk/documents/rule-pages.ts";
import { setAround, setInWords } from "../features/imports/sets.ts";
import type { Template } from "../features/imports/template.ts";
import { templateOf } from "../features/imports/template.ts";
import type {
  CheckAnswer,
  checkRequest,
  chooseFileTypeRequest,
  explainRequest,
  FileStatus,
  FileTypeInfo,
  fixAllRequest,
  statusRequest,
} from "../protocol/files.ts";
import type { templateRequest } from "../protocol/imports.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disk } from "./disk.ts";
import { fixAllEdit } from "./fixes.ts";
import type { Session } from "./session.ts";

/** What a client sent: any object, whose members nobody has looked at. */
export type UncheckedParams = Readonly<Record<string, unknown>>;

const nothingToCount = { counts: noCounts(), notShown: 0, complete: true };

export class FileRequests {
  constructor(
    readonly session: Session,
    readonly diagnostics: Diagnostics,
    readonly disk: Disk,
  ) {}

  /** Answers at once; `complete` says whether pages are still to be read. */
  status({ uri }: GivenOf<typeof statusRequest>): FileStatus {
    const { key } = this.session.address(uri);
    const entry = this.session.workspace.entry(key);
    const sheet = this.session.sheetOf(key);
    const shown = typeof uri === "string" ? uri : "";
    const { counts, notShown, complete } = sheet ? this.diagnostics.countsSoFar(sheet) : nothingToCount;
    const { error, warning, information, hint } = counts;
    const detected = entry?.detected;
    const { workspace, translate } = this.session;
    const miss = workspace.nearMiss(key);
    const found = sheet && isDetection(detected) ? detected.why : miss && nearMissInWords(miss);
    return {
      uri: shown,
      fileType: sheet?.table.name,
      title: sheet && translate(schemaText(sheet.table.document.title)),
      system: sheet?.table.system,
      why: found && translate(found),
      near:
        miss && isLikely(miss)
          ? { fileType: miss.table.name, title: translate(schemaText(miss.table.document.title)) }
          : undefined,
      off: detected === "off",
      rows: sheet?.rows ?? 0,
      errors: error,
      warnings: warning,
      information,
      hints: hint,
      notShown,
      complete,
      set: sheet && this.#setOf(sheet),
    };
  }

  #setOf(sheet: Sheet): string | undefined {
    const set = setAround(this.session.workspace, sheet);
    return set && (set.files.length > 1 || set.missing.some(({ needed }) => needed))
      ? this.session.translate(setInWords(set))
      : undefined;
  }

  fileTypes(): FileTypeInfo[] {
    const { translate } = this.session;
    return this.#tables(undefined)
      .filter((table) => !table.document.hidden)
      .map(({ name, system, document }) => ({
        name,
        title: translate(schemaText(document.title)),
        system,
        description: translate(schemaText(document.description)),
        people: document.rows === "people",
        fileName: document.files[0] ?? `${anyTenant(document.folders?.[0] ?? "")}/*.csv`,
      }));
  }

  async chooseFileType({ uri, type }: GivenOf<typeof chooseFileTypeRequest>): Promise<FileStatus> {
    const { key } = this.session.address(uri);
    const known = typeof type === "string" && this.#tables(key).some((table) => table.name === type);
    if (type === false || type === null || known) {
      this.session.workspace.choose(key, known ? type : type === false ? false : undefined);
      await this.disk.refreshFacts(key);
      await this.session.reader.read(key);
      this.diagnostics.touchAll();
    }
    return this.status({ uri });
  }

  fixAll({ uri }: GivenOf<typeof fixAllRequest>, token: CancellationToken): Promise<WorkspaceEdit | null> {
    return fixAllEdit(this.session, this.session.address(uri).key, token);
  }

  /** Reads what is asked for to the end, files on disk afresh. */
  async check({ uris }: GivenOf<typeof checkRequest>): Promise<CheckAnswer> {
    const wanted = Array.isArray(uris) ? uris.filter((uri): uri is string => typeof uri === "string") : undefined;
    if (wanted) await this.disk.reread(wanted.map((uri) => this.session.address(uri).key));
    else await this.disk.rescan();
    const { workspace, spell } = this.session;
    const asked = wanted ?? [...workspace.entries()].map((entry) => spell(entry.uri)).sort();
    const files: FileStatus[] = [];
    for (const uri of asked) {
      const sheet = await this.session.reader.read(this.session.address(uri).key);
      if (sheet || wanted) files.push(this.status({ uri }));
    }
    this.diagnostics.touchAll();
    return { files };
  }

  template({ type }: GivenOf<typeof templateRequest>): Template[] {
    return typeof type === "string" ? templateOf(type, this.#tables(undefined)) : [];
  }

  /** A rule's page as Markdown. */
  explain({ rule }: GivenOf<typeof explainRequest>): string | null {
    if (typeof rule !== "string") return null;
    const known = rule === profileRule || this.session.workspace.rules.byName.has(rule);
    return known ? (rulePage(rule) ?? null) : null;
  }

  /** The file types in force for a file, or for the workspace. */
  #tables(key: string | undefined): ReturnType<Session["workspace"]["tablesFor"]> {
    const path = key === undefined ? (this.disk.firstRoot ?? "") : this.session.address(key).path;
    return this.session.workspace.tablesFor(path);
  }
}
