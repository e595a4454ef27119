/** A user is given a community that the community file does not list. */
import { linkRule } from "./reference.ts";

export default linkRule({
  name: "unknown-community",
  thing: "community",
  createsRows: false,
  summary: "A list of communities names one that the community file does not hold.",
  docs: `
The ids of communities must already be known to the importer. Where a community file lies in the workspace – its header has
\`community_id\` and \`community_name\` – the ids are looked up there.

\`\`\`csv
-- acme_42/COMMUNITY/communities.csv --
community_id,community_name
c-100,Harbour View
-- acme_42/USER/people.csv --
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,,"c-100,c-200",,False,Active,
                                  ~~~~~ unknown-community: community_ids: no community has the id "c-200" in COMMUNITY/communities.csv. Travtus wants an id that is listed there.  💡 Replace with c-100
\`\`\`

Fine, and where no community file lies in the workspace nothing is said at all:

\`\`\`csv
-- acme_42/COMMUNITY/communities.csv --
community_id,community_name
c-100,Harbour View
-- acme_42/USER/people.csv --
email_address,first_name,last_name,phone_number,job_title,external_ref,community_ids,reports_to,send_welcome_email,status,roles
ann@example.com,Ann,Lee,,,,c-100,,False,Active,
\`\`\`
`,
});
