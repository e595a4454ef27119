/** Markdown from other people's text: what a cell says is shown, never obeyed. */
import { escaped, joined, type Message } from "../../core/text/message.ts";

const shownLength = 60;

/** Text that stands as it is, without links, emphasis, HTML or icons. Line breaks become blanks. */
export function plain(text: string): string;
export function plain(text: Message | string): Message | string;
export function plain(text: Message | string): Message | string {
  return escaped(text, plainly);
}

function plainly(text: string): string {
  return visible(text)
    .replace(/[\\`*[\]<>&~|$@#{}]|_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_/gu, "\\$&")
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/\b(www|mailto)(?=[.:])/gi, "$1\\")
    .replace(/^(?=[-+=])/, "\\")
    .replace(/^(\d+)(?=[.)])/, "$1\\");
}

/** What is in code letters when it has been put into words. */
export function codeOf(text: Message | string): Message | string {
  return escaped(text, code);
}

/** A value in code letters, shortened when long. */
export function code(text: string): string {
  const line = visible(text);
  const value = line.length > shownLength ? `${line.slice(0, shownLength - 1)}…` : line;
  const runs = value.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = value.startsWith("`") || value.endsWith("`") ? " " : "";
  return `${fence}${pad}${value}${pad}${fence}`;
}

/** One line, and nothing in it that the eye cannot see: such characters could make a value look like another. */
function visible(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|[\u00ad\u2028\u2029]/gu, "�");
}

/** A link, only to the web. */
export function link(title: Message | string, url: string): Message | undefined {
  return /^https?:\/\/[^\s<>()[\]\\]+$/.test(url) ? joined(["[", plain(title), `](${url})`], "") : undefined;
}

/** What can stand for itself only behind a backslash, and what can be marked up. */
const backslashed = /\\([!-/:-@[-`{-~])/y;
const linked = /\[((?:\\.|[^\]\\])*)\]\((https?:\/\/[^\s()]+)\)/y;
const fenced = /(`+)(?!`)(.*?)(?<!`)\1(?!`)/sy;
const emphasis = /\*+(?=\S)|(?<=\S)\*+/y;

/** Markdown as we write it, in plain text: code and emphasis without their marks, links as their titles and addresses. */
export function withoutMarks(markdown: string): string {
  let text = "";
  for (let at = 0; at < markdown.length; ) {
    const found = (mark: RegExp): RegExpExecArray | null => {
      mark.lastIndex = at;
      return mark.exec(markdown);
    };
    const itself = found(backslashed);
    const link = itself ? null : found(linked);
    const span = itself || link ? null : found(fenced);
    const mark = itself ?? link ?? span ?? found(emphasis);
    if (itself) text += itself[1]!;
    else if (link) text += `${withoutMarks(link[1]!)}: ${link[2]!}`;
    else if (span) text += span[2]!.replace(/^ (?=.*\S)(.*) $/, "$1");
    else if (!mark) text += markdown[at]!;
    at += mark ? mark[0].length : 1;
  }
  return text;
}
