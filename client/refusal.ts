// What a command throws that cannot do what it was asked: a sentence for people, and what leads on from it.

/** Buttons below the sentence: see `refusing.ts`. */
export type WayOn =
  | "again"
  | "output"
  | "problems"
  | "openFile"
  | "fileType"
  | "map"
  | "template"
  | "compare"
  | "report"
  | "exportAs"
  | "rules";

/** A command cannot do what it was asked. Its message is a sentence for people. */
export class Refusal extends Error {
  readonly waysOn: readonly WayOn[];

  constructor(message: string, ...waysOn: readonly WayOn[]) {
    super(message);
    this.name = "Refusal";
    this.waysOn = waysOn;
  }
}
