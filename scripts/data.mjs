// Writes the code lists under schemas/lists/ from npm packages and scripts/data-facts.mjs: `node scripts/data.mjs [--check]`
import fs from "node:fs";
import path from "node:path";
import zones from "countries-and-timezones";
import countries from "i18n-iso-countries";
import {
  mainZones,
  manyZones,
  offsetZones,
  otherWords,
  postalCodes,
  preferredNames,
  renamed,
  zoneWords,
} from "./data-facts.mjs";

const folder = path.resolve(import.meta.dirname, "../schemas/lists");
const english = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, "../node_modules/i18n-iso-countries/langs/en.json"), "utf8"),
);

function countryList() {
  const lines = Object.entries(countries.getAlpha3Codes()).map(([code3, code]) => {
    const given = [english.countries[code] ?? []].flat();
    // "Congo" alone stands in the package for both of its neighbours.
    const own = code === "CD" ? given.filter((name) => name !== "Congo") : given;
    const abbreviation = (name) => /^[A-Z.]{2,7}$/.test(name);
    const names = unique([...(preferredNames[code] ?? []), ...own.filter((name) => !abbreviation(name))]);
    const also = unique([...(otherWords[code] ?? []), ...own.filter(abbreviation)]).filter((name) => name !== code);
    if (names.length === 0) throw new Error(`no English name for ${code}`);
    const entry = { code3, names, ...(also.length > 0 ? { also: also.filter((name) => name !== code3) } : {}) };
    if (entry.also?.length === 0) delete entry.also;
    return [code, entry];
  });
  return Object.fromEntries(lines.sort(byKey));
}

function zoneList() {
  const all = zones.getAllTimezones({ deprecated: true });
  const proper = [];
  const aliases = [];
  const areaLess = [];
  for (const name of Object.keys(all)) {
    const { aliasOf, countries: where } = all[name];
    const target = renamed[name] ?? aliasOf ?? "Etc/UTC";
    // A place whose clock equals a neighbour country's is a link in the database and a place all the same.
    const ownPlace = aliasOf && where.length > 0 && !where.includes(all[aliasOf].countries[0]);
    if (!name.includes("/")) areaLess.push([name, target]);
    else if (!aliasOf || (ownPlace && !renamed[name])) proper.push(name);
    else aliases.push([name, target]);
  }
  const words = Object.entries(zoneWords).map(([word, list]) => [word, list.split(" ")]);
  const offsets = Object.entries(offsetZones).map(([offset, list]) => [offset, list.split(" ")]);
  const known = new Set(proper);
  const places = Object.keys(zones.getAllCountries()).flatMap((code) => {
    const inIt = proper.filter((name) => all[name].countries?.[0] === code).sort();
    const [first, ...others] = inIt;
    const clockOf = (name) => `${all[name].utcOffset} ${all[name].dstOffset}`;
    const isOne = first !== undefined && others.every((other) => clockOf(other) === clockOf(first));
    return isOne && !manyZones.has(code) ? [[code, mainZones[code] ?? first]] : [];
  });
  for (const target of [...aliases, ...areaLess, ...words, ...offsets].flatMap(([, each]) => each)) {
    if (!known.has(target)) throw new Error(`no such zone: ${target}`);
  }
  return {
    zones: proper.sort(),
    aliases: Object.fromEntries(aliases.sort(byKey)),
    areaLess: Object.fromEntries(areaLess.sort(byKey)),
    words: Object.fromEntries(words.sort(byKey)),
    countries: Object.fromEntries(places.sort(byKey)),
    offsets: Object.fromEntries(offsets.sort(byKey)),
  };
}

const lineWidth = 120;

/** JSON as the formatter leaves it, but with one entry a line down to `deep`, so that one fact changed is one line changed. */
function oneEntryALine(value, deep, depth = 0, lead = 0) {
  const indent = "  ".repeat(depth + 1);
  const isList = Array.isArray(value);
  if (typeof value !== "object" || (deep < 0 && indent.length - 2 + lead + inOneLine(value).length < lineWidth)) {
    return inOneLine(value);
  }
  const lines = Object.entries(value).map(([key, each]) => {
    const start = isList ? "" : `${JSON.stringify(key)}: `;
    return `${indent}${start}${oneEntryALine(each, deep - 1, depth + 1, start.length)}`;
  });
  return `${isList ? "[" : "{"}\n${lines.join(",\n")}\n${"  ".repeat(depth)}${isList ? "]" : "}"}`;
}

function inOneLine(value) {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${inOneLine(each)}`);
  return `{ ${entries.join(", ")} }`;
}

function unique(words) {
  return [...new Set(words)];
}

function byKey([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

const lists = {
  "countries.json": oneEntryALine(countryList(), 0),
  "timezones.json": oneEntryALine(zoneList(), 1),
  "postal-codes.json": oneEntryALine(postalCodes, 0),
};

const check = process.argv.includes("--check");
for (const [name, text] of Object.entries(lists)) {
  const file = path.join(folder, name);
  const fresh = `${text}\n`;
  if (!check) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, fresh);
  } else if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== fresh) {
    console.error(`schemas/lists/${name} is not what scripts/data.mjs writes; run: node scripts/data.mjs`);
    process.exitCode = 1;
  }
}
