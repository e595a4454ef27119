// The language client: starts the server as a process of its own, keeps it running, and says so when that fails.
import * as vscode from "vscode";
import { l10n } from "vscode";
import {
  CloseAction,
  ErrorAction,
  type ErrorHandler,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  State,
  TransportKind,
} from "vscode-languageclient/node";
import { serverCommands } from "../server/protocol/commands.ts";
import { statusChanged } from "../server/protocol/files.ts";
import type { Request, Sent } from "../server/protocol/request.ts";
import type { ContributedType, WireSettings } from "../server/protocol/settings.ts";
import { followContributedTypes } from "./contributed-types.ts";
import { stepDone } from "./first-steps.ts";
import { bareDiagnostics, withRuleLinks } from "./rule-links.ts";
import { documentSelector, hasCsvName, isCsv, isOldVersion } from "./selector.ts";
import { wireSettings } from "./settings.ts";

/** Makes the client; nothing runs before `start`. Requests wait until the server is up. */
export function createClient(context: vscode.ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath("out/server/main.js");
  // Not node's channel between processes: there every list of problems would be taken apart and put together once more.
  const run = { module, transport: TransportKind.stdio };
  const debug = { ...run, options: { execArgv: ["--nolazy", "--inspect=6009"] } };
  // Two parts of the library watch the settings; the server is told once.
  let reported = "";
  const isNews = (settings: WireSettings) => {
    const before = reported;
    reported = JSON.stringify(settings);
    return reported !== before;
  };
  let contributed: readonly ContributedType[] = [];
  const sendSettings = async (): Promise<void> => {
    const csvPreflight = wireSettings(context.extension, contributed);
    if (isNews(csvPreflight))
      await client.sendNotification("workspace/didChangeConfiguration", { settings: { csvPreflight } });
  };
  const options: LanguageClientOptions = {
    documentSelector,
    initializationOptions: () => {
      const settings = wireSettings(context.extension, contributed);
      isNews(settings);
      return settings;
    },
    synchronize: { configurationSection: ["csvPreflight", "rainbow_csv"] },
    diagnosticPullOptions: {
      onChange: true,
      onSave: true,
      match: (_selector, resource) => hasCsvName(resource) && !isOldVersion(resource),
    },
    middleware: middleware(sendSettings),
    errorHandler: patientErrorHandler(() => client),
  };
  // The id is also the section of `csvPreflight.trace.server`.
  const client = new LanguageClient("csvPreflight", "CSV Preflight", { run, debug }, options);
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(async () => {
      if (client.isRunning()) await sendSettings();
    }),
    followContributedTypes(
      async (types) => {
        contributed = types;
        if (client.isRunning()) await sendSettings();
      },
      (error) => client.error("A file type of another extension could not be read", error, false),
    ),
    // What was read while the server started.
    client.onDidChangeState(async ({ newState }) => {
      if (newState === State.Running && contributed.length > 0) await sendSettings();
    }),
  );
  client.registerFeature(bareDiagnostics);
  return client;
}

/** Told whenever problems or counts may be others than before. The library keeps one listener a notification, so this is the one. */
export function changesOf(client: LanguageClient): vscode.EventEmitter<void> {
  const changed = new vscode.EventEmitter<void>();
  client.onNotification(statusChanged, () => changed.fire());
  return changed;
}

/** Starts it. A server that cannot start is told once, in words, with a way to look closer. */
export async function start(client: LanguageClient): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    client.error("The server did not start", error, false);
    offerRestart(client, l10n.t("CSV Preflight couldn't start, so files aren't checked. {0}", messageOf(error)));
  }
}

/** Ends the server's process and starts a new one. */
export async function restart(client: LanguageClient): Promise<void> {
  if (client.isRunning()) await client.restart();
  else await client.start();
}

function middleware(sendSettings: () => Promise<void>): Middleware {
  return {
    ...withRuleLinks,
    executeCommand: async (command, given, next) => {
      if (command !== serverCommands.turnOffRule.name) return next(command, given);
      const reason = await askWhy();
      if (reason !== undefined) return next(command, [{ ...given[0], reason }]);
    },
    provideHover: async (document, position, token, next) => {
      const hover = await next(document, position, token);
      if (hover && isCsv(document)) stepDone("hover");
      return hover;
    },
    didOpen: async (document, next) => {
      if (!isOldVersion(document.uri)) await next(document);
    },
    didClose: async (document, next) => {
      if (!isOldVersion(document.uri)) await next(document);
    },
    workspace: {
      // Instead of the whole section with all its defaults: what somebody has set.
      didChangeConfiguration: sendSettings,
    },
  };
}

/** Why a rule is turned off; undefined when somebody thinks better of it. */
async function askWhy(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: l10n.t("Turn Off Rule"),
    prompt: l10n.t("Why is this acceptable? The reason is saved in csv-preflight.json and shown in reports."),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? l10n.t("Enter a reason.") : undefined),
  });
}

/** As the library does it, a crashed server is started again; when it crashes over and over, a person decides. */
function patientErrorHandler(client: () => LanguageClient): ErrorHandler {
  let usual: ErrorHandler | undefined;
  const theUsual = () => {
    usual ??= client().createDefaultErrorHandler();
    return usual;
  };
  return {
    error: async (error, message, count) => {
      // A broken pipe is the server's end, and that is told right after. The library would stop for good at the first word from the
      // pipe itself, or at the fourth message that cannot be written: on a busy host both come before the end is seen.
      if (message !== undefined || "code" in error) return { action: ErrorAction.Continue, handled: true };
      const result = await theUsual().error(error, message, count);
      if (result.action === ErrorAction.Continue) return result;
      offerRestart(
        client(),
        l10n.t("The CSV Preflight server sent an unreadable response. Files aren't checked until it restarts."),
      );
      return { ...result, handled: true };
    },
    closed: async () => {
      const result = await theUsual().closed();
      if (result.action === CloseAction.Restart) return result;
      usual = undefined; // After a restart by hand the count begins anew.
      offerRestart(
        client(),
        l10n.t("The CSV Preflight server crashed repeatedly. Files aren't checked until it restarts."),
      );
      return { ...result, handled: true };
    },
  };
}

function offerRestart(client: LanguageClient, message: string): void {
  const again = l10n.t("Restart");
  const look = l10n.t("Show Output");
  vscode.window.showErrorMessage(message, again, look).then((answer) => {
    if (answer === again) void restart(client).catch((error: unknown) => client.error("Restart failed", error, true));
    if (answer === look) client.outputChannel.show();
  });
}

/** Asks the server. It answers with null what it could not do, and writes the reason to its output, or where there is nothing. */
export function request<P extends object, R>(
  client: LanguageClient,
  { method }: Request<P, R>,
  given: NoInfer<Sent<P>>,
  token?: vscode.CancellationToken,
): Promise<R | null> {
  // An undefined token would go over the wire as a second parameter.
  return token ? client.sendRequest<R | null>(method, given, token) : client.sendRequest<R | null>(method, given);
}

/**
 * Asks the server what it has to know or do.
 *
 * @param failed what is said when there is no answer, a sentence: "user.csv couldn't be checked."
 * @throws in plain words when there is no answer
 */
export async function ask<P extends object, R>(
  client: LanguageClient,
  failed: string,
  type: Request<P, R>,
  given: NoInfer<Sent<P>>,
  token?: vscode.CancellationToken,
): Promise<R> {
  const answer = await request(client, type, given, token);
  // Where commands are guarded it is said with a button to the output.
  if (answer === null) throw new Error(failed);
  return answer;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
