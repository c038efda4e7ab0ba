import { ruleMarkdown } from '../features/explain';
import { plural } from '../features/hold-words';
import { textTable, wrap } from '../features/text-table';
import type { Rule } from '../model/types';
import { type Arguments, nearest } from './args';
import type { Environment } from './environment';
import { exitCode, UserError } from './exit-code';
import type { Result } from './run';

/** `tpm-lifecycle rules` and `tpm-lifecycle explain RULE`. */
export async function listRules(environment: Environment, given: Arguments): Promise<Result> {
  const rules = await environment.loadRules();
  const text =
    given.texts.format === 'json'
      ? `${JSON.stringify(rules.map(ordered), null, 2)}\n`
      : `${textTable(rules.map((rule) => [rule.id, rule.severity, rule.title])).join('\n')}\n`;
  const message = `${plural(rules.length, 'rule')}; tpm-lifecycle explain RULE tells more`;
  return { text, message, code: exitCode.clean };
}

export async function explainRule(environment: Environment, given: Arguments): Promise<Result> {
  const rules = await environment.loadRules();
  const [id = ''] = given.words;
  const rule = rules.find((candidate) => candidate.id === id);
  if (!rule) {
    const names = rules.map((candidate) => candidate.id as string);
    const near = nearest(id, names);
    throw new UserError(
      `There is no rule ${id}; ${near ? `did you mean ${near}?` : 'see tpm-lifecycle rules.'}`,
    );
  }
  const json = given.texts.format === 'json';
  return {
    text: json ? `${JSON.stringify(ordered(rule), null, 2)}\n` : ruleMarkdown(wrapped(rule)),
    message: null,
    code: exitCode.clean,
  };
}

/** Markdown that reads well in a terminal: paragraphs of 78 columns, examples as they are. */
function wrapped(rule: Rule): Rule {
  const paragraphs = rule.explanation.split(/\n\s*\n/);
  return {
    ...rule,
    explanation: paragraphs.map((text) => wrap(text.trim(), 78, '').join('\n')).join('\n\n'),
  };
}

function ordered(rule: Rule): Rule {
  const { id, title, severity, explanation, bad, good } = rule;
  return { id, title, severity, explanation, bad, good };
}
