import type { StateAt } from '../features/code-lens';
import type { Confidence, Severity } from '../model/types';

/**
 * The settings, as in the editor below `tpmLifecycle`. Reading never fails: a value of the wrong type or out of range
 * falls back to its default, and each such fallback is one sentence for the log.
 */
export interface Settings {
  readonly enable: boolean;
  readonly kernelPath: string;
  readonly folders: readonly string[];
  readonly headers: readonly string[];
  /** `both`, or the path of a `.config`. */
  readonly config: string;
  readonly run: 'onType' | 'onSave' | 'manual';
  readonly maxCallDepth: number;
  readonly stateAs: 'codeLens' | 'inlayHints' | 'both' | 'off';
  readonly stateAt: StateAt;
  readonly hintLength: number;
  readonly lensFunctions: 'interesting' | 'all';
  readonly hover: boolean;
  /** `git` may be run. */
  readonly git: boolean;
  readonly hoverLines: number;
  readonly scope: 'all' | 'changedLines' | 'openFiles' | 'off';
  /** Git revision, or the path of a second tree, that `changedLines` compares with. */
  readonly baseRevision: string;
  readonly minConfidence: Confidence;
  /** File of accepted findings, relative to the root. */
  readonly baseline: string;
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
}

export const defaultSettings: Settings = {
  enable: true,
  kernelPath: '',
  folders: ['drivers/char/tpm'],
  headers: ['include/linux/tpm.h', 'include/linux/tpm_command.h', 'include/linux/tpm_eventlog.h'],
  config: 'both',
  run: 'onType',
  maxCallDepth: 24,
  stateAs: 'codeLens',
  stateAt: 'changes',
  hintLength: 30,
  lensFunctions: 'interesting',
  hover: true,
  git: true,
  hoverLines: 12,
  scope: 'all',
  baseRevision: 'HEAD',
  minConfidence: 'likely',
  baseline: '.tpm-lifecycle/baseline.json',
  severity: {},
};

export interface ParsedSettings {
  readonly settings: Settings;
  readonly problems: readonly string[];
}

/** Accepts `{ stateDisplay: { as } }` as well as flat keys `{ "stateDisplay.as": … }`, with or without the `tpmLifecycle` level. */
export function parseSettings(input: unknown): ParsedSettings {
  const reader = new SettingsReader(input);
  const d = defaultSettings;
  const settings: Settings = {
    enable: reader.flag('enable', d.enable),
    kernelPath: reader.text('kernel.path', d.kernelPath),
    folders: reader.texts('analysis.folders', d.folders),
    headers: reader.texts('analysis.headers', d.headers),
    config: reader.text('analysis.config', d.config) || 'both',
    run: reader.choice('analysis.run', ['onType', 'onSave', 'manual'], d.run),
    maxCallDepth: reader.integer('analysis.maxCallDepth', 1, 64, d.maxCallDepth),
    stateAs: reader.choice('stateDisplay.as', ['codeLens', 'inlayHints', 'both', 'off'], d.stateAs),
    stateAt: reader.choice(
      'stateDisplay.at',
      ['changes', 'everyLine', 'currentFunction', 'functions'],
      d.stateAt,
    ),
    hintLength: reader.integer('inlayHints.maxLength', 12, 60, d.hintLength),
    lensFunctions: reader.choice('codeLens.functions', ['interesting', 'all'], d.lensFunctions),
    hover: reader.flag('hover.enabled', d.hover),
    git: reader.flag('git.enabled', d.git),
    hoverLines: reader.integer('hover.maxLines', 3, 100, d.hoverLines),
    scope: reader.choice('diagnostics.scope', ['all', 'changedLines', 'openFiles', 'off'], d.scope),
    baseRevision: reader.text('diagnostics.baseRevision', d.baseRevision) || 'HEAD',
    minConfidence: reader.choice(
      'diagnostics.minConfidence',
      ['proved', 'likely', 'possible'],
      d.minConfidence,
    ),
    baseline: reader.text('diagnostics.baseline', d.baseline) || d.baseline,
    severity: reader.severities('diagnostics.severity'),
  };
  return { settings, problems: reader.problems };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class SettingsReader {
  readonly problems: string[] = [];
  private readonly root: Record<string, unknown>;

  constructor(input: unknown) {
    const outer = isRecord(input) ? input : {};
    const { tpmLifecycle: inner } = outer;
    this.root = isRecord(inner) ? inner : outer;
  }

  private value(key: string): unknown {
    if (key in this.root) return this.root[key];
    if (`tpmLifecycle.${key}` in this.root) return this.root[`tpmLifecycle.${key}`];
    let at: unknown = this.root;
    for (const part of key.split('.')) at = isRecord(at) ? at[part] : undefined;
    return at;
  }

  private read<T>(key: string, fallback: T, wanted: string, accept: (value: unknown) => T | null): T {
    const value = this.value(key);
    if (value === undefined || value === null) return fallback;
    const accepted = accept(value);
    if (accepted !== null) return accepted;
    this.problems.push(
      `setting tpmLifecycle.${key} must be ${wanted}; using ${JSON.stringify(fallback) ?? 'the default'}`,
    );
    return fallback;
  }

  flag(key: string, fallback: boolean): boolean {
    return this.read(key, fallback, 'true or false', (value) => (typeof value === 'boolean' ? value : null));
  }

  text(key: string, fallback: string): string {
    return this.read(key, fallback, 'a text', (value) => (typeof value === 'string' ? value : null));
  }

  texts(key: string, fallback: readonly string[]): readonly string[] {
    return this.read<readonly string[]>(key, fallback, 'a list of texts', (value) =>
      Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? value.map(withoutSlashes)
        : null,
    );
  }

  integer(key: string, least: number, most: number, fallback: number): number {
    return this.read(key, fallback, `an integer from ${least} to ${most}`, (value) =>
      Number.isInteger(value) && Number(value) >= least && Number(value) <= most ? Number(value) : null,
    );
  }

  choice<T extends string>(key: string, choices: readonly T[], fallback: T): T {
    return this.read(
      key,
      fallback,
      `one of ${choices.join(', ')}`,
      (value) => choices.find((choice) => choice === value) ?? null,
    );
  }

  severities(key: string): Settings['severity'] {
    const choices = ['error', 'warning', 'information', 'hint', 'off'] as const;
    return this.read<Settings['severity']>(
      key,
      {},
      `an object from rule to ${choices.join(', ')}`,
      (value) => {
        if (!isRecord(value)) return null;
        const accepted = Object.entries(value).flatMap(([rule, level]) => {
          const choice = choices.find((candidate) => candidate === level);
          return choice ? [[rule, choice] as const] : [];
        });
        return accepted.length === Object.keys(value).length ? Object.fromEntries(accepted) : null;
      },
    );
  }
}

/** `./drivers/char/tpm/` means `drivers/char/tpm`. */
function withoutSlashes(folder: string): string {
  const clean = folder
    .replace(/\\/g, '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
  return clean === '' ? '.' : clean;
}
