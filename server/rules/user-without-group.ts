/** A user who is no admin, in no group. */

import { defineKeyRule } from "../core/checking/rule.ts";
import type { MemberData } from "../core/links/links.ts";
import { message } from "../core/text/message.ts";

export default defineKeyRule<MemberData>({
  name: "user-without-group",
  severity: "warning",
  summary: "A user who isn't an admin has no row in the file that assigns users to groups.",
  section: "files",
  concerns: "absent-membership",
  message(data, say) {
    const shown = say.show(data.value);
    if (data.unrecognized) {
      return message(
        "{0} has the role {1} but no group, because {2} is here but isn't recognized. {3} requires a group for every user who isn't an admin.",
        shown,
        data.role,
        data.file,
        say.system,
      );
    }
    return data.absent
      ? message(
          "{0} has the role {1} but no group, because {2} for users is missing. {3} requires a group for every user who isn't an admin.",
          shown,
          data.role,
          data.file,
          say.system,
        )
      : message(
          "{0} has the role {1} but no row in {2}. {3} requires a group for every user who isn't an admin.",
          shown,
          data.role,
          data.file,
          say.system,
        );
  },
  fixes: ({ value, file, unrecognized }) =>
    unrecognized
      ? []
      : [
          {
            title: message("Add {0} to a group in {1}", value, file),
            safe: false,
            command: { kind: "addMemberships", user: value },
          },
          { title: message("Add all users without a group to one"), safe: false, command: { kind: "addMemberships" } },
        ],
});
