// A page's way to the extension: questions with answers, things to be told, and what it keeps while it is hidden.
import type { Envelope, PageQuestions } from "./envelope.ts";

/** Given to every page by VS Code. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

export interface Host<Q extends PageQuestions<Q>, State> {
  /**
   * Asks and waits.
   *
   * @throws in words when it could not be answered
   */
  ask<W extends keyof Q & string>(what: W, given: Q[W]["given"]): Promise<Q[W]["answer"]>;
  /** What the page kept when it was last here. */
  readonly kept: Partial<State>;
  keep(state: State): void;
}

/** Connects the page; once only. `hear` is called with news. */
export function connect<Q extends PageQuestions<Q>, State extends object, News>(
  hear: (news: News) => void,
): Host<Q, State> {
  const host = acquireVsCodeApi();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let next = 1;
  window.addEventListener("message", ({ data }: MessageEvent<Envelope>) => {
    if (data.type === "news") hear(data.news as News);
    else if (data.type === "answer") {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.failed === undefined) asked?.resolve(data.value);
      else asked?.reject(new Error(data.failed));
    }
  });
  return {
    ask: (what, given) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve: (value) => resolve(value as Q[typeof what]["answer"]), reject });
        host.postMessage({ what, id, given });
      }),
    kept: (host.getState() ?? {}) as Partial<State>,
    keep: (state) => host.setState(state),
  };
}
