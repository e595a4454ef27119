/** A row puts a user into a group that the group file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-group",
  createsRows: true,
  summary: "A group ID isn't in the Group entity's file.",
});
