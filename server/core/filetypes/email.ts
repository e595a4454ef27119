/** What an e-mail address may be: the grammar that web forms use, and what is wrong with one that does not follow it. */
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const grammar = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${label}(?:\\.${label})*$`);

/** `dotless`, `local-dots` and `long` are addresses by the grammar, but not ones that mail reaches. */
export type EmailFault =
  | "wrapped" // mailto:…, Name <…>
  | "several"
  | "no-at"
  | "many-ats"
  | "blank"
  | "no-name"
  | "no-domain"
  | "letters" // outside ASCII
  | "domain-dots"
  | "sign"
  | "dotless"
  | "local-dots"
  | "long";

/** The longest address that mail servers pass on, in characters. */
export const longestEmail = 254;

/** What is wrong with an address, the gravest first; undefined when nothing is. */
export function emailFault(text: string): EmailFault | undefined {
  if (!grammar.test(text)) return unwrapEmail(text) === undefined ? grammarFault(text) : "wrapped";
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (!text.includes(".", at)) return "dotless";
  if (local.startsWith(".") || local.endsWith(".") || local.includes("..")) return "local-dots";
  return text.length > longestEmail ? "long" : undefined;
}

/** True for faults that some mail servers put up with. */
export function isLenientFault(fault: EmailFault): boolean {
  return fault === "dotless" || fault === "local-dots" || fault === "long";
}

function grammarFault(text: string): EmailFault {
  const ats = text.split("@").length - 1;
  if (ats === 0) return "no-at";
  if (ats > 1) return /@[^@\s;,|/]*[\s;,|/][^@]*@/.test(text) ? "several" : "many-ats";
  if (/\s/.test(text)) return "blank";
  const [local = "", domain = ""] = text.split("@");
  if (local === "") return "no-name";
  if (domain === "") return "no-domain";
  if (/[^\0-\x7f]/.test(text)) return "letters";
  if (/^\.|\.$|\.\./.test(domain)) return "domain-dots";
  return "sign";
}

/** The address in `mailto:a@b.c`, `Name <a@b.c>` or `<a@b.c>`. */
export function unwrapEmail(text: string): string | undefined {
  const inner =
    /^[^<>]*<([^<>]+)>$/
      .exec(text)?.[1]
      ?.trim()
      .replace(/^mailto:/i, "") ?? /^mailto:([^?]+)$/i.exec(text)?.[1]?.trimStart();
  return inner !== undefined && grammar.test(inner) ? inner : undefined;
}

/** The address that was probably meant; undefined when that would be guessing too far. */
export function likelyEmail(text: string): string | undefined {
  if (text.length > 2 * longestEmail) return undefined;
  const plain = text
    .replace(/(?<!\s)\s*[([{]\s*at\s*[)\]}]\s*|(?<!\s)\s+at\s+(?=\S+$)/i, "@")
    .replace(/(?<!\s)\s*[([{]\s*dot\s*[)\]}]\s*/gi, ".")
    .replace(/\s+/g, "")
    .replace(/@+/g, "@")
    .replace(/(?<![.,;])[.,;]+$/, "");
  const at = plain.indexOf("@");
  if (at < 1 || plain.includes("@", at + 1)) return undefined;
  const tidy = (part: string): string => part.replace(/\.{2,}/g, ".").replace(/^\.|\.$/g, "");
  const candidate = `${tidy(plain.slice(0, at))}@${tidy(plain.slice(at + 1).replaceAll(",", "."))}`;
  return candidate !== text && emailFault(candidate) === undefined ? candidate : undefined;
}

/** The first character that no address may hold at its place. */
export function oddSignOfEmail(text: string): string | undefined {
  const at = text.indexOf("@");
  return (
    /[^a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]/u.exec(text.slice(0, at))?.[0] ?? /[^a-zA-Z0-9.-]/u.exec(text.slice(at + 1))?.[0]
  );
}
