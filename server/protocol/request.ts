/** How client and server say what they ask and tell each other beyond LSP: once, so that the compiler checks both sides. */
import { NotificationType, ParameterStructures, RequestType } from "vscode-jsonrpc";

/** A question of the client, by its parameters and its answer. Null: it could not be answered, or there is nothing; the log says why. */
export type Request<P extends object, R> = RequestType<P, R | null, void>;

export function request<P extends object, R>(name: string): Request<P, R> {
  return new RequestType(`csvPreflight/${name}`, ParameterStructures.byName);
}

export function notification<P extends object>(name: string): NotificationType<P> {
  return new NotificationType(`csvPreflight/${name}`, ParameterStructures.byName);
}

/** What a request asks with, or a notification tells. */
export type ParamsOf<T> =
  T extends RequestType<infer P extends object, infer _R, infer _E>
    ? P
    : T extends NotificationType<infer P extends object>
      ? P
      : never;

/** What a request is answered with, null included. */
export type AnswerOf<T> = T extends RequestType<infer _P, infer R, infer _E> ? R : never;

/** Parameters as any client may send them: members by their names, of values that nobody has looked at. */
export type Given<P extends object> = { readonly [Name in keyof P]?: unknown };

/** The same of a request or notification. */
export type GivenOf<T> = Given<ParamsOf<T>>;

/** Parameters as they are sent: what may be left out may also be undefined, which JSON leaves out. */
export type Sent<P extends object> = {
  readonly [Name in keyof P]: P[Name] | (Record<never, never> extends Pick<P, Name> ? undefined : never);
};
