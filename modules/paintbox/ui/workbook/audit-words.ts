import type { Tone } from '#app/ui/badge.tsx';

/** How many formulas of a workbook came out how, as the audit counted them. */
export interface AuditSummary {
  formulas: number;
  equal: number;
  differ: number;
  unsupported: number;
  volatile: number;
  circular: number;
  dependOnUnsupported: number;
  notStored: number;
}

/** The audit in a few words: `86 formulas, all equal`, or what is not. */
export function auditWords(summary: AuditSummary): { text: string; tone: Tone } {
  const { formulas } = summary;
  if (formulas === 0) return { text: 'No formulas', tone: 'plain' };
  const problems = problemWords(summary);
  if (problems.length > 0) {
    return { text: problems.join(', '), tone: summary.differ > 0 || summary.unsupported > 0 ? 'danger' : 'info' };
  }
  if (summary.equal === formulas) {
    return { text: formulas === 1 ? '1 formula, equal' : `${count(formulas)} formulas, all equal`, tone: 'done' };
  }
  return { text: `${count(summary.equal)} of ${count(formulas)} formulas compared, all equal`, tone: 'done' };
}

function problemWords({ differ, unsupported, circular, notStored }: AuditSummary): string[] {
  return [
    differ > 0 ? `${count(differ)} ${differ === 1 ? 'differs' : 'differ'}` : '',
    unsupported > 0 ? `${count(unsupported)} not supported` : '',
    circular > 0 ? `${count(circular)} circular` : '',
    notStored > 0 ? `${count(notStored)} without a stored value` : '',
  ].filter(Boolean);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
