/** Mappings of other people's CSV files for the client: checked while they are written, and carried out. */

import { fileURLToPath } from "node:url";
import { builtInDocuments } from "../core/filetypes/schemas.ts";
import type { Table } from "../core/filetypes/table.ts";
import { inWords, joined, type Message, message } from "../core/text/message.ts";
import { mappingBytesMost, mappingText, readMapping } from "../disk/documents/mapping-file.ts";
import { SourceError } from "../disk/reading/foreign-csv.ts";
import { RefusedFile, readGuarded } from "../disk/reading/guarded-file.ts";
import { writeMapped } from "../disk/writing/mapped-import.ts";
import { mapRows } from "../features/mapping/map-rows.ts";
import { missingColumns } from "../features/mapping/mapping.ts";
import type { MapAnswer, mapCsvRequest } from "../protocol/mapping.ts";
import type { GivenOf } from "../protocol/request.ts";
import type { Disk } from "./disk.ts";
import { phoneReader } from "./mapping-page.ts";
import type { MappingSources } from "./mapping-sources.ts";
import type { Session } from "./session.ts";
import { uriOf } from "./uris.ts";

export class Mappings {
  constructor(
    readonly session: Session,
    readonly disk: Disk,
    readonly sources: MappingSources,
  ) {}

  async map(given: GivenOf<typeof mapCsvRequest>): Promise<MapAnswer> {
    const { translate } = this.session;
    const no = (text: Message, refused: "exists" | "other" = "other"): MapAnswer => ({
      refused,
      message: translate(text),
      files: [],
      people: 0,
      errors: 0,
      skipped: [],
      unused: [],
    });
    const { uri, target, overwrite } = given;
    if (typeof uri !== "string" || typeof target !== "string" || !/^file:/i.test(target))
      return no(message("Choose an export and a folder on this computer."));
    try {
      const { path } = this.session.address(target);
      const tables = this.#tables(`${path}/`);
      const text = this.#mappingText(given.mapping);
      if (text === undefined) return no(message("Choose a mapping."));
      const { mapping, problems } = readMapping(text, tables);
      if (!mapping)
        return no(
          joined(
            [
              message("The mapping has mistakes."),
              ...problems.map(({ message: what, start }) => message("Line {0}: {1}", start.line + 1, what)),
            ],
            " ",
          ),
        );
      const { source } = await this.sources.readAll(uri, mapping.source, given.unsaved === true);
      const missing = missingColumns(mapping, source);
      if (missing.length > 0)
        return no(
          message(
            "The mapping refers to columns that the export doesn't have: {0}.",
            joined(
              missing.map(({ name }) => JSON.stringify(name)),
              ", ",
            ),
          ),
        );
      const mapped = mapRows(mapping, source, tables, await phoneReader(mapping));
      const written = await writeMapped(mapped, {
        folder: fileURLToPath(target),
        overwrite: overwrite === true,
        sources: /^file:/i.test(uri) ? [fileURLToPath(uri)] : [],
        to: mapping.to,
        tables,
        documents: [...builtInDocuments, ...(this.disk.profiles.at(`${path}/`)?.schemas ?? [])],
        profile: this.session.workspace.profileFor(`${path}/`),
      });
      if ("refused" in written) return no(written.message, written.refused);
      return {
        files: written.map((each) => uriOf(each.path)),
        people: mapped.people,
        errors: written.reduce((sum, { errors }) => sum + errors, 0),
        skipped: inWords(mapped.skipped, translate),
        unused: mapped.unused,
      };
    } catch (error) {
      return no(this.#reason(error));
    }
  }

  #tables(path: string): readonly Table[] {
    return this.session.workspace.tablesFor(path);
  }

  /** A URI of a mapping, as the editor has it or from disk, or the mapping itself. */
  #mappingText(given: unknown): string | undefined {
    if (typeof given === "object" && given !== null) return mappingText(given as Parameters<typeof mappingText>[0]);
    if (typeof given !== "string") return undefined;
    return this.session.texts.textOf(this.session.address(given).key) ?? mappingAt(fileURLToPath(given));
  }

  /** Why it was not done, in words; what is not meant for people goes to the log. */
  #reason(error: unknown): Message {
    if (error instanceof SourceError) return error.sentence;
    if (error instanceof RefusedFile) return message("The file can't be used. {0}", error.sentence);
    this.session.fail("reading an export", error);
    return message("The file can't be read.");
  }
}

/** The text of a mapping's file. Throws a `RefusedFile`. */
function mappingAt(file: string): string {
  return readGuarded(file, { bytesMost: mappingBytesMost });
}
