import { Badge } from '#app/ui/badge.tsx';
import { DateText } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Link } from '#app/ui/link.tsx';
import { Card, Section } from '#app/ui/page.tsx';

export interface RateVersion {
  number: number;
  note: string;
  createdAt: Date;
  createdByName: string | null;
}

/** Every version, newest first: an estimate keeps the one that priced it. */
export function Versions({ versions, current }: { versions: readonly RateVersion[]; current: number }) {
  if (versions.length === 0) return null;
  return (
    <Section
      id="versions"
      title="Versions"
      lede="An estimate keeps the version that it was priced with, until it is priced anew."
    >
      <Card>
        <ol className="rows">
          {versions.map(({ number, note, createdAt, createdByName }) => (
            <li key={number} className="rows-item">
              <div className="min-w-0">
                <strong className="font-semibold">Version {number}</strong>{' '}
                {number === current && <Badge tone="live">In use</Badge>}
                {note && <div>{note}</div>}
                <div className="text-sm text-ink-soft">
                  {createdByName ?? 'Somebody'}, <DateText value={createdAt} shape="both" />
                </div>
              </div>
              {number !== current && (
                <Link
                  className="btn btn-quiet btn-small"
                  to={`?version=${number}`}
                  aria-label={`View version ${number}`}
                >
                  View
                </Link>
              )}
            </li>
          ))}
        </ol>
      </Card>
    </Section>
  );
}

export function Restore({ number, current }: { number: number; current: number }) {
  return (
    <Form name={`restore-${number}`} className="form-inline">
      <input type="hidden" name="intent" value="restore" />
      <input type="hidden" name="number" value={number} />
      <input type="hidden" name="baseVersion" value={current} />
      <SubmitButton variant="secondary" size="small" icon="undo" aria-label={`Restore version ${number}`}>
        Restore
      </SubmitButton>
    </Form>
  );
}
