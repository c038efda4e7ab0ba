/** Runs named checks one after the other and counts them. */
export class Report {
  passed = 0;
  failed = 0;

  constructor(layer, onFailure = async () => {}) {
    this.layer = layer;
    this.onFailure = onFailure;
  }

  async check(name, body) {
    const start = Date.now();
    try {
      await body();
      this.add(name, null, Date.now() - start);
    } catch (error) {
      this.add(name, error, Date.now() - start);
      await this.onFailure(name).catch(() => {});
    }
  }

  /** Records a check that ran elsewhere. */
  add(name, error, milliseconds) {
    const time = `${(milliseconds / 1000).toFixed(1)} s`;
    if (error) {
      this.failed++;
      const text = error instanceof Error ? error.message : String(error);
      console.log(`FAIL ${this.layer}: ${name} (${time})\n     ${text.replaceAll('\n', '\n     ')}`);
    } else {
      this.passed++;
      console.log(`ok   ${this.layer}: ${name} (${time})`);
    }
  }
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}

/** Asserts that `text` holds `part`, and shows what it holds instead. */
export function assertIncludes(text, part, what = 'text') {
  assert(String(text).includes(part), `${what} has no "${part}":\n${String(text).slice(0, 800)}`);
}
