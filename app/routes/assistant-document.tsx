import type { MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { z } from 'zod';
import { sizeText } from '../admin/size.ts';
import { getDocument } from '../ai/knowledge/documents.server.ts';
import { tenantLoader } from '../tenancy/gate.server.ts';
import { Notice } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Card, Page, PageHeader } from '../ui/page.tsx';
import { idSchema } from '../values/id-schema.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.title ?? 'Document'} · Candlefish` }];

export const loader = tenantLoader(
  {
    permission: 'tenant:read',
    params: z.object({ tenant: z.string(), document: idSchema }),
    search: z.object({ at: z.coerce.number().int().min(0).max(1_000_000).optional().catch(undefined) }),
  },
  async ({ tx, tenant, member, params, search }) => {
    const { document, file, ...found } = await getDocument(tx, member, params.document, search.at ?? 0);
    const home = `/t/${tenant.slug}/assistant/documents`;
    const { id, title, status, problem } = document;
    return { ...found, id, title, status, problem, size: file?.size ?? 0, at: search.at ?? null, home };
  },
);

export default function KnownDocument() {
  const { id, title, status, problem, size, passages, from, total, pageSize, at, home } =
    useLoaderData<typeof loader>();
  const self = `${home}/${id}`;
  return (
    <Page size="narrow">
      <PageHeader
        title={title}
        lede={`What the assistant reads in it, in ${total} ${total === 1 ? 'passage' : 'passages'}.`}
        above={<Link to={home}>Documents</Link>}
      >
        <LinkButton to={`${self}/file`} icon="download" reloadDocument>
          Download ({sizeText(size)})
        </LinkButton>
      </PageHeader>
      {problem && (
        <Notice tone="danger" title="It could not be read">
          {problem}
        </Notice>
      )}
      {status === 'waiting' && <Notice title="It waits to be read">Come back in a moment.</Notice>}
      {passages.length > 0 && (
        <Card>
          <ol className="rows" start={from + 1}>
            {passages.map(({ ordinal, locator, text }) => (
              <li
                key={ordinal}
                className={ordinal === at ? 'rows-item passage passage-cited' : 'rows-item passage'}
                {...(ordinal === at && { id: 'passage', 'aria-current': 'true' })}
              >
                {locator && <h2 className="passage-locator">{locator}</h2>}
                <p className="passage-text">{text}</p>
              </li>
            ))}
          </ol>
        </Card>
      )}
      {total > pageSize && (
        <nav className="toolbar" aria-label="Passages">
          {from > 0 && (
            <LinkButton to={`${self}?at=${from - pageSize}`} icon="chevron-left">
              Before
            </LinkButton>
          )}
          {from + pageSize < total && (
            <LinkButton to={`${self}?at=${from + pageSize}`} icon="chevron-right">
              After
            </LinkButton>
          )}
        </nav>
      )}
    </Page>
  );
}
