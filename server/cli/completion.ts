/** `csv-preflight completion SHELL`: what a shell needs to complete commands, options and their words, made of the table of commands. */

import { builtInDocuments } from "../core/filetypes/schemas.ts";
import { type Message, message } from "../core/text/message.ts";
import { allRules } from "../rules/index.ts";
import { UsageError, withHint } from "./args.ts";
import { type Call, type CommandRow, commands, helpOfHelp, type OptionRow, shells } from "./commands.ts";
import { translate } from "./language.ts";
import { writeOut } from "./terminal.ts";

export async function completion(call: Call<"completion">): Promise<number> {
  const [word = ""] = call.operands;
  const shell = shells.find((each) => each === word);
  if (shell === undefined) throw new UsageError(withHint(message('"{0}" isn\'t supported', word), word, shells));
  await writeOut([scripts[shell]()]);
  return 0;
}

interface Completed {
  /** With its dashes. */
  readonly name: string;
  readonly help: Message;
  /** The words that may follow; `files` or `folders` when paths do, `text` when anything does; undefined when nothing follows. */
  readonly values: readonly string[] | "files" | "folders" | "text" | undefined;
}

function optionsOf({ options }: CommandRow): Completed[] {
  return options.flatMap(({ option, kind, help }): Completed[] => {
    if (kind === "flag") return [{ name: `--${option}`, help, values: undefined }];
    if (kind === "switch")
      return [option, `no-${option}`].map((name) => ({ name: `--${name}`, help, values: undefined }));
    return [{ name: `--${option}`, help, values: valuesOf(kind) }];
  });
}

function valuesOf(kind: Exclude<OptionRow["kind"], "flag" | "switch">): Completed["values"] {
  if (typeof kind !== "string") return kind;
  if (kind === "TYPE") return typeNames();
  if (kind === "FILE" || kind === "PATH") return "files";
  return kind === "DIR" ? "folders" : "text";
}

function typeNames(): string[] {
  return builtInDocuments.map(({ name }) => name).sort();
}

/** The words that a command's first operand can be; undefined where it is a path. */
function wordsOf(operands: string): readonly string[] | undefined {
  const [first = ""] = operands.split(" ");
  if (first === "RULE") return allRules.map(({ name }) => name).sort();
  if (first === "TYPE") return typeNames();
  return first === "SHELL" ? shells : undefined;
}

const rows = Object.entries<CommandRow>(commands);

const scripts: Readonly<Record<(typeof shells)[number], () => string>> = { bash, zsh, fish };

function bash(): string {
  const cases = rows.map(([name, row]) => {
    const options = optionsOf(row);
    const words = wordsOf(row.operands);
    const ofOptions = options.flatMap(({ name: option, values }) => {
      if (values === undefined) return [];
      const reply =
        values === "files"
          ? "compopt -o default"
          : values === "folders"
            ? 'compopt -o dirnames; COMPREPLY=($(compgen -d -- "$word"))'
            : values === "text"
              ? ":"
              : `COMPREPLY=($(compgen -W '${values.join(" ")}' -- "$word"))`;
      return [`        ${option}) ${reply}; return ;;`];
    });
    return [
      `    ${name})`,
      ...(ofOptions.length > 0 ? ['      case "$before" in', ...ofOptions, "      esac"] : []),
      `      options='${[...options.map((option) => option.name), "--help"].join(" ")}'`,
      ...(words ? [`      words='${words.join(" ")}'`] : []),
      "      ;;",
    ].join("\n");
  });
  return `# Completion of csv-preflight for bash: eval "$(csv-preflight completion bash)"
_csv_preflight() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" options='' words=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${rows.map(([name]) => name).join(" ")} --help --version' -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *)
      if [ -n "$words" ]; then COMPREPLY=($(compgen -W "$words" -- "$word")); else compopt -o default; fi
      ;;
  esac
}
complete -F _csv_preflight csv-preflight
`;
}

function zsh(): string {
  const quoted = (text: string): string => text.replaceAll("'", "'\\''");
  const inBrackets = (help: Message): string => quoted(translate(help).replace(/[[\]:\\]/g, "\\$&"));
  const action = (values: Completed["values"]): string => {
    if (values === undefined) return "";
    if (values === "files") return ":file:_files";
    if (values === "folders") return ":folder:_files -/";
    return values === "text" ? ":value: " : `:value:(${values.join(" ")})`;
  };
  const cases = rows.map(([name, row]) => {
    const options = optionsOf(row).map(({ name: option, help, values }) => {
      const often = row.options.some(({ option: own, kind }) => `--${own}` === option && String(kind).endsWith("..."));
      return `        '${often ? "*" : ""}${option}[${inBrackets(help)}]${action(values)}'`;
    });
    const words = wordsOf(row.operands);
    const operand = words ? `'1:word:(${words.join(" ")})' '*:folder:_files -/'` : "'*:file:_files'";
    return `      ${name})\n        _arguments \\\n${[...options, `        '--help[${inBrackets(helpOfHelp)}]'`, `        ${operand}`].join(" \\\n")}\n        ;;`;
  });
  const list = rows.map(([name, { help }]) => `    '${name}:${inBrackets(help)}'`);
  return `#compdef csv-preflight
# Completion of csv-preflight for zsh: write this to a file _csv-preflight in a folder of $fpath.
_csv_preflight() {
  local -a commands
  commands=(
${list.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
  else
    local command=$words[2]
    shift words
    (( CURRENT-- ))
    case $command in
${cases.join("\n")}
    esac
  fi
}
compdef _csv_preflight csv-preflight
`;
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
  const top = rows.map(
    ([name, { help }]) =>
      `complete -c csv-preflight -n __fish_use_subcommand -fa ${name} -d ${quoted(translate(help))}`,
  );
  const perCommand = rows.flatMap(([name, row]) => {
    const inside = `complete -c csv-preflight -n '__fish_seen_subcommand_from ${name}'`;
    const words = wordsOf(row.operands);
    const options = optionsOf(row).map(({ name: option, help, values }) => {
      const follows =
        values === undefined
          ? ""
          : values === "files"
            ? " -rF"
            : values === "folders"
              ? " -xa '(__fish_complete_directories)'"
              : values === "text"
                ? " -x"
                : ` -xa ${quoted(values.join(" "))}`;
      return `${inside} -l ${option.slice(2)}${follows} -d ${quoted(translate(help))}`;
    });
    return [...options, ...(words ? [`${inside} -fa ${quoted(words.join(" "))}`] : [])];
  });
  return `# Completion of csv-preflight for fish: csv-preflight completion fish | source\n${[...top, ...perCommand].join("\n")}\n`;
}
