// The HTML of a page of ours, with its policy: one script, one style sheet, nothing else, and nothing evaluated.

export interface PageParts {
  readonly title: string;
  /** As VS Code spells it: `en`, `pt-br`. */
  readonly language: string;
  /** What the page finds in `document.body.dataset`. */
  readonly data: Readonly<Record<string, string>>;
  /** Addresses. */
  readonly script: string;
  readonly style: string;
  /** Where the style comes from, as a policy names it. */
  readonly source: string;
  /** Fresh each time: only a script that knows it runs. */
  readonly nonce: string;
}

export function pageHtml({ title, language, data, script, style, source, nonce }: PageParts): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  const members = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<link rel="stylesheet" href="${escapeHtml(style)}">
<title>${escapeHtml(title)}</title>
</head>
<body${members.join("")}>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
