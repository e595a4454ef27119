/** A row belongs to a user whom the user file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-user",
  createsRows: true,
  summary: "A user ID isn't in the user file.",
});
