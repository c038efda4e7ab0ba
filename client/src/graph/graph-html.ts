import type { GraphModel } from './graph-model';

export interface GraphPage {
  readonly nonce: string;
  /** Texts of the extension's own script and style: the page loads nothing. */
  readonly script: string;
  readonly style: string;
  readonly model: GraphModel;
  /** What the graph shows, kept by the webview so that a restored window can ask again. */
  readonly source: unknown;
}

/** The page around the graph. Nothing may be loaded, and only the two texts given here may run; the data is inert. */
export function graphHtml({ nonce, script, style, model, source }: GraphPage): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}';`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<style nonce="${nonce}">
${style}</style>
<title>${escaped(model.title)}</title>
</head>
<body>
<main>
<h1 id="title">${escaped(model.title)}</h1>
<p id="stale" role="status" hidden></p>
<div id="graph"></div>
</main>
<script type="application/json" id="data">${inert({ model, source })}</script>
<script nonce="${nonce}">
${script}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** JSON that cannot end its script element. */
function inert(value: unknown): string {
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
