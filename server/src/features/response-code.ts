import { errorNumbers } from '../model/error-numbers';
import {
  formatOneErrors,
  formatZeroErrors,
  formatZeroWarnings,
  type ResponseCodeRow,
  stackLayers,
  tpm12Codes,
} from '../model/tpm/response-codes';

/** A number that a TPM, or the kernel on its behalf, answered with, taken apart. */
export interface ResponseCode {
  /** As given; a negative number stays one. */
  readonly value: number;
  /** The 32 bits, `0x145`. */
  readonly hex: string;
  readonly family: 'TPM 2.0' | 'TPM 1.2' | 'errno' | null;
  /** `TPM_RC_AUTH_CONTEXT`, `TPM_DISABLED`, `ETIME`; null when no table has it. */
  readonly name: string | null;
  readonly format: 'zero' | 'one' | null;
  readonly severity: 'success' | 'error' | 'warning' | null;
  /** Which of the command's parameters, handles or sessions is at fault; number 0 says that it is not told which. */
  readonly of: { readonly kind: 'parameter' | 'handle' | 'session'; readonly number: number } | null;
  /** Who made the code, when bits 23 to 16 say that it was not the TPM. */
  readonly layer: string | null;
  readonly meaning: string;
}

const FORMAT_ONE = 0x080;
const PARAMETER = 0x040;
const VERSION_2 = 0x100;
const RESERVED = 0x200;
const VENDOR = 0x400;
const WARNING = 0x800;
/** The largest error number that the kernel folds into a pointer or a result. */
const MAX_ERROR_NUMBER = 4095;

/** Takes a code apart: a response code, with or without a layer, or a negative error number (also as 32 bits unsigned). */
export function decodeResponseCode(value: number): ResponseCode {
  const bits = value >>> 0;
  const signed = bits | 0;
  const hex = `0x${bits.toString(16).padStart(3, '0')}`;
  const nothing = { format: null, severity: null, of: null, layer: null } as const;
  if (signed < 0 && signed >= -MAX_ERROR_NUMBER) {
    const row = errorNumbers.find(([code]) => code === -signed);
    const meaning = row?.[2] ?? 'no error number of Linux';
    return { ...nothing, value, hex, family: 'errno', name: row?.[1] ?? null, severity: 'error', meaning };
  }
  const layer = stackLayers.get(bits >>> 16);
  if (layer === undefined || (bits & 0xf000) !== 0)
    return { ...nothing, value, hex, family: null, name: null, meaning: 'no response code of a TPM' };
  return { value, hex, ...decoded(bits & 0xfff), layer: bits >>> 16 === 0 ? null : layer };
}

type Decoded = Omit<ResponseCode, 'value' | 'hex' | 'layer'>;

function decoded(code: number): Decoded {
  if (code & FORMAT_ONE) return formatOne(code);
  const family = code & VERSION_2 ? 'TPM 2.0' : 'TPM 1.2';
  const severity = code === 0 ? 'success' : code & WARNING ? 'warning' : 'error';
  const of = null;
  const format = family === 'TPM 2.0' ? 'zero' : null;
  if (code & VENDOR && !(code & RESERVED)) {
    const meaning = `defined by the vendor, number 0x${(code & 0x7f).toString(16)}`;
    return { family, name: null, format, severity, of, meaning };
  }
  const rows = format === null ? tpm12Codes : severity === 'warning' ? formatZeroWarnings : formatZeroErrors;
  const row = rows.find(([known]) => known === code);
  if (row === undefined)
    return {
      family,
      name: null,
      format,
      severity,
      of,
      meaning: `not defined by the ${family} specification`,
    };
  return { family, name: nameOf(row, family), format, severity, of, meaning: row[2] };
}

function formatOne(code: number): Decoded {
  const row = formatOneErrors.find(([known]) => known === (code & 0x0bf & ~PARAMETER));
  const kind = code & PARAMETER ? 'parameter' : code & WARNING ? 'session' : 'handle';
  const number = (code >> 8) & (kind === 'parameter' ? 0xf : 0x7);
  return {
    family: 'TPM 2.0',
    name: row ? nameOf(row, 'TPM 2.0') : null,
    format: 'one',
    severity: 'error',
    of: { kind, number },
    meaning: row?.[2] ?? 'not defined by the TPM 2.0 specification',
  };
}

function nameOf([code, name]: ResponseCodeRow, family: 'TPM 2.0' | 'TPM 1.2'): string {
  return family === 'TPM 2.0' || code === 0 ? `TPM_RC_${name}` : `TPM_${name}`;
}

/** Number of a code written as decimal or hex, with a sign or not, or by its name; null when it is neither. */
export function parseResponseCode(text: string): number | null {
  const number = /^([+-]?)(0x[\da-f]{1,8}|\d{1,10})$/i.exec(text.trim());
  if (!number) return codeNamed(text.trim());
  const value = Number(number[2]) * (number[1] === '-' ? -1 : 1);
  return value > 0xffffffff || value < -0x80000000 ? null : value;
}

/** `TPM2_RC_RETRY`, `TPM_RC_RETRY`, `TPM_ERR_DISABLED`, `TPM_WARN_RETRY`, `-ETIME`, `ETIME`: kernel and specification. */
function codeNamed(text: string): number | null {
  const find = (rows: readonly ResponseCodeRow[], name: string) =>
    rows.find((row) => row[1] === name)?.[0] ?? null;
  const rc = /^TPM2?_RC_(\w+)$/.exec(text)?.[1];
  if (rc === 'SUCCESS') return 0;
  if (rc === 'BAD_TAG') return find(tpm12Codes, 'BADTAG');
  if (rc !== undefined) return find([...formatZeroErrors, ...formatZeroWarnings, ...formatOneErrors], rc);
  const kernel = /^TPM_(?:(?:ERR|WARN)_)?([A-Z]\w+)$/.exec(text)?.[1];
  if (kernel !== undefined) return find(tpm12Codes, kernel);
  const error = /^-?(E\w+)$/.exec(text)?.[1];
  const found = error === undefined ? null : find(errorNumbers, error);
  return found === null ? null : -found;
}

/** `TPM 2.0, format one, error, session 1`: what kind of code it is. */
export function responseCodeKind(code: ResponseCode): string {
  const { family, format, severity, of, layer } = code;
  const which = of === null ? '' : of.number === 0 ? `some ${of.kind}` : `${of.kind} ${of.number}`;
  const parts = [
    family === 'errno' ? 'error number of Linux' : (family ?? 'unknown'),
    format === null ? '' : `format ${format}`,
    family === 'errno' ? '' : (severity ?? ''),
    which,
    layer === null ? '' : `made by the ${layer}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Two lines, for the command. */
export function responseCodeText(code: ResponseCode): string {
  const same = code.value >= 0 ? `${code.value} = ${code.hex}` : String(code.value);
  return `${same}  ${code.name ?? '(no name)'}  (${responseCodeKind(code)})\n  ${code.meaning}\n`;
}

/** A word of the source that is a response code: a constant of the kernel, or a number that a result is compared with. */
export function responseCodeAt(word: string, line: string): ResponseCode | null {
  if (/^(?:TPM2?_(?:RC|ERR|WARN)_)/.test(word)) {
    const value = codeNamed(word);
    return value === null ? null : decodeResponseCode(value);
  }
  if (!/^(?:0x[\da-f]+|\d+)$/i.test(word)) return null;
  // Any number could be one: only where a result is compared, and beyond the small ones, does it stand for a code.
  const compared = new RegExp(`\\b(?:rc|ret|err|return_code|code|result)\\b\\)?\\s*[=!]=\\s*${word}\\b`);
  const code = Number(word) >= FORMAT_ONE && compared.test(line) ? decodeResponseCode(Number(word)) : null;
  return code?.name == null ? null : code;
}
