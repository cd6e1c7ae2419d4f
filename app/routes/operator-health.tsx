import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { sizeText } from '../admin/size.ts';
import { readHealth } from '../operator/health.server.ts';
import { OperatorPage } from '../shell/operator-page.tsx';
import { ProviderHealth } from '../shell/provider-health.tsx';
import { operatorLoader } from '../tenancy/gate.server.ts';
import { Badge } from '../ui/badge.tsx';
import { DescriptionList } from '../ui/description-list.tsx';
import { DateText } from '../ui/figure.tsx';
import { Card, Section } from '../ui/page.tsx';
import { type Column, Table } from '../ui/table.tsx';

export const meta: MetaFunction = () => [{ title: 'Health · Platform · Candlefish' }];

export const loader = operatorLoader({}, readHealth);

type Health = Awaited<ReturnType<typeof loader>>;
type Row = Health['backlogs'][keyof Health['backlogs']] & { name: string };

const names = {
  jobs: 'Jobs that are due',
  events: 'Events to deliver',
  letters: 'Letters of businesses',
  accountLetters: 'Letters about accounts',
};

const columns: Column<Row>[] = [
  { id: 'name', header: 'Work', cell: ({ name }) => name },
  { id: 'waiting', header: 'Waiting', kind: 'number', cell: ({ waiting }) => waiting },
  {
    id: 'oldest',
    header: 'Since',
    kind: 'date',
    cell: ({ oldestAt }) => (oldestAt ? <DateText value={oldestAt} shape="both" /> : '–'),
  },
  {
    id: 'dead',
    header: 'Given up',
    cell: ({ dead }) => (dead > 0 ? <Badge tone="danger">{dead}</Badge> : <Badge tone="done">None</Badge>),
  },
];

export default function OperatorHealth() {
  const { database, backlogs, limiter, accessLog, providers, build, process } = useLoaderData<typeof loader>();
  const { total, idle, waiting } = database.pool;
  const rows: Row[] = [
    { name: names.jobs, ...backlogs.jobs },
    { name: names.events, ...backlogs.events },
    { name: names.letters, ...backlogs.letters },
    { name: names.accountLetters, ...backlogs.accountLetters },
  ];
  return (
    <OperatorPage title="Health" lede="The database is everybody’s; the process is the one that answered you.">
      <Section title="Work in the background">
        <Table
          label="Work in the background"
          rows={rows}
          columns={columns}
          rowKey={({ name }) => name}
          tall
          phone="cards"
        />
      </Section>
      <Section
        title="Models of the assistant"
        lede="As they answered this process in its last thousand requests to each. The first word is timed from the request."
      >
        <ProviderHealth providers={providers} />
      </Section>
      <Section title="Database">
        <Card>
          <DescriptionList
            facts={[
              {
                term: 'Engine',
                value: `${database.engine === 'pglite' ? 'Embedded PostgreSQL' : 'PostgreSQL'} ${database.version}`,
              },
              { term: 'Connections', value: `${total} open, ${idle} idle, ${waiting} requests waiting for one` },
              { term: 'Migrations', value: `${build.migrations}, the last is ${build.lastMigration}` },
            ]}
          />
        </Card>
      </Section>
      <Section title="This process">
        <Card>
          <DescriptionList
            facts={[
              { term: 'Version', value: `Candlefish ${build.app} on Node ${build.node}` },
              { term: 'Running since', value: <DateText value={process.startedAt} shape="both" /> },
              {
                term: 'Memory',
                value: `${sizeText(process.rss)}, of it ${sizeText(process.heapUsed)} in use by the program`,
              },
              { term: 'Limits of requests', value: `counted ${limiter}` },
              {
                term: 'Access log',
                value: `${accessLog.waiting} entries wait to be written, ${accessLog.lost} were lost`,
              },
            ]}
          />
        </Card>
      </Section>
    </OperatorPage>
  );
}
