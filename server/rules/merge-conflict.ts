/** Lines that a version control system left between two versions of a file. */

import { defineRowRule } from "../core/checking/rule.ts";
import { isConflictMarker } from "../core/text/document.ts";
import { message } from "../core/text/message.ts";

interface Data {
  readonly marker: string;
}

export default defineRowRule<Data>({
  name: "merge-conflict",
  severity: "error",
  summary: "Lines left over from a merge conflict in version control.",
  section: "file",
  order: 10,
  last: true,
  wakes: { noData: true },
  check(row, report) {
    if (isConflictMarker(row.text)) report({ marker: row.text.slice(0, 7) });
  },
  message: ({ marker }, say) =>
    message(
      '"{0}" is left over from a merge conflict. {1} would read it as a row. Keep one version and delete this line.',
      marker,
      say.system,
    ),
});
