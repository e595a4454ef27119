/** The file types that come with the product: the documents under `schemas/`, bundled. */
import documents from "../../../schemas/file-types.js";
import type { ByConcern } from "./concern.ts";
import type { FileTypeDescriptor } from "./descriptor.ts";
import { documentOf } from "./descriptor-reading.ts";
import type { TableDocument } from "./file-type.ts";
import { trustPatterns } from "./patterns.ts";
import type { Profile } from "./profile.ts";
import { compileTable, type Table } from "./table.ts";

/** As they are written; `test/schemas.test.ts` holds each against `schemas/file-type.schema.json`. */
export const builtInDescriptors = documents as readonly FileTypeDescriptor[];

/** In the order in which lists show them. */
export const builtInDocuments: readonly TableDocument[] = builtInDescriptors.map(documentOf);
trustPatterns(builtInDescriptors);

/** The built-in file types with a tenant's facts merged in. `rules`: as `compileTable` asks. */
export function builtInTables(profile: Profile, rules: ByConcern): Table[] {
  return builtInDocuments.map((document) => compileTable(document, profile, rules));
}
