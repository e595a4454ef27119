/** A value that should be in another file, or in another row of the same one, isn't there. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-reference",
  createsRows: true,
  concerns: "lost-reference",
  summary: "A value refers to a row that doesn't exist.",
});
