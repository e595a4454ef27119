/** A user is given a community that the community file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-community",
  createsRows: false,
  summary: "A community ID isn't in the community file.",
});
