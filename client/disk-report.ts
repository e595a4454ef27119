// The report of a file that was checked from disk: a page of its problems, each a link to its place.

import * as vscode from "vscode";
import { l10n } from "vscode";
import { type LanguageClient, WorkDoneProgress } from "vscode-languageclient/node";
import { checkFileRequest, type FileReport, type ReportedProblem } from "../server/protocol/files.ts";
import { counted, number, problemsIn } from "./counts.ts";
import { Refusal } from "./refusal.ts";
import { request } from "./server.ts";
import { labelOf } from "./target.ts";

const scheme = "csv-preflight-report";
/** VS Code shows larger files, but hands them to no extension. */
export const editorMost = 50 * 1024 * 1024;

export class Reports implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #pages = new Map<string, DiagnosticsPage>();
  readonly #registrations: readonly vscode.Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#registrations = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme }, this),
    ];
  }

  /**
   * Checks a file from disk, with progress, and shows what was found.
   *
   * @returns undefined when it was cancelled
   * @throws when it cannot be read
   */
  async check(uri: vscode.Uri): Promise<FileReport | undefined> {
    const title = l10n.t("Checking {0} from disk…", labelOf(uri));
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const report = await vscode.window.withProgress(options, async (progress, token) => {
      const workDoneToken = `csv-preflight-${String(uri)}-${Date.now()}`;
      let reported = 0;
      const listening = this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
        if (value.kind !== "report" || value.percentage === undefined) return;
        progress.report({ increment: value.percentage - reported, message: `${value.percentage} %` });
        reported = value.percentage;
      });
      try {
        const given = { uri: String(uri), workDoneToken };
        const answer = await request(this.#client, checkFileRequest, given, token);
        if (!answer && !token.isCancellationRequested) {
          throw new Refusal(l10n.t("{0} couldn't be read from disk.", labelOf(uri)), "again", "output");
        }
        return token.isCancellationRequested ? undefined : (answer ?? undefined);
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      } finally {
        listening.dispose();
      }
    });
    if (report?.fileType) await this.#show(uri, report);
    return report;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#pages.get(uri.query)?.text ?? `${l10n.t("This report is closed. Run Validate File again.")}\n`;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return this.#pages.get(document.uri.query)?.links ?? [];
  }

  dispose(): void {
    for (const each of this.#registrations) each.dispose();
  }

  async #show(uri: vscode.Uri, report: FileReport): Promise<void> {
    const query = String(uri);
    const page = vscode.Uri.from({ scheme, path: `/Problems in ${labelOf(uri).replaceAll("/", " ")}`, query });
    this.#pages.set(query, pageOf(uri, report));
    this.#changed.fire(page);
    await vscode.window.showTextDocument(page, { preview: false });
  }
}

interface DiagnosticsPage {
  readonly text: string;
  readonly links: vscode.DocumentLink[];
}

/** A line for each problem: its line and column, which are the link, the byte, how bad it is, and its words. */
function pageOf(uri: vscode.Uri, report: FileReport): DiagnosticsPage {
  const { problems, notShown, rows, bytes, title = "" } = report;
  const listed =
    notShown > 0
      ? l10n.t(
          "Listed: {0}, errors first. {1} more aren't listed.",
          counted(problems.length, "problem"),
          number(notShown),
        )
      : "";
  const lines = [
    `${labelOf(uri)} – ${title}`,
    `${l10n.t("{0}, {1} checked from disk: {2}.", sizeOf(bytes), counted(rows, "row"), problemsIn(report))} ${listed}`.trimEnd(),
    "",
  ];
  const links: vscode.DocumentLink[] = [];
  const places = problems.map(({ range }) => `${range.start.line + 1}:${range.start.character + 1}`);
  const bytesAt = problems.map(({ byte }) => l10n.t("byte {0}", number(byte)));
  const [wide, wider] = [places, bytesAt].map((each) => Math.max(0, ...each.map(({ length }) => length)));
  problems.forEach((problem, i) => {
    const place = places[i]!;
    const range = new vscode.Range(lines.length, 0, lines.length, place.length);
    const link = new vscode.DocumentLink(range, uri.with({ fragment: fragmentOf(problem) }));
    link.tooltip = l10n.t("Go to line {0}, column {1}", ...place.split(":"));
    links.push(link);
    const { severity, message, rule } = problem;
    lines.push(`${place.padEnd(wide!)}  ${bytesAt[i]!.padEnd(wider!)}  ${severity.padEnd(11)}  ${message}  (${rule})`);
  });
  return { text: `${lines.join("\n")}\n`, links };
}

/** VS Code opens a file at the place that such a fragment names. */
function fragmentOf({ range: { start, end } }: ReportedProblem): string {
  return `L${start.line + 1},${start.character + 1}-${end.line + 1},${end.character + 1}`;
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
