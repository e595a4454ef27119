/** A file that only makes sense beside another one stands alone. */

import { defineKeyRule } from "../core/checking/rule.ts";
import type { MissingFileData } from "../core/links/links.ts";
import { message } from "../core/text/message.ts";

export default defineKeyRule<MissingFileData>({
  name: "missing-file",
  severity: "warning",
  summary: "A file refers to users, but the user file isn't in the same folder.",
  section: "files",
  concerns: "absent-file",
  fixes: ({ file, table, unrecognized }) =>
    unrecognized
      ? []
      : [
          {
            title: message("Create {0} with the IDs used here", file),
            safe: false,
            command: { kind: "createFile", table },
          },
        ],
  message: (data, say) =>
    data.unrecognized
      ? message("{0} is here but isn't recognized. {1}", data.file, data.unrecognized)
      : message("{0} isn't in this folder. {1} requires it together with this file.", data.file, say.system),
});
