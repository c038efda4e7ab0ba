import { describe, expect, test } from 'vitest';
import {
  decodeResponseCode,
  parseResponseCode,
  responseCodeAt,
  responseCodeKind,
} from '../../server/src/features/response-code';
import {
  formatOneErrors,
  formatZeroErrors,
  formatZeroWarnings,
  tpm12Codes,
} from '../../server/src/model/tpm/response-codes';

const said = (value: number): string => {
  const code = decodeResponseCode(value);
  return `${code.name ?? '(no name)'}: ${responseCodeKind(code)}`;
};

describe('response codes', () => {
  test.each([
    [0, 'TPM_RC_SUCCESS: TPM 1.2, success'],
    [0x100, 'TPM_RC_INITIALIZE: TPM 2.0, format zero, error'],
    [325, 'TPM_RC_AUTH_CONTEXT: TPM 2.0, format zero, error'],
    [0x922, 'TPM_RC_RETRY: TPM 2.0, format zero, warning'],
    [0x910, 'TPM_RC_REFERENCE_H0: TPM 2.0, format zero, warning'],
    [0x91e, 'TPM_RC_REFERENCE_S6: TPM 2.0, format zero, warning'],
    [0x9a2, 'TPM_RC_BAD_AUTH: TPM 2.0, format one, error, session 1'],
    [0x98e, 'TPM_RC_AUTH_FAIL: TPM 2.0, format one, error, session 1'],
    [0x084, 'TPM_RC_VALUE: TPM 2.0, format one, error, some handle'],
    [0x0c4, 'TPM_RC_VALUE: TPM 2.0, format one, error, some parameter'],
    [0x1c4, 'TPM_RC_VALUE: TPM 2.0, format one, error, parameter 1'],
    [0xfd5, 'TPM_RC_SIZE: TPM 2.0, format one, error, parameter 15'],
    [0x18b, 'TPM_RC_HANDLE: TPM 2.0, format one, error, handle 1'],
    [0x8a0, 'TPM_RC_TICKET: TPM 2.0, format one, error, some session'],
    [0x127, 'TPM_RC_PCR: TPM 2.0, format zero, error'],
    [0x1a7, 'TPM_RC_ECC_POINT: TPM 2.0, format one, error, handle 1'],
    [0x57f, '(no name): TPM 2.0, format zero, error'],
    [0x4ff & ~0x80, '(no name): TPM 1.2, error'],
    [0x1ff, '(no name): TPM 2.0, format one, error, parameter 1'],
    [6, 'TPM_DEACTIVATED: TPM 1.2, error'],
    [28, 'TPM_FAILEDSELFTEST: TPM 1.2, error'],
    [38, 'TPM_INVALID_POSTINIT: TPM 1.2, error'],
    [96, '(no name): TPM 1.2, error'],
    [2048, 'TPM_RETRY: TPM 1.2, warning'],
    [0x802, 'TPM_DOING_SELFTEST: TPM 1.2, warning'],
    [0x000b0143, 'TPM_RC_COMMAND_CODE: TPM 2.0, format zero, error, made by the resource manager'],
    [0x12345, '(no name): unknown'],
    [0x00ff0101, '(no name): unknown'],
    [-62, 'ETIME: error number of Linux'],
    [0xffffffc2, 'ETIME: error number of Linux'],
    [-517, 'EPROBE_DEFER: error number of Linux'],
    [-4095, '(no name): error number of Linux'],
    [-4096, '(no name): unknown'],
  ])('%i', (value, text) => {
    expect(said(value)).toBe(text);
  });

  test('each row of the tables decodes to itself, and no value stands twice', () => {
    const rows = [...tpm12Codes.slice(1), ...formatZeroErrors, ...formatZeroWarnings, ...formatOneErrors];
    for (const [code, name] of rows)
      expect(decodeResponseCode(code).name?.replace(/^TPM_(RC_)?/, ''), `0x${code.toString(16)}`).toBe(name);
    const values = rows.map(([code]) => code);
    expect(new Set(values).size).toBe(values.length);
  });

  test('vendor codes tell their number', () => {
    expect(decodeResponseCode(0x512).meaning).toBe('defined by the vendor, number 0x12');
    expect(decodeResponseCode(0x405).meaning).toBe('defined by the vendor, number 0x5');
    expect(decodeResponseCode(0x700).meaning).toBe('not defined by the TPM 2.0 specification');
  });

  test('are read as decimal, hex, with a sign, and by the names of kernel and specification', () => {
    expect(['325', '0x145', '0X145', '+325', '-62', '-0x3e'].map(parseResponseCode)).toEqual([
      325, 325, 325, 325, -62, -62,
    ]);
    expect(['TPM2_RC_RETRY', 'TPM_RC_RETRY', 'TPM_WARN_RETRY', 'TPM_RETRY'].map(parseResponseCode)).toEqual([
      0x922, 0x922, 0x800, 0x800,
    ]);
    expect(['TPM2_RC_HANDLE', 'TPM_ERR_DISABLED', 'TPM_RC_BAD_TAG', '-ETIME'].map(parseResponseCode)).toEqual(
      [0x8b, 7, 0x1e, -62],
    );
    expect(
      ['', 'x', '0x', '4294967296', '-2147483649', '1e3', 'TPM2_RC_NONE'].map(parseResponseCode),
    ).toEqual(Array(7).fill(null));
  });
});

describe('response codes in the source', () => {
  test('constants of the kernel, and numbers that a result is compared with', () => {
    expect(responseCodeAt('TPM2_RC_REFERENCE_H0', '')?.hex).toBe('0x910');
    expect(responseCodeAt('TPM_WARN_DOING_SELFTEST', '')?.name).toBe('TPM_DOING_SELFTEST');
    expect(responseCodeAt('0x145', 'if (rc == 0x145)')?.name).toBe('TPM_RC_AUTH_CONTEXT');
    expect(responseCodeAt('2314', '\twhile (ret != 2314)')?.name).toBe('TPM_RC_TESTING');
  });

  test('no other word and no other number', () => {
    expect(responseCodeAt('TPM2_CC_STARTUP', '')).toBeNull();
    expect(responseCodeAt('rc', 'if (rc == 0x145)')).toBeNull();
    expect(responseCodeAt('0x145', 'writel(0x145, base)')).toBeNull();
    expect(responseCodeAt('1', 'if (rc == 1)')).toBeNull();
    expect(responseCodeAt('0x145', 'if (len == 0x145)')).toBeNull();
  });
});
