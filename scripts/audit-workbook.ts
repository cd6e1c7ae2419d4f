import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type AuditReport, auditWorkbook } from '#app/workbook/audit.ts';
import { WorkbookError } from '#app/workbook/limits.ts';

const usage = 'Usage: npm run --silent audit-workbook -- FILE.xlsx [--json]';

/** Exit codes: 0 nothing differs, 1 something differs, 2 the file cannot be read. */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) return fail(usage);
  const report = auditWorkbook(readFileSync(file));
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
  return report.differ.length > 0 ? 1 : 0;
}

function table(report: AuditReport): string {
  const lines = [
    `${report.formulas} formulas: ${report.equal} equal, ${report.differ.length} differ, ${report.unsupported.length} not supported, ` +
      `${report.volatile.length} volatile, ${report.circular.length} circular, ${report.notStored.length} without a stored value`,
  ];
  const list = (title: string, rows: string[][]) => {
    if (rows.length > 0) lines.push('', title, ...columns(rows));
  };
  list(
    'Different',
    report.differ.map((one) => [where(one), one.formula, `stored ${one.stored}`, `computed ${one.computed}`]),
  );
  list(
    'Not supported',
    report.unsupported.map((one) => [where(one), one.formula, one.reason]),
  );
  list(
    'Volatile',
    report.volatile.map((one) => [where(one), one.formula, `stored ${one.stored}`, `computed ${one.computed}`]),
  );
  list(
    'Circular',
    report.circular.map((one) => [where(one), one.formula]),
  );
  list(
    'Computed from a value that is not supported',
    report.dependOnUnsupported.map((one) => [where(one), one.formula]),
  );
  list(
    'Without a stored value',
    report.notStored.map((one) => [where(one), one.formula, `computed ${one.computed}`]),
  );
  return `${lines.join('\n')}\n`;
}

function where({ sheet, cell }: { sheet: string; cell: string }): string {
  return `${sheet}!${cell}`;
}

function columns(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, index) =>
    Math.min(60, Math.max(...rows.map((row) => row[index]?.length ?? 0))),
  );
  return rows.map((row) => `  ${row.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd());
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 2;
}

function sentenceFor(error: unknown): string {
  if (error instanceof WorkbookError) return error.message;
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ENOENT') return 'There is no such file.';
    if (error.code === 'EISDIR') return 'That is a folder, not a workbook.';
    if (error.code === 'EACCES') return 'The file may not be read.';
    if (String(error.code).startsWith('ERR_PARSE_ARGS')) return usage;
  }
  return 'The file cannot be read as a workbook.';
}

try {
  process.exitCode = main();
} catch (error) {
  process.exitCode = fail(sentenceFor(error));
}
