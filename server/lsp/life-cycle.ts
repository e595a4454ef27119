/** The life of a session as the protocol has it: which messages may come before `initialize` and after `shutdown`. */
import { ErrorCodes, Message, ResponseError } from "vscode-languageserver";

/** What becomes of a message: handed on as it is here, answered with an error, or dropped. */
type Ruling = { readonly pass: Message } | { readonly refuse: ResponseError<never> } | "drop";

export class LifeCycle {
  #stage: "new" | "running" | "shut down" = "new";

  /** Rules on the next message. */
  rule(message: Message): Ruling {
    if (Message.isResponse(message)) return { pass: message };
    if (!Message.isRequest(message)) {
      const isExpected = this.#stage === "running" || (Message.isNotification(message) && message.method === "exit");
      return isExpected ? { pass: message } : "drop";
    }
    if (this.#stage === "shut down")
      return refusal(ErrorCodes.InvalidRequest, "The server was shut down. Only exit may follow.");
    if (message.method === "initialize") {
      if (this.#stage === "running") return refusal(ErrorCodes.InvalidRequest, "The server is initialized already.");
      this.#stage = "running";
      return { pass: { ...message, params: legible(message.params) } as Message };
    }
    if (this.#stage === "new") return refusal(ErrorCodes.ServerNotInitialized, "The server expects initialize first.");
    if (message.method === "shutdown") this.#stage = "shut down";
    return { pass: message };
  }
}

function refusal(code: number, words: string): Ruling {
  return { refuse: new ResponseError<never>(code, words) };
}

/** The package looks into `capabilities` without asking whether there are any. */
function legible(params: unknown): object {
  const given = typeof params === "object" && params !== null && !Array.isArray(params) ? params : {};
  const capabilities = "capabilities" in given ? given.capabilities : undefined;
  return { ...given, capabilities: typeof capabilities === "object" && capabilities !== null ? capabilities : {} };
}
