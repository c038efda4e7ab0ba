/** Waiting on conditions. Tests never sleep for a fixed time: they ask again until the answer is yes or time is up. */
const interval = 50;

/**
 * Calls `ask` until it returns something truthy, and returns that. An error counts as "not yet" and is the one
 * reported when time runs out.
 */
export async function until(what, ask, milliseconds = 20_000) {
  const end = Date.now() + milliseconds;
  let last = '';
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = '';
    } catch (error) {
      last = `: ${error instanceof Error ? error.message : error}`;
    }
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms for ${what}${last}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
