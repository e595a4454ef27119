/** A file that only makes sense beside another one stands alone. */

import { defineKeyRule } from "../core/checking/rule.ts";
import type { MissingFileData } from "../core/links/links.ts";

export default defineKeyRule<MissingFileData>({
  name: "missing-file",
  severity: "warning",
  summary: "A file refers to users, and the user file is not beside it.",
  section: "files",
  fixes: ({ file, table }) => [
    { title: `Create ${file} with the ids that are named here`, safe: false, command: { kind: "createFile", table } },
  ],
  message: (data, say) => `${data.file} is not in this folder. ${say.system} takes this file only together with it.`,
});
