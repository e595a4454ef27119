/** The file types that come with the product: the documents under `schemas/`, bundled. */
import meedsUser from "../../../schemas/meeds/user.json" with { type: "json" };
import travtusCommunity from "../../../schemas/travtus/community.json" with { type: "json" };
import travtusUser from "../../../schemas/travtus/user.json" with { type: "json" };
import turvoChannel from "../../../schemas/turvo/communication-channel.json" with { type: "json" };
import turvoGroup from "../../../schemas/turvo/group.json" with { type: "json" };
import turvoUser from "../../../schemas/turvo/user.json" with { type: "json" };
import turvoUserGroup from "../../../schemas/turvo/user-group.json" with { type: "json" };
import type { TableDocument } from "./file-type.ts";
import type { Profile } from "./profile.ts";
import { compileTable, type Table } from "./table.ts";

/** In the order in which lists show them; `test/schemas.test.ts` holds each against `schemas/table.schema.json`. */
export const builtInDocuments = [
  turvoUser,
  turvoChannel,
  turvoUserGroup,
  turvoGroup,
  travtusUser,
  meedsUser,
  travtusCommunity,
] as readonly object[] as readonly TableDocument[];

/** The built-in file types with a tenant's facts merged in. */
export function builtInTables(profile: Profile): Table[] {
  return builtInDocuments.map((document) => compileTable(document, profile));
}
