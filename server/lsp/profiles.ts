/** The tenant profiles around the files at hand: which one speaks for a path, and what is wrong with each, shown where it stands. */

import { type Diagnostic, DiagnosticSeverity, PublishDiagnosticsNotification } from "vscode-languageserver";
import type { Suppression } from "../core/filetypes/profile.ts";
import {
  type JsonFile,
  type LoadedProfile,
  loadProfile,
  profileName,
  profileRule,
  refusedProfile,
} from "../disk/documents/profile.ts";
import { RefusedFile, readGuarded } from "../disk/reading/guarded-file.ts";
import { source } from "./convert.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

export class Profiles {
  readonly #session: Session;
  /** By their own paths. */
  readonly #loaded = new Map<string, LoadedProfile>();
  /** Suppressions that no problem falls under, as far as that is known. */
  #unused: ReadonlySet<Suppression> = new Set();
  #others: readonly JsonFile[] = [];
  /** Files whose problems are on show. */
  #reported: readonly string[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  all(): readonly LoadedProfile[] {
    return [...this.#loaded.values()];
  }

  has(path: string): boolean {
    return this.#loaded.has(path);
  }

  /** The file types that profiles list, as absolute paths. */
  schemaPaths(): string[] {
    return this.all().flatMap(({ path, files }) => files.flatMap((file) => (file.path === path ? [] : [file.path])));
  }

  /** The profile in force for a path, by the folder it speaks for. */
  at(path: string): LoadedProfile | undefined {
    let best: LoadedProfile | undefined;
    for (const profile of this.#loaded.values()) {
      if (path.startsWith(profile.folder) && profile.folder.length > (best?.folder.length ?? -1)) best = profile;
    }
    return best;
  }

  /** A profile, or a schema that one lists. */
  holds(path: string): boolean {
    return path.endsWith(`/${profileName}`) || this.#ownerOf(path) !== undefined;
  }

  #ownerOf(path: string): string | undefined {
    return this.all().find(({ files }) => files.some((file) => file.path === path))?.path;
  }

  /** Reads a profile, or the one that lists this schema; one that is gone is forgotten. */
  load(path: string): void {
    const owner = path.endsWith(`/${profileName}`) ? path : this.#ownerOf(path);
    if (owner === undefined) return;
    try {
      this.#loaded.set(
        owner,
        loadProfile(owner, (each, within) => this.#textOf(each, within)),
      );
    } catch (error) {
      const refused = error instanceof RefusedFile && error.reason !== "missing";
      if (refused) this.#loaded.set(owner, refusedProfile(owner, error));
      else this.#loaded.delete(owner);
    }
  }

  /** The editor's text of a file, else the disk's. */
  #textOf(path: string, within: string | undefined): string {
    return this.#session.texts.textOf(uriOf(path)) ?? readGuarded(path, { within });
  }

  /** Says which suppressions no problem falls under; shown when that has changed. */
  setUnused(unused: ReadonlySet<Suppression>): void {
    const before = this.#unused;
    if (unused.size === before.size && [...unused].every((each) => before.has(each))) return;
    this.#unused = unused;
    this.report();
  }

  /**
   * Shows what is wrong with them, and takes back what is not any more.
   *
   * @param others documents of file types that no profile lists; the last ones where left out
   */
  report(others: readonly JsonFile[] = this.#others): void {
    this.#others = others;
    const session = this.#session;
    const show = (path: string, diagnostics: Diagnostic[]): void =>
      session.notify(PublishDiagnosticsNotification.type, { uri: session.spell(uriOf(path)), diagnostics });
    const reported: string[] = [];
    const files = this.all().flatMap(({ files: own, path, unused }) => {
      const more = [...unused].flatMap(([suppression, problem]) => (this.#unused.has(suppression) ? [problem] : []));
      return own.map((file) => (file.path === path ? { ...file, problems: [...file.problems, ...more] } : file));
    });
    const listed = new Set(files.map(({ path }) => path));
    for (const { path, problems } of [...files, ...others.filter((each) => !listed.has(each.path))]) {
      if (problems.length === 0 && !this.#reported.includes(path)) continue;
      reported.push(path);
      show(
        path,
        problems.map(({ start, end, message, severity }) => ({
          range: { start, end },
          severity: severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
          code: profileRule,
          source,
          message: session.translate(message),
        })),
      );
    }
    for (const path of this.#reported) if (!reported.includes(path)) show(path, []);
    this.#reported = reported;
  }
}
