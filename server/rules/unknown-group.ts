/** A row puts a user into a group that the group file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-group",
  thing: "group",
  createsRows: true,
  summary: "A row names a group id that the Group entity's file does not hold.",
});
