// Questions one after the other in one picker, with a way back to the one before.
import * as vscode from "vscode";
import { l10n } from "vscode";

/** An answer that can be picked. */
export interface PickerChoice<Answer> extends vscode.QuickPickItem {
  readonly answer: Answer;
}

export interface PickerQuestion<Answer> {
  readonly title: string;
  readonly choices: readonly PickerChoice<Answer>[];
  /** What is typed may be an answer, too: how that is offered, and what it means. */
  readonly typed?: (text: string) => PickerChoice<Answer> | undefined;
  readonly placeholder?: string;
}

/** Goes back to the question before. */
export const back = Symbol("back");

/** Asks one question; undefined when it was closed, `back` when somebody wants to change the answer before. */
export function askQuestion<Answer>(
  { title, choices, typed, placeholder }: PickerQuestion<Answer>,
  hasBefore: boolean,
): Promise<Answer | typeof back | undefined> {
  const picker = vscode.window.createQuickPick<PickerChoice<Answer>>();
  picker.title = title;
  picker.placeholder = placeholder;
  picker.ignoreFocusOut = true;
  picker.matchOnDescription = true;
  picker.items = choices;
  picker.buttons = hasBefore ? [vscode.QuickInputButtons.Back] : [];
  return new Promise((answered) => {
    const registrations = [
      picker.onDidChangeValue((value) => {
        const own = value.trim() === "" ? undefined : typed?.(value.trim());
        picker.items = own ? [...choices, { ...own, alwaysShow: true }] : choices;
      }),
      picker.onDidAccept(() => {
        const [picked] = picker.selectedItems;
        if (!picked) return;
        answered(picked.answer);
        picker.hide();
      }),
      picker.onDidTriggerButton(() => {
        answered(back);
        picker.hide();
      }),
      picker.onDidHide(() => {
        answered(undefined);
        for (const each of registrations) each.dispose();
        picker.dispose();
      }),
    ];
    picker.show();
  });
}

/** What people are told before something goes on although problems are left. */
export interface Doubt {
  /** What would be done to what, and why not: "Export user.csv: 2 errors left". */
  readonly title: string;
  /** What is wrong, and what to do about it. */
  readonly look: string;
  /** What the result will be all the same. */
  readonly result: string;
  readonly anyway: string;
}

/**
 * Asks whether to go on; the list of problems is the first answer.
 * @returns undefined when it was closed or the problems are shown, `back` for the question before
 */
export async function askDespite(doubt: Doubt, hasBefore: boolean): Promise<true | typeof back | undefined> {
  const { title, look, result, anyway } = doubt;
  const choices = [
    { label: `$(list-unordered) ${l10n.t("Show Problems")}`, detail: look, answer: "problems" as const },
    { label: anyway, detail: result, answer: "anyway" as const },
  ];
  const picked = await askQuestion({ title, choices }, hasBefore);
  if (picked === back) return back;
  if (picked === "problems") await vscode.commands.executeCommand("workbench.actions.view.problems");
  return picked === "anyway" ? true : undefined;
}
