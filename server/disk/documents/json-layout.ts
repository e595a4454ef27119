/** JSON as people lay it out: what fits on a line stands on one. */

/** So wide a line may be. */
const widthMost = 110;

/** The text of a JSON value, with a line break at its end. Members that are undefined are left out. */
export function laidOut(value: unknown): string {
  return `${lines(value, "", 0)}\n`;
}

/** @param taken how much of the first line is taken already, and of the last one will be */
function lines(value: unknown, indent: string, taken: number): string {
  const short = onOneLine(value);
  if (indent.length + taken + short.length <= widthMost || typeof value !== "object" || value === null) return short;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => `${deeper}${lines(item, deeper, 1)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const members = membersOf(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${deeper}${name}${lines(member, deeper, name.length + 1)}`;
  });
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = membersOf(value).map(([key, member]) => `${JSON.stringify(key)}: ${onOneLine(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function membersOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
