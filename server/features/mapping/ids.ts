/** Ids made of what tells who somebody is: whatever else changes in an export, and in whatever order it comes, they stay. */
import { SeededRandom } from "../anonymize/seeded-random.ts";

const letters = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * The prefix and the key, where the key may stand in an id as it is; else what may, and a checksum of the whole key, so
 * that no other key has the same id. "" without a key.
 */
export function idFor(prefix: string, key: readonly string[]): string {
  const parts = key.map((part) => part.normalize("NFC").replace(/\s+/g, " ").trim());
  if (parts.every((part) => part === "")) return "";
  // Capitals in an address mean nothing, and exports do not agree on them.
  const whole = parts.map((part) => (part.includes("@") ? part.toLowerCase() : part)).join("|");
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(whole) && !looksMade(whole)) return prefix + whole;
  const plain = whole
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${prefix}${plain.slice(0, 24)}-${checksum(whole)}`;
}

/** A key that ends as a made id does could be taken for one. */
function looksMade(key: string): boolean {
  const end = /-([0-9a-z]{8})$/.exec(key)?.[1];
  return end !== undefined && [...end].every((letter) => letters.includes(letter));
}

/** Eight letters: one in a million million. */
function checksum(text: string): string {
  const random = new SeededRandom("id", text);
  let sum = "";
  while (sum.length < 8) sum += random.of(letters);
  return sum;
}
