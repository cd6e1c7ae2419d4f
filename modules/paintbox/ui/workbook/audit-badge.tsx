import { Badge } from '#app/ui/badge.tsx';
import { type AuditSummary, auditWords } from './audit-words.ts';

export function AuditBadge({ summary }: { summary: AuditSummary }) {
  const { text, tone } = auditWords(summary);
  return <Badge tone={tone}>{text}</Badge>;
}
