/** A user is given a community that the community file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-community",
  thing: "community",
  createsRows: false,
  summary: "A list of communities names one that the community file does not hold.",
});
