/** What the client asks about whole imports: the tree of files, the upload plan, rows to make, bundles. */

import { fileURLToPath } from "node:url";
import { version } from "../../package.json";
import type { Sheet } from "../core/checking/sheet.ts";
import { inWords, type Message, message, schemaText } from "../core/text/message.ts";
import { StaleTextError } from "../disk/reading/closed-text.ts";
import { writeBundle } from "../disk/writing/bundle.ts";
import { bundleOf } from "../features/export/bundle.ts";
import { changesOf, groupChoices, usersWithoutGroup } from "../features/imports/generate.ts";
import { type FileSet, fileSets } from "../features/imports/sets.ts";
import { planPage } from "../features/imports/upload-plan.ts";
import { nameWithFolders } from "../features/records/records.ts";
import type {
  BundleAnswer,
  bundleRequest,
  GenerateAnswer,
  GroupsAnswer,
  generateRequest,
  groupsRequest,
  SetInfo,
  UploadPlanAnswer,
  uploadPlanRequest,
} from "../protocol/imports.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Diagnostics } from "./diagnostics.ts";
import type { Disk } from "./disk.ts";
import { toEditOfFiles } from "./fixes.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

export class Sets {
  constructor(
    readonly session: Session,
    readonly disk: Disk,
    readonly diagnostics: Diagnostics,
  ) {}

  /** Answers at once, with what is known so far. */
  sets(): SetInfo[] {
    const { workspace, spell, translate } = this.session;
    return fileSets(workspace).map((set) => ({
      folder: uriOf(set.folder),
      name: this.nameOf(set),
      system: set.system,
      files: set.files.map(({ sheet, path }) => {
        const { counts, complete } = this.diagnostics.countsSoFar(sheet);
        const { error, warning, information } = counts;
        return {
          uri: spell(sheet.uri),
          name: shownName(set, path),
          fileType: sheet.table.name,
          title: translate(schemaText(sheet.table.document.title)),
          rows: sheet.rows,
          errors: error,
          warnings: warning,
          information,
          complete,
        };
      }),
      missing: set.missing.map(({ table, path, needed, unrecognized }) => ({
        name: path,
        fileType: table.name,
        title: translate(schemaText(table.document.title)),
        needed,
        unrecognized: unrecognized && { uri: spell(unrecognized.uri), why: translate(unrecognized.reason) },
      })),
    }));
  }

  async uploadPlan({ uri }: GivenOf<typeof uploadPlanRequest>): Promise<UploadPlanAnswer[]> {
    const wanted = await this.read(uri);
    const { translate } = this.session;
    return wanted.map((set) => {
      const plan = this.session.engine.plan(set);
      return {
        folder: uriOf(set.folder),
        name: this.nameOf(set),
        system: set.system,
        ready: plan.ready,
        page: translate(planPage(plan, this.nameOf(set))),
        steps: plan.steps.map(({ table, uri: own, path, ...step }) => ({
          ...inWords(step, translate),
          fileType: table.name,
          title: translate(schemaText(table.document.title)),
          uri: own === undefined ? undefined : this.session.spell(own),
          name: path === undefined ? (table.document.files[0] ?? table.document.title) : shownName(set, path),
        })),
      };
    });
  }

  async groups({ uri }: GivenOf<typeof groupsRequest>): Promise<GroupsAnswer | null> {
    const sheet = await this.#userSheet(uri);
    if (!sheet) return null;
    const { workspace } = this.session;
    return { users: usersWithoutGroup(workspace, sheet).length, groups: groupChoices(workspace, sheet) };
  }

  async generate({ uri, what, group }: GivenOf<typeof generateRequest>): Promise<GenerateAnswer | null> {
    const sheet = await this.#userSheet(uri);
    if (!sheet || (what !== "groupRows" && what !== "contactRows")) return null;
    const { workspace } = this.session;
    const command = { kind: what === "groupRows" ? "addMemberships" : "addContacts" } as const;
    const changes = changesOf(workspace, sheet, command, typeof group === "string" ? { group } : {});
    const edit = changes && toEditOfFiles(this.session, changes);
    if (!changes || !edit) return null;
    const rows = changes.reduce((sum, change) => sum + change.rows, 0);
    return { rows, files: changes.map(({ path }) => nameWithFolders(workspace, path)), edit };
  }

  async bundle({
    uri,
    target,
    overwrite,
    allowErrors,
    kind: wanted,
  }: GivenOf<typeof bundleRequest>): Promise<BundleAnswer> {
    const no = (text: Message | string): BundleAnswer => ({
      refused: "other",
      message: this.session.translate(text),
      files: [],
    });
    if (typeof target !== "string" || !/^file:/i.test(target))
      return no(message("A bundle can only be saved to a disk on this computer."));
    const [set, ...others] = await this.read(uri);
    if (!set) return no(message("This isn't an import file."));
    if (others.length > 0) return no(message("A bundle contains one import. Choose a file from it."));
    const kind = wanted === "datapackage" ? wanted : "bundle";
    const options = {
      target: fileURLToPath(target),
      overwrite: overwrite === true,
      allowErrors: allowErrors === true,
      kind,
    } as const;
    try {
      const bundle = bundleOf(this.session.workspace, set);
      const answer = await writeBundle(bundle, { ...options, version });
      return "refused" in answer
        ? { refused: answer.refused, message: this.session.translate(answer.message), files: [] }
        : { files: answer.files };
    } catch (error) {
      if (error instanceof StaleTextError) throw error;
      this.session.fail("writing a bundle", error);
      return no(message("The bundle couldn't be saved, and nothing was written."));
    }
  }

  /** The sets that a file or folder belongs to, read to the end; all of them when none is named. */
  async read(uri: unknown): Promise<readonly FileSet[]> {
    for (;;) {
      const sets = this.#setsAt(uri);
      const unread = sets.flatMap((set) => set.files).find(({ sheet }) => !sheet.complete);
      if (!unread) return sets;
      await this.session.reader.readAll(unread.sheet);
    }
  }

  #setsAt(uri: unknown): readonly FileSet[] {
    const { engine } = this.session;
    if (typeof uri !== "string") return engine.imports();
    const { key, path } = this.session.address(uri);
    const around = engine.imports(key);
    if (around.length > 0) return around;
    const folder = `${path.replace(/(?<!\/)\/+$/, "")}/`;
    return engine.imports().filter((set) => set.folder === folder);
  }

  /** The file of users in the set of a file; all files around it are read. */
  async #userSheet(uri: unknown): Promise<Sheet | undefined> {
    const sets = await this.read(uri);
    const files = sets.flatMap((set) => set.files.map(({ sheet }) => sheet));
    const asked = typeof uri === "string" ? this.session.sheetOf(this.session.address(uri).key) : undefined;
    const users = files.filter((sheet) => sheet.table.document.membership !== undefined);
    return users.find((sheet) => sheet === asked) ?? users[0];
  }

  nameOf(set: FileSet): string {
    const root = this.disk.rootOf(set.folder) ?? "";
    return set.folder.slice(root.length).replace(/\/$/, "");
  }
}

/** A file as it is seen from its set's folder. */
export function shownName(set: FileSet, path: string): string {
  if (path.startsWith(set.folder)) return path.slice(set.folder.length);
  return path.split("/").slice(-2).join("/");
}
