/**
 * Counts function definitions without the scanner: strips comments, literals and preprocessor lines with regular
 * expressions, then looks for a brace behind a parenthesis, in column 0 or at the end of a line that starts
 * there. Crude on purpose, and never sharing code with `server/src/syntax`.
 */
export function countFunctions(text: string): number[] {
  const bare = withoutDeadCode(withoutComments(text)).replace(/^[ \t]*#(?:.*\\\r?\n)*.*$/gm, blanked);
  const lines: number[] = [];
  const note = (at: number) => lines.push(bare.slice(0, at).split('\n').length);
  const opening = /\)[ \t\r]*(?:__\w+(?:\([^)]*\))?\s*)*\n(?:[ \t]*\n)*\{/g;
  for (let found = opening.exec(bare); found !== null; found = opening.exec(bare)) note(found.index);
  const sameLine = /^(?!(?:if|for|while|switch|else|struct \w+ \{)\b)\w[^;={}\n]*\)[ \t]*\{.*$/gm;
  for (let found = sameLine.exec(bare); found !== null; found = sameLine.exec(bare)) note(found.index);
  return lines;
}

function blanked(found: string): string {
  return found.replace(/[^\n]/g, ' ');
}

function withoutComments(text: string): string {
  const token = /\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|\/\/.*/g;
  return text.replace(token, (found) =>
    found.startsWith('/') ? blanked(found) : found.replace(/[^\n]/g, 'x'),
  );
}

/** Drops the lines of `#if 0` up to its `#else` or `#endif`. */
function withoutDeadCode(text: string): string {
  const states: string[] = [];
  return text
    .split('\n')
    .map((line) => {
      const word = /^\s*#\s*(if\w*|el\w+|endif)\b\s*(.*)/.exec(line);
      if (word?.[1]?.startsWith('if')) states.push(/^0\s*$/.test(word[2] ?? '') ? 'dead' : 'live');
      else if (word?.[1] === 'endif') states.pop();
      else if (word?.[1] === 'else' && states.length > 0)
        states.push(states.pop() === 'dead' ? 'live' : 'other');
      return states.includes('dead') && word === null ? '' : line;
    })
    .join('\n');
}
