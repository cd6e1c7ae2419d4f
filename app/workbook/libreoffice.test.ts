import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AuditReport, auditWorkbook } from './audit.ts';
import { createWorkbook } from './create.ts';
import { crossCheckDescription, crossChecked } from './cross-check.fixture.ts';
import { knownDifferences, newerFunctions } from './known-differences.fixture.ts';
import { writeWorkbook } from './write.ts';

const office = spawnSync('soffice', ['--version'], { encoding: 'utf8' });
const isInstalled = office.status === 0;

/** Has LibreOffice recalculate a workbook the engine wrote, and audits what it saved. */
function recalculated(bytes: Uint8Array): AuditReport {
  const folder = mkdtempSync(join(tmpdir(), 'cross-check-'));
  writeFileSync(join(folder, 'in.xlsx'), bytes);
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  execFileSync(
    'soffice',
    [
      '--headless',
      profile,
      '--convert-to',
      'xlsx:Calc MS Excel 2007 XML',
      '--outdir',
      join(folder, 'out'),
      join(folder, 'in.xlsx'),
    ],
    { stdio: 'ignore' },
  );
  return auditWorkbook(readFileSync(join(folder, 'out', 'in.xlsx')));
}

test(`LibreOffice ${isInstalled ? 'calculates the same' : 'is not installed, so nothing is compared with it here'}`, () => {
  const bytes = writeWorkbook(createWorkbook(crossCheckDescription()));
  expect(auditWorkbook(bytes)).toMatchObject({ formulas: crossChecked.length + 1, differ: [], unsupported: [] });
  if (!isInstalled) {
    expect(office.error ?? office.status).toBeTruthy();
    return;
  }
  const report = recalculated(bytes);
  expect(report.unsupported).toEqual([]);
  const unexpected = report.differ.filter(({ cell, stored }) => {
    const formula = crossChecked[Number(cell.slice(1)) - 20] ?? '';
    return !(formula in knownDifferences) && !(stored === '#NAME?' && newerFunctions.test(formula));
  });
  expect(unexpected).toEqual([]);
}, 120_000);
