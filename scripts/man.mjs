// The manual page of the command line, made of its table of commands.
import product from "../product.json" with { type: "json" };

/**
 * @param {object} table what server/cli/commands.ts exports
 * @param {(message: unknown) => string} say a message in English
 * @returns {string} the page, for man
 */
export function manPage({ commands, notes, helpOfHelp }, say) {
  const program = escaped(product.name);
  const lines = [
    '.\\" Made by npm run docs of server/cli/commands.ts.',
    `.TH ${program.toUpperCase()} 1 "" "${product.displayName}" "User Commands"`,
    ".SH NAME",
    `${program} \\- check, explain and fix CSV files that are uploaded to create users`,
    ".SH SYNOPSIS",
    `.B ${program}`,
    "\\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIPATH\\fR...]",
    ".SH COMMANDS",
  ];
  for (const [name, { operands, help, options }] of Object.entries(commands)) {
    lines.push(`.SS ${escaped(`${name} ${operands}`)}`, `${escaped(say(help))}.`);
    for (const option of [...options, { option: "help", kind: "flag", help: helpOfHelp }]) {
      const { otherwise } = option;
      const words = typeof option.kind === "string" ? "" : ` One of ${option.kind.join(", ")}.`;
      const usual = otherwise === undefined ? "" : ` The default is ${otherwise}.`;
      lines.push(".TP", spelled(option), escaped(`${say(option.help)}.${words}${usual}`));
    }
  }
  lines.push(".SH NOTES");
  for (const note of notes) lines.push(".PP", escaped(say(note)));
  lines.push(
    ".SH ENVIRONMENT",
    ".TP",
    ".B NO_COLOR, FORCE_COLOR",
    "Never, or always, use color.",
    ".TP",
    ".B LC_ALL, LC_MESSAGES, LANG, LANGUAGE",
    "The language of messages.",
  );
  return `${lines.join("\n")}\n`;
}

function spelled({ option, kind, called = option.toUpperCase() }) {
  if (kind === "switch") return `\\fB\\-\\-${escaped(option)}\\fR, \\fB\\-\\-no\\-${escaped(option)}\\fR`;
  if (kind === "flag") return `\\fB\\-\\-${escaped(option)}\\fR`;
  return `\\fB\\-\\-${escaped(option)}\\fR \\fI${typeof kind === "string" ? escaped(kind.replace("...", "")) : called}\\fR`;
}

/** A line that man does not read as its own commands. */
function escaped(text) {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/, "\\&");
}
