import {
  decodeResponseCode,
  parseResponseCode,
  type ResponseCode,
  responseCodeText,
} from '../features/response-code';
import type { Arguments } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';

/** `tpm-lifecycle rc CODE...`: what a number in a log means. */
export async function responseCodes(_environment: Environment, given: Arguments): Promise<Result> {
  const codes = given.words.map((word) => {
    const value = parseResponseCode(word);
    if (value === null)
      throw new UserError(
        `${word} is no response code; give a number of 32 bits (325, 0x9a2, -62) or a name (TPM2_RC_RETRY).`,
      );
    return { given: word, ...decodeResponseCode(value) };
  });
  const json = given.texts.format === 'json';
  return {
    text: json
      ? `${JSON.stringify({ schema: 'tpm-lifecycle/rc@1', codes: codes.map(ordered) }, null, 2)}\n`
      : codes.map(responseCodeText).join(''),
    message: null,
    code: exitCode.clean,
  };
}

function ordered(code: ResponseCode & { readonly given: string }): object {
  const { given, value, hex, family, name, format, severity, of, layer, meaning } = code;
  return { given, value, hex, family, name, format, severity, of, layer, meaning };
}
