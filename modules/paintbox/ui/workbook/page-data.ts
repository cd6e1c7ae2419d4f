import type { WorkbookEdit } from '../../domain/workbook-edits.ts';
import type { SheetView } from '../../domain/workbook-view.ts';
import type { ForWhomProps } from '../for-whom.tsx';
import type { AuditSummary } from './audit-words.ts';

type AuditValue = number | string | boolean | null;

export interface AuditedCell {
  sheet: string;
  cell: string;
  formula: string;
  stored?: AuditValue;
  computed?: AuditValue;
  reason?: string;
}

/** What the audit lists by cell. */
export type AuditList = 'differ' | 'unsupported' | 'circular' | 'volatile' | 'dependOnUnsupported' | 'notStored';

export interface Audit {
  summary: AuditSummary;
  report: Record<AuditList, readonly AuditedCell[]>;
}

export interface TotalCandidate {
  sheet: string;
  cell: string;
  label: string;
}

export interface TotalChoice extends TotalCandidate {
  isTaxable: boolean;
  /** Minor units; null where the cell holds no amount. */
  amount: number | null;
}

interface Choice {
  value: string;
  label: string;
  detail?: string;
}

/** What the page of a workbook is given. */
export interface WorkbookPageData {
  workbook: { id: string; name: string; version: number; isArchived: boolean; updatedAt: Date };
  edits: readonly WorkbookEdit[];
  file: { name: string; size: number };
  estimate: { id: string; number: number; title: string } | null;
  updatedByName: string | null;
  audit: Audit;
  totals: { lines: readonly TotalChoice[]; suggested: readonly TotalCandidate[] };
  view: SheetView;
  drafts: readonly Choice[];
  whom: ForWhomProps;
  same: { id: string; name: string } | null;
  mayWrite: boolean;
  mayArchive: boolean;
  submission: string;
}
