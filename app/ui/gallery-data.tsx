import { useLocation } from '@remix-run/react';
import { Badge, type Tone } from './badge.tsx';
import { Button, IconButton } from './button.tsx';
import { BarChart } from './chart.tsx';
import { PlanDrawing } from './drawing.tsx';
import { EmptyState } from './empty-state.tsx';
import { DateText, Money, Quantity } from './figure.tsx';
import { moneyText } from './figures.ts';
import { Card, Section } from './page.tsx';
import { Pagination } from './pagination.tsx';
import { type Column, Table } from './table.tsx';
import { sortOf } from './table-url.ts';
import { SearchField } from './text-fields.tsx';

interface Estimate {
  id: string;
  name: string;
  client: string;
  state: string;
  tone: Tone;
  hours: number;
  total: number;
  on: string;
}

const estimates: readonly Estimate[] = [
  {
    id: 'E-1042',
    name: 'Interior repaint, units 4A and 4B',
    client: 'Harbor Point Condominiums',
    state: 'Sent',
    tone: 'info',
    hours: 64.25,
    total: 1_284_050,
    on: '2026-03-14',
  },
  {
    id: 'E-1041',
    name: 'Exterior, two stories, cedar',
    client: 'Marta Lindqvist',
    state: 'Accepted',
    tone: 'done',
    hours: 118,
    total: 2_340_000,
    on: '2026-03-11',
  },
  {
    id: 'E-1040',
    name: 'Kitchen cabinets',
    client: 'Joe Okafor',
    state: 'Draft',
    tone: 'plain',
    hours: 31.5,
    total: 412_500,
    on: '2026-03-09',
  },
  {
    id: 'E-1038',
    name: 'Classrooms 1 to 6',
    client: 'Saint Mary School',
    state: 'Expired',
    tone: 'danger',
    hours: 96.125,
    total: 1_875_995,
    on: '2026-02-02',
  },
  {
    id: 'E-1037',
    name: 'Stair and hall',
    client: 'Ana Reyes',
    state: 'Being read',
    tone: 'live',
    hours: 12,
    total: 198_000,
    on: '2026-02-01',
  },
];

const columns: readonly Column<Estimate>[] = [
  {
    id: 'name',
    header: 'Estimate',
    sortable: true,
    total: 'Total',
    card: 'wide',
    cell: ({ name }) => (
      <a className="link" href="#estimate">
        {name}
      </a>
    ),
  },
  { id: 'client', header: 'Client', sortable: true, card: 'wide', cell: ({ client }) => client },
  { id: 'state', header: 'State', cell: ({ state, tone }) => <Badge tone={tone}>{state}</Badge> },
  { id: 'on', header: 'Made', kind: 'date', sortable: true, card: 'none', cell: ({ on }) => <DateText value={on} /> },
  {
    id: 'hours',
    header: 'Hours',
    kind: 'number',
    sortable: true,
    card: 'none',
    total: <Quantity value={321.875} places={3} align />,
    cell: ({ hours }) => <Quantity value={hours} places={3} align />,
  },
  {
    id: 'total',
    header: 'Price',
    kind: 'number',
    sortable: true,
    total: <Money minor={6_110_545} />,
    cell: ({ total }) => <Money minor={total} />,
  },
  { id: 'id', header: 'Number', extra: true, card: 'none', cell: ({ id }) => id },
  {
    id: 'do',
    header: 'Actions',
    kind: 'actions',
    card: 'none',
    cell: ({ name }) => <IconButton icon="more" size="small" label={`More for ${name}`} />,
  },
];

/** Tables: with rows, and with none. */
export function GalleryTables() {
  const sort = sortOf(useLocation().search) ?? { column: 'on', direction: 'descending' as const };
  return (
    <Section title="Tables" lede="Tick rows with the keyboard: arrows move, Shift extends, Ctrl-A takes all.">
      <div className="grid gap-4">
        <Table
          label="Estimates"
          rows={sorted(estimates, sort)}
          columns={columns}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          sort={sort}
          phone="cards"
          columnChoice={{ tableId: 'gallery' }}
          tools={<SearchField label="Search estimates" placeholder="Search estimates" />}
          bulk={{
            children: (
              <>
                <Button type="submit" size="small" name="intent" value="archive">
                  Archive
                </Button>
                <Button type="submit" size="small" name="intent" value="duplicate" icon="copy">
                  Duplicate
                </Button>
              </>
            ),
          }}
        />
        <Pagination page={2} pageSize={5} total={1_204} things="estimates" />
        <Table
          label="Rates"
          rows={estimates.slice(0, 2)}
          columns={columns.filter(({ id }) => id !== 'do')}
          rowKey={({ id }) => id}
          pending
        />
        <Table
          label="No estimates"
          rows={[]}
          columns={columns}
          rowKey={({ id }) => id}
          empty={<EmptyState title="No estimate matches" icon="search" action={<Button>Clear the filters</Button>} />}
        />
      </div>
    </Section>
  );
}

function sorted(rows: readonly Estimate[], { column, direction }: { column: string; direction: string }): Estimate[] {
  const key = columns.find(({ id }) => id === column)?.id as keyof Estimate | undefined; // the columns are named after the fields
  if (!key) return [...rows];
  const turn = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((one, other) => (one[key] < other[key] ? -turn : turn));
}

const usd = (minor: number) => moneyText(minor, { locale: 'en-US', currency: 'USD', whole: true });

/** Drawings: a room and a chart. */
export function GalleryPictures() {
  return (
    <Section title="Drawings">
      <div className="grid gap-4 md:grid-cols-2">
        <Card>
          <PlanDrawing
            title="Living room, 15 feet by 12 feet"
            width={15}
            depth={12}
            widthText="15′ 0″"
            depthText="12′ 0″"
            caption="Living room"
            detail="180 sq ft"
            openings={[
              { kind: 'window', wall: 'north', at: 2, width: 4 },
              { kind: 'window', wall: 'east', at: 3, width: 4 },
              { kind: 'door', wall: 'south', at: 10, width: 3 },
              { kind: 'door', wall: 'west', at: 7, width: 2.5 },
            ]}
          />
        </Card>
        <Card>
          <BarChart
            title="Cost by room"
            series={['Labor', 'Paint', 'Overhead']}
            format={usd}
            rows={[
              { label: 'Living room', values: [182_000, 41_200, 38_000] },
              { label: 'Kitchen', values: [96_000, 22_400, 19_000] },
              { label: 'Stair and hall', values: [143_000, 18_800, 28_000] },
              { label: 'Bedrooms', values: [210_500, 52_100, 44_000] },
            ]}
          />
        </Card>
      </div>
    </Section>
  );
}
