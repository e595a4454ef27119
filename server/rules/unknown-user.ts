/** A row belongs to a user whom the user file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-user",
  thing: "user",
  createsRows: true,
  summary: "A row names a user id that the user file does not hold.",
});
