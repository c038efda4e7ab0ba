/** A language server over its standard streams, as far as the measurements need one. */
import { spawn } from 'node:child_process';

export class LspSession {
  #child;
  #rest = Buffer.alloc(0);
  #next = 1;
  #answers = new Map();
  #listeners = new Set();

  constructor(command, args) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdout.on('data', (chunk) => this.#receive(chunk));
    this.#child.on('exit', (code) => {
      for (const { reject } of this.#answers.values())
        reject(new Error(`the server ended with code ${code}`));
    });
  }

  request(method, params) {
    const id = this.#next++;
    const answer = new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.#send({ id, method, params });
    return answer;
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  /** Resolves with the first notification that passes, or null after a while. */
  waitFor(method, passes, milliseconds) {
    return new Promise((resolve) => {
      const listener = (message) => {
        if (message.method !== method || !passes(message.params)) return;
        finish(message.params);
      };
      const timer = setTimeout(() => finish(null), milliseconds);
      const finish = (value) => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(value);
      };
      this.#listeners.add(listener);
    });
  }

  async close() {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    await this.request('shutdown', null).catch(() => null);
    this.notify('exit', null);
    const timer = setTimeout(() => this.#child.kill(), 3000);
    await gone;
    clearTimeout(timer);
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#rest.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#rest.subarray(0, head).toString())?.[1]);
      if (this.#rest.length < head + 4 + length) return;
      const body = this.#rest.subarray(head + 4, head + 4 + length).toString();
      this.#rest = this.#rest.subarray(head + 4 + length);
      this.#dispatch(JSON.parse(body));
    }
  }

  #dispatch(message) {
    if (message.method !== undefined && message.id !== undefined) {
      this.#send({ id: message.id, result: null });
      return;
    }
    if (message.method !== undefined) {
      for (const listener of [...this.#listeners]) listener(message);
      return;
    }
    const waiting = this.#answers.get(message.id);
    this.#answers.delete(message.id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }
}
