import type { ComponentType } from 'react';
import { Button } from '#app/ui/button.tsx';
import { SubmitButton } from '#app/ui/form.tsx';
import { Section } from '#app/ui/page.tsx';
import { EditLink } from '../editing.tsx';
import type { PartId } from './parts.ts';
import { useRates } from './rate-context.ts';

export interface RatePartProps {
  id: PartId;
  title: string;
  lede?: string;
  /** The part as text. */
  Reading: ComponentType;
  /** The part as controls. */
  Fields: ComponentType;
}

/** One part of the book: text to read, or controls where it is being edited. */
export function RatePart({ id, title, lede, Reading, Fields }: RatePartProps) {
  const isOpen = useRates().open.includes(id);
  return (
    <Section
      id={id}
      className={isOpen ? 'scroll-mt-40' : 'scroll-mt-16'}
      title={title}
      lede={lede}
      actions={!isOpen && <OpenPart id={id} title={title} />}
    >
      {isOpen ? (
        <>
          <input type="hidden" name="parts[]" value={id} />
          <Fields />
          {/* On a phone the bar with the other one does not stay in sight. */}
          <div className="mt-3 sm:hidden">
            <SubmitButton>Save</SubmitButton>
          </div>
        </>
      ) : (
        <Reading />
      )}
    </Section>
  );
}

/** Beside a form that is open already, another part joins it, so that nothing typed is lost. */
function OpenPart({ id, title }: { id: PartId; title: string }) {
  const { opens } = useRates();
  const label = `Edit ${title.toLowerCase()}`;
  if (opens === 'never') return null;
  if (opens === 'by-address') {
    return (
      <EditLink part={id} label={label}>
        Edit
      </EditLink>
    );
  }
  return (
    <Button
      type="submit"
      name="reshape"
      value={`open:${id}`}
      icon="edit"
      variant="quiet"
      size="small"
      aria-label={label}
    >
      Edit
    </Button>
  );
}
