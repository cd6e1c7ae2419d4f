import { useParams } from '@remix-run/react';
import { Notice } from '#app/ui/badge.tsx';
import { Link } from '#app/ui/link.tsx';
import { links } from '../../domain/links.ts';

export interface Similar {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  isArchived: boolean;
}

/** Others who share an address or a number: perhaps the same person twice. */
export function SimilarClients({ similar, title }: { similar: readonly Similar[]; title: string }) {
  const { tenant = '' } = useParams();
  if (similar.length === 0) return null;
  return (
    <Notice title={title}>
      <ul>
        {similar.map(({ id, name, email, phone, isArchived }) => (
          <li key={id}>
            <Link className="link" to={links.client(tenant, id)}>
              {name}
            </Link>{' '}
            {[email, phone, isArchived && 'archived'].filter(Boolean).join(' · ')}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** The look-alikes in a refusal's details. */
export function similarIn(answer: unknown): Similar[] {
  if (typeof answer !== 'object' || answer === null || !('details' in answer)) return [];
  const { details } = answer;
  if (typeof details !== 'object' || details === null || !('similar' in details)) return [];
  return Array.isArray(details.similar) ? details.similar : [];
}
