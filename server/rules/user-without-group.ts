/** A user who is no admin, in no group. */

import { defineKeyRule } from "../core/checking/rule.ts";
import type { MemberData } from "../core/links/links.ts";

export default defineKeyRule<MemberData>({
  name: "user-without-group",
  severity: "warning",
  summary: "A user who is no admin has no row in the file that puts users into groups.",
  section: "files",
  message(data, say) {
    const wish = `${say.system} wants every user who is no admin in a group`;
    if (data.absent)
      return `${say.show(data.value)} is ${data.role} and in no group: there is no ${data.file} for users here. ${wish}.`;
    return `${say.show(data.value)} is ${data.role} and has no row in ${data.file}. ${wish}.`;
  },
  fixes: ({ value, file }) => [
    { title: `Put ${value} into a group in ${file}`, safe: false, command: { kind: "addMemberships", user: value } },
    { title: "Put all users who lack a group into one", safe: false, command: { kind: "addMemberships" } },
  ],
});
