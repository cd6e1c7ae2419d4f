import type { Circuit } from '../ai/circuit.ts';
import type { ProviderFigures } from '../ai/provider-figures.server.ts';
import { providerNames } from '../ai/provider-names.ts';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { numberText } from '../ui/figures.ts';
import { useMemberLocale } from '../ui/locale.tsx';
import { type Column, Table } from '../ui/table.tsx';

type Row = ProviderFigures & { circuit: Circuit['state'] };

const states = {
  closed: { text: 'Asked', tone: 'done' },
  'half-open': { text: 'Tried again', tone: 'live' },
  open: { text: 'Left alone', tone: 'danger' },
} as const;

const columns: Column<Row>[] = [
  { id: 'provider', header: 'Provider', cell: ({ provider }) => providerNames[provider] },
  {
    id: 'state',
    header: 'State',
    cell: ({ circuit }) => <Badge tone={states[circuit].tone}>{states[circuit].text}</Badge>,
  },
  { id: 'attempts', header: 'Requests', kind: 'number', cell: ({ attempts }) => attempts },
  { id: 'p50', header: 'First word, half', kind: 'number', cell: ({ p50 }) => <Milliseconds value={p50} /> },
  { id: 'p95', header: '95 of 100', kind: 'number', cell: ({ p95 }) => <Milliseconds value={p95} /> },
  { id: 'outcomes', header: 'How they ended', cell: ({ outcomes }) => outcomesText(outcomes) },
];

/** How soon each provider begins to answer, and how its answers end. */
export function ProviderHealth({ providers }: { providers: readonly Row[] }) {
  if (providers.length === 0) {
    return (
      <EmptyState icon="search" title="No model was asked yet">
        Each provider is listed here once this process has asked it.
      </EmptyState>
    );
  }
  return (
    <Table
      label="Models of the assistant"
      rows={providers}
      columns={columns}
      rowKey={({ provider }) => provider}
      tall
      phone="cards"
    />
  );
}

function Milliseconds({ value }: { value: number | null }) {
  const { locale } = useMemberLocale();
  return value === null ? '–' : `${numberText(value, locale)} ms`;
}

function outcomesText(outcomes: Row['outcomes']): string {
  return Object.entries(outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${count} ${outcome.replace('-', ' ')}`)
    .join(', ');
}
