/** Patterns of folders: `*` is anything within a name, `{path}` a tenant setting, so `{system.company.id}_*\/USERS` fits `42_new/USERS`. */
import { type Profile, settingAt } from "./profile.ts";

const place = /\{([^{}]*)\}/g;

/** The pattern with `*` for its settings: files in any tenant's folder are recognized. */
export function anyTenant(pattern: string): string {
  return pattern.replace(place, "*");
}

/** The paths of the tenant settings that it names. */
export function settingsIn(pattern: string): string[] {
  return [...pattern.matchAll(place)].map(([, path]) => path!);
}

/**
 * The folders of one tenant.
 * @param named makes a name of what a setting says
 * @param unnamed what stands for a setting that nobody has set, by the setting's path; `*` is a path of its own
 */
export function tenantFolder(
  pattern: string,
  profile: Profile,
  named: (text: string) => string,
  unnamed: (path: string) => string,
): string {
  return pattern.replace(/\{([^{}]*)\}|\*/g, (found, path: string | undefined) => {
    if (path === undefined) return unnamed(found);
    const own = settingAt(profile, path);
    return typeof own === "string" && own !== "" ? named(own) : unnamed(path);
  });
}

/** What a setting is called where its value should stand: `companyId` for `system.company.id`. */
export function placeholderFor(path: string): string {
  if (path === "*") return "x";
  const [first = "", ...rest] = path.split(".").slice(-2);
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
