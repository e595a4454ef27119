/** The file types that come with the product: the documents under `schemas/`, bundled. */
import fileTypes from "../../../schemas/file-types.js";
import type { ByConcern } from "./concern.ts";
import type { TableDocument } from "./file-type.ts";
import { trustPatterns } from "./patterns.ts";
import type { Profile } from "./profile.ts";
import { compileTable, type Table } from "./table.ts";

/** In the order in which lists show them. */
export const builtInDocuments: readonly TableDocument[] = fileTypes.documents;
trustPatterns(fileTypes.patterns);

/** The built-in file types with a tenant's facts merged in. `rules`: as `compileTable` asks. */
export function builtInTables(profile: Profile, rules: ByConcern): Table[] {
  return builtInDocuments.map((document) => compileTable(document, profile, rules));
}
