import { useParams } from '@remix-run/react';
import { LinkButton } from '#app/ui/button.tsx';
import { EmptyState } from '#app/ui/empty-state.tsx';
import { Money } from '#app/ui/figure.tsx';
import { Icon } from '#app/ui/icons.tsx';
import { Link } from '#app/ui/link.tsx';
import { type Column, Table } from '#app/ui/table.tsx';
import { links } from '../../domain/links.ts';
import { ListDay } from '../lists/list-day.tsx';
import { SearchBox } from '../lists/search-box.tsx';

export interface ClientListRow {
  id: string;
  kind: 'person' | 'company';
  name: string;
  email: string | null;
  phone: string | null;
  city: string | null;
  dealCount: number;
  wonMinor: number;
  updatedAt: Date;
}

export function ClientTable({
  rows,
  isFiltered,
  mayWrite,
}: {
  rows: readonly ClientListRow[];
  isFiltered: boolean;
  mayWrite: boolean;
}) {
  return (
    <Table
      label="Clients"
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      sort={{ column: 'name', direction: 'ascending' }}
      phone="cards"
      tools={<SearchBox label="Search clients" placeholder="Name, email or phone" />}
      empty={<NoClients isFiltered={isFiltered} mayWrite={mayWrite} />}
    />
  );
}

const columns: readonly Column<ClientListRow>[] = [
  { id: 'name', header: 'Name', sortable: true, card: 'wide', cell: (client) => <Name {...client} /> },
  { id: 'phone', header: 'Phone', cell: ({ phone }) => phone && <PhoneLink phone={phone} /> },
  { id: 'email', header: 'Email', card: 'none', cell: ({ email }) => email && <MailLink email={email} /> },
  { id: 'city', header: 'City', card: 'none', cell: ({ city }) => city },
  { id: 'deals', header: 'Deals', kind: 'number', card: 'none', cell: ({ dealCount }) => dealCount },
  {
    id: 'won',
    header: 'Accepted',
    kind: 'number',
    sortable: true,
    card: 'label',
    cell: ({ wonMinor }) => wonMinor !== 0 && <Money minor={wonMinor} />,
  },
  {
    id: 'updated',
    header: 'Updated',
    kind: 'date',
    sortable: true,
    card: 'none',
    cell: ({ updatedAt }) => <ListDay value={updatedAt} />,
  },
];

function Name({ id, name, kind }: ClientListRow) {
  const { tenant = '' } = useParams();
  return (
    <span className="flex min-w-44 items-center gap-2">
      <Link className="link" to={links.client(tenant, id)} prefetch="intent">
        {name}
      </Link>
      {kind === 'company' && <Icon name="building" label="Company" className="text-ink-faint" />}
    </span>
  );
}

export function MailLink({ email }: { email: string }) {
  return (
    <a className="link" href={`mailto:${email}`}>
      {email}
    </a>
  );
}

/** Dials: what a phone cannot dial is left out of the number. */
export function PhoneLink({ phone }: { phone: string }) {
  return (
    <a className="link num" href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
      {phone}
    </a>
  );
}

function NoClients({ isFiltered, mayWrite }: { isFiltered: boolean; mayWrite: boolean }) {
  const { tenant = '' } = useParams();
  if (isFiltered) {
    return (
      <EmptyState icon="search" title="Nobody matches" action={<LinkButton to="?">Show all clients</LinkButton>}>
        Try part of the name, the email address or the phone number.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="people"
      title="Your clients will be here"
      action={
        mayWrite && (
          <LinkButton to={links.newClient(tenant)} variant="primary" icon="plus">
            New client
          </LinkButton>
        )
      }
    >
      People and companies, the places they have painted, and what was said and offered.
    </EmptyState>
  );
}
