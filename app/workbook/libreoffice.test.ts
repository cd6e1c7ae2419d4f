import { expect, test } from 'vitest';
import { isLibreOfficeHere, recalculatedByLibreOffice } from '#tests/support/libreoffice.ts';
import { auditWorkbook } from './audit.ts';
import { createWorkbook } from './create.ts';
import { crossCheckDescription, crossChecked } from './cross-check.fixture.ts';
import { knownDifferences, newerFunctions } from './known-differences.fixture.ts';
import { writeWorkbook } from './write.ts';

test(`LibreOffice ${isLibreOfficeHere ? 'calculates the same' : 'is not installed, so nothing is compared with it here'}`, () => {
  const bytes = writeWorkbook(createWorkbook(crossCheckDescription()));
  expect(auditWorkbook(bytes)).toMatchObject({ formulas: crossChecked.length + 1, differ: [], unsupported: [] });
  if (!isLibreOfficeHere) return;
  const [file = bytes] = recalculatedByLibreOffice([bytes]);
  const report = auditWorkbook(file);
  expect(report.unsupported).toEqual([]);
  const unexpected = report.differ.filter(({ cell, stored }) => {
    const formula = crossChecked[Number(cell.slice(1)) - 20] ?? '';
    return !(formula in knownDifferences) && !(stored === '#NAME?' && newerFunctions.test(formula));
  });
  expect(unexpected).toEqual([]);
}, 120_000);
