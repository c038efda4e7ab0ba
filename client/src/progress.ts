import * as vscode from 'vscode';

/** Shorter work shows nothing: a bar that flickers says less than none. */
const shownAfterMilliseconds = 1_000;

/** Runs work that may last; behind a second it shows with a way to cancel. Undefined when it was cancelled. */
export async function withLateProgress<T>(
  title: string,
  work: (token: vscode.CancellationToken) => Promise<T>,
): Promise<T | undefined> {
  const source = new vscode.CancellationTokenSource();
  let cancelled = false;
  const result = work(source.token);
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, (_, token) => {
      token.onCancellationRequested(() => {
        cancelled = true;
        source.cancel();
      });
      return result.catch(() => {});
    });
  }, shownAfterMilliseconds);
  try {
    return await result;
  } catch (error) {
    if (cancelled) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}
