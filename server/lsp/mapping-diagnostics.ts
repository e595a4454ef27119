/** What is wrong with mappings that are open, beside their lines; what reads mappings is loaded with the first one. */
import { type Diagnostic, DiagnosticSeverity, PublishDiagnosticsNotification } from "vscode-languageserver";
import { mappingSuffix } from "../disk/documents/mapping-name.ts";
import { source } from "./convert.ts";
import type { Session } from "./session.ts";

export class MappingDiagnostics {
  constructor(readonly session: Session) {}

  /** Shows what is wrong with a mapping; `key`: of any file that is open, or has just been closed: then it is for when it is used. */
  async look(key: string): Promise<void> {
    const { path } = this.session.address(key);
    if (!path.endsWith(mappingSuffix)) return;
    const { readMapping } = await import("../disk/documents/mapping-file.ts");
    const text = this.session.texts.textOf(key);
    const tables = this.session.workspace.tablesFor(path);
    const problems = text === undefined ? [] : readMapping(text, tables).problems;
    const diagnostics = problems.map(({ start, end, message: what }): Diagnostic => {
      const severity = DiagnosticSeverity.Warning;
      const text = this.session.translate(what);
      return { range: { start, end }, severity, code: "invalid-mapping", source, message: text };
    });
    this.session.notify(PublishDiagnosticsNotification.type, { uri: this.session.spell(key), diagnostics });
  }
}
