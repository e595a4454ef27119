/** Lines that a version control system left between two versions of a file. */

import { defineRowRule } from "../core/checking/rule.ts";
import { isConflictMarker } from "../core/text/document.ts";

interface Data {
  readonly marker: string;
}

export default defineRowRule<Data>({
  name: "merge-conflict",
  severity: "error",
  summary: "Lines that a merge in version control left in the file.",
  section: "file",
  order: 10,
  last: true,
  wakes: { noData: true },
  check(row, report) {
    if (isConflictMarker(row.text)) report({ marker: row.text.slice(0, 7) });
  },
  message: ({ marker }, say) =>
    `"${marker}" was left here by a merge. ${say.system} would read it as a row: keep one of the versions and delete this line.`,
});
