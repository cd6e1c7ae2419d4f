import { Form } from '@remix-run/react';
import { Button } from '../ui/button.tsx';
import { CsrfField } from '../ui/csrf.tsx';
import { DateText } from '../ui/figure.tsx';
import { Icon } from '../ui/icons.tsx';
import { OwnTimeZone } from './own-time-zone.tsx';

export interface StandInShown {
  operator: string;
  /** The member in whose place the operator is; null when it is over. */
  member: string | null;
  reason: string;
  readsOnly: boolean;
  endsAt: Date | string;
}

/** Stands above every page while an operator is in a member's place, with the way out of it. */
export function StandInBanner({ standIn }: { standIn: StandInShown | 'over' }) {
  return (
    <OwnTimeZone>
      <section className="stand-in-banner" aria-label="Standing in">
        <Icon name="eye" />
        <p>{standIn === 'over' ? 'You no longer stand in for anybody.' : <Sentence {...standIn} />}</p>
        <Form method="post" action="/operator/stop" reloadDocument>
          <CsrfField />
          <Button type="submit" size="small">
            {standIn === 'over' ? 'Go back' : 'Stop'}
          </Button>
        </Form>
      </section>
    </OwnTimeZone>
  );
}

function Sentence({ operator, member, reason, readsOnly, endsAt }: StandInShown) {
  return (
    <>
      <strong>
        {operator} in the place of {member}
      </strong>
      {readsOnly ? ', to read' : ''}, until <DateText value={endsAt} shape="time" />. {reason}
    </>
  );
}
