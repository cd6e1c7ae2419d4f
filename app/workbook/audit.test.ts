import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { auditWorkbook } from './audit.ts';
import { createWorkbook } from './create.ts';
import { decodeXml } from './file/xml.ts';
import { encode, pack, unpack } from './file/zip.ts';
import { defaultLimits } from './limits.ts';
import { writeWorkbook } from './write.ts';

const folder = new URL('../../tests/fixtures/workbooks/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.xlsx'));
const script = new URL('../../scripts/audit-workbook.ts', import.meta.url).pathname;

/** A one-sheet file whose sheetData is given as XML. */
function fileWith(sheetData: string, parts: Record<string, (xml: string) => string> = {}): Uint8Array {
  const made = new Map(unpack(writeWorkbook(createWorkbook({ sheets: [{ name: 'S', cells: {} }] })), defaultLimits));
  const edit = (path: string, change: (xml: string) => string) =>
    made.set(path, encode(change(decodeXml(made.get(path) ?? new Uint8Array()))));
  edit('xl/worksheets/sheet1.xml', (xml) => xml.replace('<sheetData/>', () => `<sheetData>${sheetData}</sheetData>`));
  for (const [path, change] of Object.entries(parts)) edit(path, change);
  return pack(made);
}

test('the three estimating workbooks calculate to their stored values', () => {
  expect(files).toHaveLength(3);
  for (const file of files) {
    const report = auditWorkbook(readFileSync(new URL(file, folder)));
    expect(report.formulas).toBeGreaterThan(40);
    expect(report).toMatchObject({ equal: report.formulas, differ: [], unsupported: [], circular: [], volatile: [] });
  }
});

describe('a report', () => {
  test('lists what differs with both values', () => {
    const report = auditWorkbook(
      fileWith(
        '<row r="1"><c r="A1"><v>2</v></c><c r="B1"><f>A1*2</f><v>5</v></c><c r="C1" t="str"><f>"a"</f><v>a</v></c></row>',
      ),
    );
    expect(report).toMatchObject({
      formulas: 2,
      equal: 1,
      differ: [{ sheet: 'S', cell: 'B1', formula: '=A1*2', stored: 5, computed: 4 }],
    });
  });

  test('lists what is not supported and keeps its value for those that read it', () => {
    const report = auditWorkbook(
      fileWith(
        '<row r="1"><c r="A1"><f>CUBEVALUE("x")</f><v>7</v></c><c r="B1"><f>A1+1</f><v>8</v></c><c r="C1"><f>[1]Sheet1!A1</f><v>3</v></c>' +
          '<c r="D1"><f>MYMACRO(1)</f><v>1</v></c><c r="E1" t="e"><f>TYPO(1)</f><v>#NAME?</v></c><c r="F1"><f t="dataTable" ref="F1:F2" r1="A1"/><v>2</v></c></row>',
      ),
    );
    expect(report.unsupported.map(({ cell }) => cell)).toEqual(['A1', 'C1', 'D1', 'F1']);
    expect(report.unsupported[0]?.reason).toContain('CUBEVALUE');
    expect(report.unsupported[1]?.reason).toContain('another workbook');
    expect(report.dependOnUnsupported.map(({ cell }) => cell)).toEqual(['B1']);
    expect(report).toMatchObject({ formulas: 6, equal: 2, differ: [] });
  });

  test('does not count the clock or chance as a difference', () => {
    const report = auditWorkbook(
      fileWith(
        '<row r="1"><c r="A1"><f>NOW()</f><v>1</v></c><c r="B1"><f>A1*2</f><v>2</v></c><c r="C1"><f>RAND()</f><v>0</v></c></row>',
      ),
    );
    expect(report.volatile.map(({ cell }) => cell)).toEqual(['A1', 'B1', 'C1']);
    expect(report.differ).toEqual([]);
  });

  test('shared, array and dynamic formulas, and both date systems', () => {
    const report = auditWorkbook(
      fileWith(
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1+SUM(A$1:A1)</f><v>2</v></c>' +
          '<c r="C1"><f t="array" ref="C1:C3">A1:A3*2</f><v>2</v></c><c r="D1"><f t="array" ref="D1">SUM(A1:A3*A1:A3)</f><v>14</v></c>' +
          '<c r="E1"><f>DATE(2026,1,15)</f><v>44575</v></c><c r="F1"><f>A1:A3*10</f><v>10</v></c></row>' +
          '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/><v>5</v></c><c r="C2"><v>4</v></c><c r="F2"><f>A1:A3*10</f><v>20</v></c></row>' +
          '<row r="3"><c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>9</v></c><c r="C3"><v>7</v></c></row>',
        { 'xl/workbook.xml': (xml) => xml.replace('<bookViews>', '<workbookPr date1904="1"/><bookViews>') },
      ),
    );
    expect(report.differ).toEqual([{ sheet: 'S', cell: 'C3', formula: '=A1:A3*2', stored: 7, computed: 6 }]);
    expect(report).toMatchObject({ formulas: 8, equal: 7 });
  });
});

describe('the command', () => {
  const run = (...args: string[]) => {
    try {
      return {
        status: 0,
        stdout: execFileSync(process.execPath, [script, ...args], { encoding: 'utf8', stdio: 'pipe' }),
        stderr: '',
      };
    } catch (error) {
      if (error instanceof Error && 'status' in error && 'stdout' in error && 'stderr' in error) {
        return { status: error.status, stdout: String(error.stdout), stderr: String(error.stderr) };
      }
      throw error;
    }
  };

  test('prints JSON and exits 0 when all is equal', () => {
    const { status, stdout } = run(new URL(files[0] ?? '', folder).pathname, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ differ: [], unsupported: [] });
  });

  test('exits 1 when something differs and 2, with one sentence, when there is nothing to read', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'audit-')), 'wrong.xlsx');
    writeFileSync(path, fileWith('<row r="1"><c r="A1"><f>1+1</f><v>3</v></c></row>'));
    expect(run(path)).toMatchObject({ status: 1, stdout: expect.stringContaining('1 differ') });
    expect(run('nowhere.xlsx')).toMatchObject({ status: 2, stderr: 'There is no such file.\n' });
    expect(run(script)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^This is a text file.*\n$/),
    });
  });
});
