/** The tenant profile's name, and the rule under which its faults and those of the file types that it lists are told. */

export const profileName = "csv-preflight.json";
/** The rule's name. */
export const profileRule = "invalid-profile";
/** What is said of it beside its page. */
export const profileFaults = {
  summary: "A fault in the tenant profile csv-preflight.json, or in a schema that it lists.",
  severity: "warning",
} as const;
