import type { CheckReport } from '../features/reports';
import { checkSarif } from '../features/sarif';
import type { Rule } from '../model/types';
import { checkGcc, checkGithub } from './format-gcc';
import { checkJson, checkJsonl } from './format-json';
import { checkText } from './format-text';

/** Findings in the format of that name; text for any other. */
export function formatCheck(
  report: CheckReport,
  name: string,
  rules: readonly Rule[],
  version: string,
): string {
  switch (name) {
    case 'gcc':
      return checkGcc(report);
    case 'json':
      return checkJson(report);
    case 'jsonl':
      return checkJsonl(report);
    case 'github':
      return checkGithub(report);
    case 'sarif':
      return checkSarif(report, rules, version);
    default:
      return checkText(report);
  }
}
