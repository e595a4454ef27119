// The people of one system as files of another: what is to be decided is asked here, the server writes, the report is opened.
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { serverCommands } from "../server/protocol/commands.ts";
import {
  type ConvertAnswer,
  type ConvertQuestions,
  convertQuestionsRequest,
  convertRequest,
} from "../server/protocol/convert.ts";
import { statusRequest } from "../server/protocol/files.ts";
import { writeOrAsk } from "./confirm-overwrite.ts";
import { counted, number, problemsIn } from "./counts.ts";
import { showMarkdown } from "./markdown.ts";
import { Refusal } from "./refusal.ts";
import { ask, request } from "./server.ts";
import { askDespite, askQuestion, back, type Doubt, type PickerChoice, type PickerQuestion } from "./steps.ts";
import { isRecord, labelOf, say } from "./target.ts";

/** As the profile has them: a role, several or none for each. */
type RoleChoices = Readonly<Record<string, string | readonly string[] | false>>;

export interface ConvertOptions {
  /** A file type of people, or its system. Asked for when missing. */
  readonly to?: string | undefined;
  /** The folder to write to. Asked for when missing. */
  readonly target?: vscode.Uri | undefined;
  /** What roles become, over what the profile says; those that neither names are asked for. */
  readonly roles?: RoleChoices | undefined;
  /** A yes to replacing files that are there. */
  readonly overwrite?: boolean | undefined;
}

/**
 * @returns the URIs of the files that were written, the reports last; undefined when a dialog was closed
 * @throws with the reason when nothing was written
 */
export async function convertPeople(
  client: LanguageClient,
  uri: vscode.Uri,
  options: ConvertOptions,
): Promise<readonly string[] | undefined> {
  // The server then knows the file and those beside it; a folder is no document.
  await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
  const about = await questions(client, uri, undefined);
  const asked = await interview(client, uri, options, about);
  if (!asked) return undefined;
  const { to, open, title, picked } = asked;
  if (Object.keys(picked).length > 0) await offerToKeep(uri, open, to, picked);
  const target = options.target ?? (await pickFolder(uri, title));
  if (target === undefined) return undefined;
  const roles = { ...options.roles, ...picked };
  const answer = await writeOrAsk((overwrite) => write(client, { uri, to, target, roles, overwrite }), {
    overwrite: options.overwrite === true,
    mayAsk: options.target === undefined,
    question: (message) => l10n.t("Nothing was written. {0}", message),
  });
  if (!answer) return undefined;
  await show(answer);
  return answer.files;
}

async function questions(client: LanguageClient, uri: vscode.Uri, to: string | undefined): Promise<ConvertQuestions> {
  const given = { uri: String(uri), ...(to === undefined ? {} : { to }) };
  const found = await request(client, convertQuestionsRequest, given);
  if (!found) throw new Refusal(l10n.t("{0} isn't part of an import with people.", labelOf(uri)), "fileType", "map");
  return found;
}

interface Interview {
  readonly to: string;
  readonly open: ConvertQuestions;
  /** The target system's. */
  readonly title: string;
  readonly picked: Record<string, string | false>;
}

/** Asks about errors that are left, the target and each role in one picker, with a way back; undefined when it was closed. */
async function interview(
  client: LanguageClient,
  uri: vscode.Uri,
  options: ConvertOptions,
  about: ConvertQuestions,
): Promise<Interview | undefined> {
  const given = options.roles ?? {};
  const isAsked = options.target === undefined;
  // Being without a role may stay as it is: whoever gives arguments is not asked about it.
  const mayAsk = ({ role }: { readonly role: string }) => role !== "" || isAsked;
  const doubt = isAsked ? await doubtAbout(client, uri) : undefined;
  for (let isDoubted = doubt !== undefined; ; ) {
    if (doubt && isDoubted && (await askDespite(doubt, false)) !== true) return undefined;
    isDoubted = false;
    const to = options.to ?? (await pickTarget(about, doubt !== undefined));
    if (to === undefined) return undefined;
    if (to === back) {
      isDoubted = true;
      continue;
    }
    const open = await questions(client, uri, to);
    const title = open.targets.find(({ name }) => name === to || name.startsWith(`${to}.`))?.system ?? to;
    const undecided = open.roles.filter((each) => !Object.hasOwn(given, each.role) && mayAsk(each));
    const hasBefore = options.to === undefined || doubt !== undefined;
    const picked = await pickRoles(undecided, open, title, hasBefore);
    if (picked !== back) return picked && { to, open, title, picked };
    isDoubted = options.to !== undefined;
  }
}

/** Errors in the old file become errors of the new one: they are told before anything is asked. */
async function doubtAbout(client: LanguageClient, uri: vscode.Uri): Promise<Doubt | undefined> {
  const status = await request(client, statusRequest, { uri: String(uri) });
  if (!status || status.errors === 0) return undefined;
  const name = labelOf(uri);
  return {
    title: l10n.t("Convert {0} with {1}?", name, counted(status.errors, "error")),
    look: l10n.t("{0} has {1}. Fix them first, so that the new files don't have them.", name, problemsIn(status)),
    result: l10n.t("Values with errors are converted as they are."),
    anyway: l10n.t("Convert Anyway"),
  };
}

function pickTarget(
  { targets, people, system }: ConvertQuestions,
  hasBefore: boolean,
): Promise<string | typeof back | undefined> {
  const choices = targets.map(({ name, title, system: label }) => ({ label, description: title, answer: name }));
  const title = l10n.t("Convert {0} from {1} for Which System?", counted(people, "user"), system);
  return askQuestion({ title, choices }, hasBefore);
}

/** One question a role; undefined when one of them was closed, `back` when somebody goes back before the first. */
async function pickRoles(
  undecided: ConvertQuestions["roles"],
  { known, system }: ConvertQuestions,
  target: string,
  hasBefore: boolean,
): Promise<Record<string, string | false> | typeof back | undefined> {
  const roles: Record<string, string | false> = {};
  for (let i = 0; i < undecided.length; ) {
    const { role, people } = undecided[i]!;
    const who = counted(people, "person");
    const step = `${i + 1}/${undecided.length}`;
    const question =
      role === ""
        ? l10n.t("{0} Role in {1} for users without a role ({2})", step, target, who)
        : l10n.t('{0} Role in {1} for the {2} role "{3}" ({4})', step, target, system, role, who);
    const becomes = await askQuestion(roleQuestion(question, role, known), hasBefore || i > 0);
    if (becomes === undefined || (becomes === back && i === 0)) return becomes;
    if (becomes === back) i--;
    else {
      roles[role] = becomes;
      i++;
    }
  }
  return roles;
}

function roleQuestion(title: string, role: string, known: ConvertQuestions["known"]): PickerQuestion<string | false> {
  // The same name is likely the same role, but only likely: it stands first.
  const sorted = [...known].sort((a, b) => Number(b.value === role) - Number(a.value === role));
  const choices: PickerChoice<string | false>[] = sorted.map(({ value, label }) => ({
    label: value,
    description: label,
    answer: value,
  }));
  choices.push({ label: `$(circle-slash) ${l10n.t("No role")}`, answer: false });
  return {
    title,
    choices,
    placeholder: l10n.t("Pick a role, or type another one (case-sensitive)"),
    typed: (text) =>
      known.some(({ value }) => value === text)
        ? undefined
        : { label: `$(edit) ${l10n.t('Use "{0}"', text)}`, answer: text },
  };
}

async function pickFolder(uri: vscode.Uri, system: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    defaultUri: vscode.Uri.joinPath(uri, ".."),
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t("Create Files Here"),
    title: l10n.t("Choose a Folder for the {0} Files", system),
  });
  return picked?.[0];
}

interface Order {
  readonly uri: vscode.Uri;
  readonly to: string;
  readonly target: vscode.Uri;
  readonly roles: RoleChoices;
  readonly overwrite: boolean;
}

function write(client: LanguageClient, { uri, to, target, roles, overwrite }: Order): Promise<ConvertAnswer> {
  const given = { uri: String(uri), to, target: String(target), roles, overwrite };
  return ask(client, l10n.t("The users couldn't be converted."), convertRequest, given);
}

/** What was picked is asked once when it is kept. */
async function offerToKeep(
  uri: vscode.Uri,
  { from, targets }: ConvertQuestions,
  to: string,
  roles: Record<string, string | false>,
): Promise<void> {
  const name = targets.find((each) => each.name === to || each.name.startsWith(`${to}.`))?.name ?? to;
  const keep = { label: l10n.t("Remember"), detail: l10n.t("Save in csv-preflight.json and don't ask again") };
  const items = [keep, { label: l10n.t("Use Once"), detail: l10n.t("Ask again next time") }];
  if ((await vscode.window.showQuickPick(items, { title: l10n.t("Remember These Roles?") })) !== keep) return;
  const direction = `${from}→${name}`;
  const keeping = serverCommands.keepRoles.with(keep.label, { uri: String(uri), direction, roles });
  await vscode.commands.executeCommand(keeping.command, ...(keeping.arguments ?? []));
}

/** The first file of the result, and the report beside it. */
async function show({ files, page, people, errors, lost, guessed }: ConvertAnswer): Promise<void> {
  const [first] = files;
  if (first !== undefined) await vscode.window.showTextDocument(vscode.Uri.parse(first), { preview: false });
  const report = vscode.Uri.parse(page);
  await showMarkdown(report, true);
  const sentences = [
    l10n.t("Converted {0}.", counted(people, "user")),
    errors > 0 ? l10n.t("{0} to fix.", counted(errors, "error")) : "",
    lost > 0 ? l10n.t("Values left out: {0}.", number(lost)) : "",
    guessed > 0 ? l10n.t("Guesses to review: {0}.", number(guessed)) : "",
  ];
  say(sentences.filter((sentence) => sentence !== "").join(" "), errors > 0);
}

/** Roles as an argument; throws when they are something else. */
export function rolesIn(given: unknown): RoleChoices | undefined {
  if (given === undefined) return undefined;
  const isRole = (role: unknown): boolean => typeof role === "string" && role !== "";
  const isFine = (becomes: unknown): boolean =>
    becomes === false || isRole(becomes) || (Array.isArray(becomes) && becomes.length > 0 && becomes.every(isRole));
  if (!isRecord(given) || !Object.values(given).every(isFine))
    throw new Refusal(l10n.t('Pass roles as { "Editor": "compass", "Viewer": false }.'), "output");
  return given as RoleChoices;
}
