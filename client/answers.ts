// What other extensions and assistants are told of a file and of a rule.
import type { LanguageClient } from "vscode-languageclient/node";
import { reportRequest } from "../server/protocol/export.ts";
import { explainRequest } from "../server/protocol/files.ts";
import type { CheckOutcome, PreflightApi } from "./api.ts";
import { request } from "./server.ts";

/** The API of other extensions. */
export function apiOf(client: LanguageClient): PreflightApi {
  return {
    version: 1,
    check: async (file) => {
      const answer = await request(client, reportRequest, { uris: [String(file)], format: "json" });
      if (answer === null) return undefined;
      return (JSON.parse(answer.text) as { readonly files: readonly CheckOutcome[] }).files[0];
    },
    explain: async (rule) => (await request(client, explainRequest, { rule })) ?? undefined,
  };
}
