/** Judges JSON that a person wrote by its schema: says in plain words, at the right place, what is wrong, and uses the rest. A bundle of its own, see `load-judging`. */
import { choiceOf, joined, listOf, type Message, message, schemaText, type Value } from "../../core/text/message.ts";
import { nearest } from "../../core/text/text.ts";
import { peoplePatterns } from "../libraries/load-patterns.ts";
import { type DocumentKind, type Fault, faultsOf } from "../libraries/validators.ts";
import type { JsonSource } from "./json.ts";
import { isObject, stepOf, stepsOf, valueAt } from "./json-values.ts";

/** What a document says without its faulty parts. */
export interface Judged {
  /** Undefined when nothing of it can be used. */
  readonly value: unknown;
  /** False when a part is missing or was left out; words that nobody knows count for nothing. */
  readonly whole: boolean;
}

/** How many faults of one document are told; a document may be one large fault. */
export const reportedFaultsMost = 200;
/** Leaving out a part may make the part around it faulty: so many times at most. */
const roundsMost = 8;

export { faultsInMeaning } from "../../core/filetypes/descriptor-meaning.ts";
export { JsonPart, JsonText } from "./json.ts";
export { formsIn } from "./type-forms.ts";

/**
 * Reports to `json` what its schema has against it, each fault once.
 * @param isOpen words that nobody knows may stand there, unless they are misspelled
 */
export function judge(json: JsonSource, kind: DocumentKind, isOpen = false): Judged {
  if (json.value === undefined) return { value: undefined, whole: false };
  const all = reportedFaults(faultsOf(json.value, kind), json.value);
  const own = ({ fault }: ReportedFault): boolean =>
    isOpen && fault.keyword === "additionalProperties" && meantKey(fault) === undefined;
  const first = all.filter((each) => !own(each));
  for (const each of first.slice(0, reportedFaultsMost)) report(json, each);
  if (first.length > reportedFaultsMost) {
    const more = first.length - reportedFaultsMost;
    json.report(
      message("{0} more mistakes aren't listed.", more),
      json.spanAt(first[reportedFaultsMost]!.fault.instancePath),
    );
  }
  const whole = first.every(({ fault }) => fault.keyword === "additionalProperties");
  let value: unknown = json.value;
  let left = all.map(({ fault }) => fault);
  for (let round = 0; round < roundsMost; round++) {
    if (left.length === 0) return { value, whole };
    if (left.some(isWhole)) break;
    value = without(value, left);
    left = reportedFaults(faultsOf(value, kind), value).map(({ fault }) => fault);
  }
  return { value: undefined, whole: false };
}

/** A fault of the document as a whole, which leaves nothing of it. */
function isWhole({ instancePath, keyword, propertyName }: Fault): boolean {
  return instancePath === "" && propertyName === undefined && keyword !== "additionalProperties";
}

/** A fault to tell. */
interface ReportedFault {
  readonly fault: Fault;
  /** What each of several alternatives says, when none of them was clearly meant. */
  readonly alternatives: readonly (readonly Fault[])[];
  /** All that are missing at the place of a fault about a missing word. */
  readonly missing: readonly string[];
}

/** The faults to tell: one for each place, and of alternatives those of the one that was meant. */
function reportedFaults(faults: readonly Fault[], value: unknown): ReportedFault[] {
  const passed = new Set<Fault>();
  const open = new Map<Fault, readonly Fault[][]>();
  faults.forEach((either, index) => {
    if (either.keyword !== "anyOf") return;
    const below = `${either.schemaPath}/`;
    const branches = new Map<string, Fault[]>();
    // What the alternatives say stands right before.
    for (let i = index - 1; i >= 0 && faults[i]!.schemaPath.startsWith(below); i--) {
      const fault = faults[i]!;
      const branch = fault.schemaPath.slice(below.length).split("/")[0]!;
      branches.set(branch, [fault, ...(branches.get(branch) ?? [])]);
    }
    const alternatives = [...branches.values()].reverse();
    const meant = meantBranch(alternatives, either, valueAt(value, either.instancePath));
    for (const branch of alternatives) if (branch !== meant) for (const fault of branch) passed.add(fault);
    if (meant) passed.add(either);
    else open.set(either, alternatives);
  });
  // What a condition leads to is told by itself, and so is what is wrong with a key.
  const left = faults.filter(
    (fault) => !passed.has(fault) && fault.keyword !== "if" && fault.keyword !== "propertyNames",
  );
  // A word that is only misspelled is not missing.
  const meant = new Set(left.flatMap((fault) => `${fault.instancePath}\n${meantKey(fault) ?? ""}`));
  const missing = new Map<string, string[]>();
  for (const { keyword, instancePath, params } of left) {
    const name = String(params["missingProperty"]);
    if (keyword !== "required" || meant.has(`${instancePath}\n${name}`)) continue;
    missing.set(instancePath, [...(missing.get(instancePath) ?? []), name]);
  }
  const seen = new Set<string>();
  return left.flatMap((fault) => {
    const place = `${fault.instancePath}\n${aboutKey(fault) ?? ""}`;
    if (seen.has(place)) return [];
    const names = fault.keyword === "required" ? (missing.get(fault.instancePath) ?? []) : [];
    if (fault.keyword === "required" && names.length === 0) return [];
    seen.add(place);
    return [{ fault, alternatives: open.get(fault) ?? [], missing: names }];
  });
}

/** Of several alternatives the one that a value of this kind was meant for: the only one of its kind, or the one that it nearly is. */
function meantBranch(branches: readonly Fault[][], { instancePath }: Fault, value: unknown): Fault[] | undefined {
  const about = (branch: readonly Fault[]): Fault[] =>
    branch.filter((fault) => fault.instancePath === instancePath && isAboutKind(fault));
  const ofKind = branches.filter((branch) => about(branch).length === 0);
  if (ofKind.length === 1) return ofKind[0];
  // A list of words is of a text's kind, too.
  const nearly = branches.filter((branch) => about(branch).every((fault) => listsKind(fault, value)));
  if (ofKind.length === 0 && nearly.length === 1) return nearly[0];
  // Of objects: the one whose words are there, or nearly.
  if (!isObject(value)) return undefined;
  const lacks = (branch: readonly Fault[]): Fault[] =>
    branch.filter(({ keyword, instancePath: at }) => at === instancePath && keyword === "required");
  const there = ofKind.filter((branch) => lacks(branch).length === 0);
  if (there.length > 0) return there.length === 1 ? there[0] : undefined;
  const near = ofKind.filter((branch) =>
    lacks(branch).every(({ params }) => nearest(String(params["missingProperty"]), Object.keys(value)) !== undefined),
  );
  return near.length === 1 ? near[0] : undefined;
}

function isAboutKind({ keyword }: Fault): boolean {
  return keyword === "type" || keyword === "const" || keyword === "enum";
}

/** Whether it is a text that a list of texts lacks. */
function listsKind({ keyword, params }: Fault, value: unknown): boolean {
  const allowed = keyword === "const" ? [params["allowedValue"]] : params["allowedValues"];
  return typeof value === "string" && Array.isArray(allowed) && allowed.some((each) => typeof each === "string");
}

/** The key that a fault is about: one that nobody knows, or one of a form that keys may not have. */
function aboutKey(fault: Fault): string | undefined {
  return fault.keyword === "additionalProperties" ? String(fault.params["additionalProperty"]) : fault.propertyName;
}

/** The key that was probably meant by one that is at fault. */
function meantKey(fault: Fault): string | undefined {
  const key = aboutKey(fault);
  if (key === undefined) return undefined;
  return nearest(
    key,
    fault.keyword === "additionalProperties" ? knownKeys(fault) : listed(fault.params["allowedValues"]),
  );
}

function report(json: JsonSource, { fault, alternatives, missing }: ReportedFault): void {
  const { instancePath, keyword, params } = fault;
  const key = aboutKey(fault);
  if (key !== undefined) {
    const meant = meantKey(fault);
    const what = isRuleList(fault)
      ? message("{0} isn't a rule.", JSON.stringify(key))
      : message("{0} isn't known here.", JSON.stringify(key));
    const hint = meant === undefined ? message("It is ignored.") : message("Did you mean {0}?", JSON.stringify(meant));
    json.report(
      joined([what, hint], " "),
      json.spanAt(instancePath, key),
      meant === undefined ? {} : { replacement: JSON.stringify(meant) },
    );
    return;
  }
  if (keyword === "required") {
    const names = missing.map((name) => JSON.stringify(name));
    json.report(
      names.length === 1 ? message("{0} is missing here.", names[0]!) : message("{0} are missing here.", listOf(names)),
      json.startAt(instancePath),
    );
    return;
  }
  if (keyword === "uniqueItems") {
    const item = Math.max(Number(params["i"]), Number(params["j"]));
    json.report(message("This is listed twice."), json.spanAt(`${instancePath}/${item}`));
    return;
  }
  const value = valueAt(json.value, instancePath);
  const meant =
    keyword === "enum" && typeof value === "string" ? nearest(value, listed(params["allowedValues"])) : undefined;
  const text = sentence(fault, value, alternatives);
  if (meant === undefined) json.report(text, json.spanAt(instancePath));
  else
    json.report(
      joined(
        [message("{0} isn't known here.", JSON.stringify(value)), message("Did you mean {0}?", JSON.stringify(meant))],
        " ",
      ),
      json.spanAt(instancePath),
      { replacement: JSON.stringify(meant) },
    );
}

/** Keys of this place are names of rules. */
function isRuleList({ instancePath }: Fault): boolean {
  return instancePath === "/rules" || instancePath.endsWith("/severities");
}

/** The keys that the schema knows where it found one that it does not. */
function knownKeys({ parentSchema }: Fault): string[] {
  const properties = isObject(parentSchema) ? parentSchema["properties"] : undefined;
  return isObject(properties) ? Object.keys(properties) : [];
}

function listed(values: unknown): string[] {
  return Array.isArray(values) ? values.filter((each): each is string => typeof each === "string") : [];
}

/** How many values are listed in a sentence. */
const listedMost = 12;

function sentence(
  { keyword, params, parentSchema }: Fault,
  value: unknown,
  alternatives: ReportedFault["alternatives"],
): Message {
  const ended = (clause: Message): Message =>
    typeof value === "object" || value === undefined
      ? message("{0}.", clause)
      : message("{0}, not {1}.", clause, short(value));
  const limit = Number(params["limit"]);
  switch (keyword) {
    case "type":
      return ended(message("This must be {0}", kinds(params["type"])));
    case "enum": {
      const allowed = Array.isArray(params["allowedValues"]) ? params["allowedValues"] : [];
      const shown = allowed.slice(0, listedMost).map((each) => JSON.stringify(each));
      const list = allowed.length > listedMost ? [...shown, message("and so on")] : shown;
      return ended(message("This must be one of {0}", joined(list, ", ")));
    }
    case "const":
      return ended(message("This must be {0}", JSON.stringify(params["allowedValue"])));
    case "minLength":
      return limit === 1
        ? message("This can't be empty.")
        : ended(message("This must have at least {0} characters", limit));
    case "maxLength":
      return ended(
        limit === 1
          ? message("This must have at most 1 character")
          : message("This must have at most {0} characters", limit),
      );
    case "minItems":
      return limit === 1
        ? message("This list can't be empty.")
        : message("This list must have at least {0} items.", limit);
    case "maxItems":
      return message("This list must have at most {0} items.", limit);
    case "minProperties":
      return message("This can't be empty.");
    case "minimum":
      return ended(message("This must be at least {0}", limit));
    case "maximum":
      return ended(message("This must be at most {0}", limit));
    case "exclusiveMinimum":
      return ended(message("This must be more than {0}", limit));
    case "exclusiveMaximum":
      return ended(message("This must be less than {0}", limit));
    case "format":
      return patternSentence(value);
    case "pattern":
      if (isObject(parentSchema) && typeof parentSchema["patternErrorMessage"] === "string")
        return schemaText(parentSchema["patternErrorMessage"]);
      return ended(message("This doesn't have the right format"));
    case "anyOf": {
      const words = choices(alternatives);
      if (words.length > 0) return ended(message("This must be {0}", choiceOf(words)));
      const names = alternatives
        .flat()
        .flatMap(({ keyword, params }) => (keyword === "required" ? params["missingProperty"] : []));
      if (names.length > 0)
        return message("Add {0} here.", choiceOf([...new Set(names.map((name) => JSON.stringify(name)))]));
      return ended(message("This can't be used here"));
    }
    default:
      return ended(message("This can't be used here"));
  }
}

/** Why a regular expression is refused. */
function patternSentence(value: unknown): Message {
  const prepared = peoplePatterns().preparePattern(String(value));
  switch ("refused" in prepared ? prepared.refused : "invalid") {
    case "ahead":
      return message(
        "This regular expression can't be used: (?=…) and (?!…) work only at its start, and \\1 doesn't work. Write it without them.",
      );
    case "large":
      return message("This regular expression is too large. Make it shorter, or use smaller repeat counts.");
    case "invalid":
      return message("This isn't a valid regular expression.");
  }
}

/** What alternatives ask for, in words; a list of texts says no more than that it is texts. None when some are of the value's kind. */
function choices(alternatives: ReportedFault["alternatives"]): Value[] {
  if (!alternatives.every((branch) => branch.some(isAboutKind))) return [];
  const faults = alternatives.flat();
  const types = faults.flatMap(({ keyword, params }) => (keyword === "type" ? params["type"] : []));
  const words = faults.flatMap(({ keyword, params }): Value[] => {
    if (keyword === "type") return [params["type"]].flat().map(kinds);
    const values = keyword === "const" ? [params["allowedValue"]] : keyword === "enum" ? params["allowedValues"] : [];
    const others = [values].flat().filter((value) => typeof value !== "string" || !types.includes("string"));
    return others.map((value) => JSON.stringify(value));
  });
  return [...new Map(words.map((word) => [String(word), word])).values()];
}

/** A value as a sentence shows it. */
function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 56)}…"` : text;
}

function kinds(type: unknown): Message {
  const words: Record<string, Message> = {
    object: message("an object in {0}", "{ }"),
    array: message("a list in {0}", "[ ]"),
    string: message("text in quotes"),
    boolean: message("true or false"),
    integer: message("a whole number"),
    number: message("a number"),
  };
  return choiceOf([type].flat().map((each) => words[String(each)] ?? String(each)));
}

/** The value without what is at fault in it. */
function without(value: unknown, faults: readonly Fault[]): unknown {
  const rest = structuredClone(value);
  for (const fault of faults) {
    const key = aboutKey(fault);
    if (key !== undefined) remove(rest, `${fault.instancePath}/${stepOf(key)}`);
    else if (fault.keyword === "uniqueItems") {
      const item = Math.max(Number(fault.params["i"]), Number(fault.params["j"]));
      remove(rest, `${fault.instancePath}/${item}`);
    } else remove(rest, fault.instancePath);
  }
  return compact(rest);
}

/** Takes out what a pointer leads to: a key of an object, an item of a list. */
function remove(value: unknown, pointer: string): void {
  const cut = pointer.lastIndexOf("/");
  const owner = valueAt(value, pointer.slice(0, cut));
  const [key = ""] = stepsOf(pointer.slice(cut));
  // A hole, so that pointers to later items still fit; holes are dropped by `compact`.
  if (Array.isArray(owner) || isObject(owner)) Reflect.deleteProperty(owner, key);
}

/** The value without the holes that faulty list items left. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(() => true).map(compact);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, compact(each)]));
}
