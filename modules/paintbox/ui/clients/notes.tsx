import { DateText } from '#app/ui/figure.tsx';
import { Form, SubmitButton } from '#app/ui/form.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { TextArea } from '#app/ui/text-fields.tsx';

export interface Note {
  id: string;
  body: string;
  authorName: string | null;
  createdAt: Date;
}

interface NotesProps {
  clientId: string;
  notes: readonly Note[];
  submission: string;
  mayWrite: boolean;
}

/** What was said and noticed, newest first. */
export function Notes({ clientId, notes, submission, mayWrite }: NotesProps) {
  return (
    <Section title="Notes">
      <Card className="grid gap-4">
        {mayWrite && (
          <Form name="note" submission={`${submission}-note`} resetWhenDone>
            <input type="hidden" name="intent" value="add-note" />
            <input type="hidden" name="clientId" value={clientId} />
            <TextArea name="body" label="New note" rows={2} />
            <div>
              <SubmitButton variant="secondary">Add note</SubmitButton>
            </div>
          </Form>
        )}
        <ul className="rows">
          {notes.map(({ id, body, authorName, createdAt }) => (
            <li key={id} className="rows-item items-start">
              <div className="min-w-0 flex-1">
                <p className="whitespace-pre-line">{body}</p>
                <p className="text-sm text-ink-soft">
                  {authorName ?? 'Somebody'}, <DateText value={createdAt} shape="both" />
                </p>
              </div>
              {mayWrite && (
                <Form name={`remove-${id}`} className="form-inline">
                  <input type="hidden" name="intent" value="archive-note" />
                  <input type="hidden" name="id" value={id} />
                  <SubmitButton
                    variant="quiet"
                    size="small"
                    icon="trash"
                    aria-label={`Remove the note “${body.slice(0, 40)}”`}
                  >
                    Remove
                  </SubmitButton>
                </Form>
              )}
            </li>
          ))}
          {notes.length === 0 && <li className="muted">No notes yet.</li>}
        </ul>
      </Card>
    </Section>
  );
}
