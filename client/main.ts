// All but the commands' names: starts the language client and registers what people can click. All knowledge is in the server.
import type * as vscode from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { chooseFileTypeRequest } from "../server/protocol/files.ts";
import { apiOf } from "./answers.ts";
import type { PreflightApi } from "./api.ts";
import { PickChoices } from "./choices.ts";
import { commandsFor } from "./commands.ts";
import { Changes } from "./compare.ts";
import { Reports } from "./disk-report.ts";
import { Pages } from "./explain.ts";
import { noticeFixes } from "./first-steps.ts";
import { LargeFiles } from "./large.ts";
import { LastUploads } from "./last-uploads.ts";
import { offerMapping } from "./map-action.ts";
import { MappingDrafts } from "./mapping-drafts.ts";
import { MappingPanels } from "./mapping-panels.ts";
import type { Command, CommandName } from "./names.ts";
import { PeopleView } from "./people.ts";
import { Plans } from "./plan.ts";
import { Previews } from "./preview.ts";
import { refusing } from "./refusing.ts";
import { Samples } from "./samples.ts";
import { changesOf, createClient, request, start } from "./server.ts";
import { ImportFiles } from "./sets.ts";
import { StatusBar } from "./status.ts";
import { reportClosedTabs } from "./tabs.ts";
import { offerTasks } from "./tasks.ts";
import { offerTools } from "./tools.ts";
import { sendVisibleLines } from "./visible.ts";

/** What runs once everything is loaded. */
export interface Running {
  readonly commands: Readonly<Record<CommandName, Command>>;
  readonly api: PreflightApi;
  /** Ends the server. */
  stop(): Promise<void>;
}

/** Returns at once; the server starts beside, and requests wait for it. */
export function run(context: vscode.ExtensionContext): Running {
  const client = createClient(context);
  const changed = changesOf(client);
  const choices = new PickChoices(context.workspaceState);
  const previews = new Previews(client, context, changed.event);
  const status = new StatusBar(client, previews, changed.event);
  const pages = new Pages(client);
  const plans = new Plans(client, changed.event);
  const reports = new Reports(client);
  const lastUploads = new LastUploads(client, context.workspaceState);
  const changes = new Changes(client, lastUploads, changed.event);
  const people = new PeopleView(client, context.extensionUri, lastUploads, changed.event);
  const mappings = new MappingPanels(client, context.extensionUri, new MappingDrafts(context.workspaceState));
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) void report(client, choices);
  });
  context.subscriptions.push(
    changed,
    previews,
    status,
    pages,
    plans,
    reports,
    new LargeFiles(),
    changes,
    sendVisibleLines(client),
    reportClosedTabs(client),
    people,
    mappings,
    offerMapping(),
    noticeFixes(),
    offerTasks(context.extensionUri),
    new ImportFiles(client, changed.event),
  );
  const api = apiOf(client);
  context.subscriptions.push(offerTools(api));
  void start(client);
  const commands = refusing(
    commandsFor({
      client,
      choices,
      previews,
      pages,
      plans,
      reports,
      changes,
      people,
      mappings,
      lastUploads,
      samples: new Samples(context.extensionUri, context.globalStorageUri),
      packageJson: context.extension.packageJSON,
      extensionUri: context.extensionUri,
    }),
    client,
  );
  return { commands, api, stop: () => client.dispose() };
}

/** A new server knows nothing of what was chosen for files outside the workspace. */
async function report(client: LanguageClient, choices: PickChoices): Promise<void> {
  for (const [uri, type] of Object.entries(choices.all())) {
    await request(client, chooseFileTypeRequest, { uri, type }).catch((error: unknown) => {
      client.error(`The choice for ${uri} was not taken`, error, false);
    });
  }
}
