/** A mail as far as a patch needs it: its text, with the encoding of the transport taken off. */
export interface Mail {
  /** Null for text without the head of a mail. */
  readonly subject: string | null;
  readonly text: string;
}

/** Mails of a mailbox; one mail, or the whole text, when it is none. */
export function readMails(text: string): Mail[] {
  const starts = [...text.matchAll(/^From \S.*\d{4}(?: [+-]\d{4})?\r?$/gm)].map(({ index }) => index);
  if (starts[0] !== 0) return [readMail(text)];
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? text.length;
    return readMail(text.slice(text.indexOf('\n', start) + 1, end).replace(/^>(>*From )/gm, '$1'));
  });
}

function readMail(text: string): Mail {
  const split = splitHead(text);
  if (split === null) return { subject: null, text };
  const { head, body } = split;
  return { subject: subjectOf(head), text: bodyText(head, body) };
}

/** The head of a mail: lines `Name: value` up to an empty line, among them one that only mails have. */
function splitHead(
  text: string,
): { readonly head: ReadonlyMap<string, string>; readonly body: string } | null {
  const end = /\r?\n\r?\n/.exec(text);
  if (!end || !/^[\w-]+:/.test(text)) return null;
  const head = new Map<string, string>();
  for (const line of text
    .slice(0, end.index)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const field = /^([\w-]+):\s*(.*)$/.exec(line);
    if (!field?.[1]) return null;
    const name = field[1].toLowerCase();
    if (!head.has(name)) head.set(name, field[2] ?? '');
  }
  const isMail = ['subject', 'from', 'content-type', 'content-transfer-encoding'].some((name) =>
    head.has(name),
  );
  return isMail ? { head, body: text.slice(end.index + end[0].length) } : null;
}

function subjectOf(head: ReadonlyMap<string, string>): string | null {
  const subject = head.get('subject');
  if (subject === undefined) return null;
  const words = subject
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?[^?]+\?([QqBb])\?([^?]*)\?=/g, (_, how: string, word: string) =>
      /b/i.test(how) ? utf8(fromBase64(word)) : utf8(fromQuotedPrintable(word.replaceAll('_', ' '))),
    );
  return words.trim();
}

/** Parts of a mail with several are joined: a patch may stand in the text or be attached. */
function bodyText(head: ReadonlyMap<string, string>, body: string): string {
  const type = head.get('content-type') ?? '';
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) {
    const parts = body.split(`--${boundary}`).slice(1);
    return parts
      .map((part) => splitHead(part.replace(/^\r?\n/, '')))
      .map((part) => (part === null || !isText(part.head) ? '' : bodyText(part.head, part.body)))
      .join('\n');
  }
  const encoding = head.get('content-transfer-encoding')?.toLowerCase();
  if (encoding === 'base64') return utf8(fromBase64(body));
  return encoding === 'quoted-printable' ? utf8(fromQuotedPrintable(body)) : body;
}

function isText(head: ReadonlyMap<string, string>): boolean {
  return /^(?:text\/(?!html)|multipart\/|application\/(?:octet-stream|x-patch|mbox)|$)/i.test(
    head.get('content-type') ?? '',
  );
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text.replace(/[^A-Za-z0-9+/]/g, '')), (byte) => byte.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function fromQuotedPrintable(text: string): Uint8Array {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const part of text.replace(/=\r?\n/g, '').split(/(=[0-9A-Fa-f]{2})/)) {
    if (/^=[0-9A-Fa-f]{2}$/.test(part)) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of encoder.encode(part)) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
