/** HTML from other people's text: what a cell says is shown, never obeyed. */
import { escaped, type Message } from "../../core/text/message.ts";
import { visible, wellFormed } from "../../core/text/text.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as nothing but a text, in an element or an attribute. */
export function html(text: string): string;
export function html(text: Message | string): Message | string;
export function html(text: Message | string): Message | string {
  return escaped(text, entitled);
}

function entitled(text: string): string {
  return wellFormed(visible(text)).replace(/[&<>"']/g, (sign) => entities[sign]!);
}
