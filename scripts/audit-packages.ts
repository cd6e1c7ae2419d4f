// Asks the registry which packages that are served have known holes. Ends with 1 for serious ones, and with 0 when the
// registry does not answer such questions: mirrors often do not.
import { spawnSync } from 'node:child_process';

/** What `npm audit --json` printed, as lines to read; null when it is no answer. */
export function readAudit(printed: string): { serious: string[]; others: number } | null {
  let answer: unknown;
  try {
    answer = JSON.parse(printed);
  } catch {
    return null;
  }
  if (typeof answer !== 'object' || answer === null || !('vulnerabilities' in answer) || 'error' in answer) return null;
  const found = Object.values(
    answer.vulnerabilities as Record<string, { name: string; severity: string; range: string }>,
  );
  const serious = found.filter(({ severity }) => severity === 'high' || severity === 'critical');
  return {
    serious: serious.map(({ name, severity, range }) => `${name} ${range}: ${severity}`),
    others: found.length - serious.length,
  };
}

if (import.meta.main) {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], {
    encoding: 'utf8',
    timeout: 60_000,
    shell: process.platform === 'win32',
  });
  const report = readAudit(stdout ?? '');
  if (!report) process.stdout.write('The registry was asked for known holes and did not answer.\n');
  for (const line of report?.serious ?? []) process.stdout.write(`${line}\n`);
  if (report) process.stdout.write(`${report.serious.length} serious, ${report.others} others.\n`);
  process.exitCode = report && report.serious.length > 0 ? 1 : 0;
}
