/* Loaded with --require: leaves the process's largest resident size, in kilobytes, in a file. */
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { BENCH_RSS_FILE } = process.env;
  if (BENCH_RSS_FILE) writeFileSync(BENCH_RSS_FILE, String(process.resourceUsage().maxRSS));
});
