import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ShownChangeSet } from '../ai/message.ts';
import { type Change, mayRunUnasked, type WriteEffect } from '../ai/tool.ts';
import { Badge, type Tone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CsrfField } from '../ui/csrf.tsx';
import { cx } from '../ui/cx.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import type { Decision } from './doors.ts';
import { isOpen } from './parts.ts';
import { plainName, withoutTricks } from './plain-text.ts';
import { AnyLink } from './surroundings.tsx';

const InputEditor = lazy(() => import('./input-editor.tsx'));

/** What one can do about changes that wait. */
export interface Deciding {
  /** Only whoever asked decides. */
  mayDecide: (changeSet: ShownChangeSet) => boolean;
  /** Only the conversation's owner lets a tool run in it without asking. */
  mayAllow: boolean;
  decide: (decisions: readonly Decision[], allowTool?: string) => Promise<void>;
  undo: (changeSetId: string) => Promise<void>;
}

/** What a tool wants to change, shown before it happens, and what became of it. */
export function ChangeSetView({ changeSet, input, deciding }: ChangeSetViewProps) {
  const { summary, changes, effect, outcome } = changeSet;
  const now = useNow(changeSet);
  const open = isOpen(changeSet, now);
  const state = stateOf(changeSet, open);
  const mayDecide = deciding.mayDecide(changeSet);
  return (
    <section
      tabIndex={-1}
      className={cx('change-set', `change-set-${effect}`, open && 'change-set-open')}
      aria-label={`Change: ${summary}`}
    >
      <header>
        <h3>{withoutTricks(summary)}</h3>
        <Badge tone={state.tone} icon={state.icon}>
          {state.word}
        </Badge>
      </header>
      <ol className="changes">
        {changes.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the changes of a set never change
          <ChangeView key={at} change={change} isOpen={open} />
        ))}
      </ol>
      {outcome && (
        <div className="change-outcome">
          <p>{withoutTricks(outcome.text)}</p>
          {outcome.records?.map(({ label, href }) => (
            <AnyLink key={href} href={href}>
              {plainName(label)}
            </AnyLink>
          ))}
        </div>
      )}
      {!open && changeSet.status === 'proposed' && (
        <p className="muted">It waited for too long to be done as it stands. Ask for it again.</p>
      )}
      {open && mayDecide && <Decide {...{ changeSet, input, deciding }} />}
      {open && !mayDecide && <p className="muted">Whoever asked for it decides.</p>}
      {changeSet.status === 'applied' && changeSet.canUndo && mayDecide && (
        <footer>
          <Undo changeSet={changeSet} deciding={deciding} />
        </footer>
      )}
    </section>
  );
}

export interface ChangeSetViewProps {
  changeSet: ShownChangeSet;
  /** What the tool was called with. */
  input: unknown;
  deciding: Deciding;
}

interface State {
  word: string;
  tone: Tone;
  icon?: IconName;
}

function stateOf({ status, effect }: ShownChangeSet, open: boolean): State {
  if (open) return asking[effect].state;
  return {
    proposed: { word: 'Expired', tone: 'plain', icon: 'clock' } as const,
    expired: { word: 'Expired', tone: 'plain', icon: 'clock' } as const,
    applied: { word: 'Done', tone: 'done' } as const,
    refused: { word: 'Not done', tone: 'plain', icon: 'x' } as const,
    failed: { word: 'Did not work', tone: 'danger' } as const,
    undone: { word: 'Taken back', tone: 'plain', icon: 'undo' } as const,
  }[status];
}

/** How a change of each effect is asked for. What others will see, and what goes away, says so before it is approved. */
const asking: Record<WriteEffect, Asking> = {
  write: { state: { word: 'Waits for you', tone: 'live' }, approve: 'Approve', icon: 'check' },
  send: {
    state: { word: 'Leaves the business', tone: 'live', icon: 'external' },
    approve: 'Send',
    icon: 'send',
    notice: 'Somebody outside the business will see this. Read it as they will.',
  },
  destroy: { state: { word: 'Deletes', tone: 'danger' }, approve: 'Delete', icon: 'trash' },
};

interface Asking {
  state: State;
  /** On the button that does it. */
  approve: string;
  icon: IconName;
  notice?: string;
}

const verbs = {
  add: { word: 'Adds', icon: 'plus' },
  change: { word: 'Changes', icon: 'edit' },
  remove: { word: 'Removes', icon: 'trash' },
} as const;

function ChangeView({ change, isOpen }: { change: Change; isOpen: boolean }) {
  const { verb, what, label, href, fields } = change;
  const name = plainName(label);
  return (
    <li className={`change change-${verb}`}>
      <p className="change-title">
        <Icon name={verbs[verb].icon} />
        <span className="sr-only">{verbs[verb].word}</span> <span className="muted">{what}</span>{' '}
        <strong>{href && !(isOpen && verb === 'add') ? <AnyLink href={href}>{name}</AnyLink> : name}</strong>
      </p>
      {fields.length > 0 && (
        <dl className="change-fields">
          {fields.map(({ label: field, before, after, because }) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>
                {before !== null && (
                  <del>
                    <span className="sr-only">before: </span>
                    {withoutTricks(before)}
                  </del>
                )}
                {before !== null && after !== null && <Icon name="arrow-right" />}
                {after !== null && (
                  <ins>
                    {before !== null && <span className="sr-only">after: </span>}
                    {withoutTricks(after)}
                  </ins>
                )}
                {because && <small>{withoutTricks(because)}</small>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

/** Without a script each button posts the form around it; with one it is done in place. */
function Decide({ changeSet, input, deciding }: ChangeSetViewProps) {
  const { id, fingerprint, effect, label, tool } = changeSet;
  const [isEditing, setEditing] = useState(false);
  const [isSending, setSending] = useState(false);
  const [allows, setAllows] = useState(false);
  const place = useRef<HTMLFormElement>(null);
  const { approve, icon, notice } = asking[effect];

  async function decide(decision: Decision['decision'], edited?: unknown) {
    if (isSending) return;
    // The button that was pressed is about to go: the focus stays with what was decided on.
    const section = place.current?.closest<HTMLElement>('.change-set');
    setSending(true);
    const allowed = allows && decision === 'approve' ? tool : undefined;
    await deciding.decide([{ id, fingerprint, decision, ...(edited !== undefined && { input: edited }) }], allowed);
    setSending(false);
    setEditing(false);
    section?.focus();
  }

  if (isEditing) {
    return (
      <Suspense fallback={<p className="room-quiet">Opening the fields</p>}>
        <InputEditor
          place={place}
          input={input}
          isSending={isSending}
          onDone={(edited) => decide('approve', edited)}
          onCancel={() => setEditing(false)}
        />
      </Suspense>
    );
  }
  return (
    <form
      ref={place}
      method="post"
      className="change-decide"
      onSubmit={(event) => {
        event.preventDefault();
        const button = (event.nativeEvent as SubmitEvent).submitter; // what React hands on of a submit
        void decide(button?.getAttribute('value') === 'refuse' ? 'refuse' : 'approve');
      }}
    >
      <CsrfField />
      <input type="hidden" name="intent" value="decide" />
      <input type="hidden" name="changeSet" value={id} />
      <input type="hidden" name="fingerprint" value={fingerprint} />
      {notice && <p className="muted">{notice}</p>}
      <div className="change-buttons">
        <Button
          type="submit"
          name="decision"
          value="approve"
          size="small"
          variant={effect === 'destroy' ? 'danger' : 'primary'}
          icon={icon}
          pending={isSending}
        >
          {approve}
        </Button>
        <Button size="small" icon="edit" className="needs-script" onClick={() => setEditing(true)}>
          Edit
        </Button>
        <Button type="submit" name="decision" value="refuse" size="small" variant="quiet" icon="x">
          Refuse
        </Button>
      </div>
      {deciding.mayAllow && mayRunUnasked(effect) && (
        <label className="choice needs-script">
          <input
            type="checkbox"
            className="check"
            checked={allows}
            onChange={(event) => setAllows(event.currentTarget.checked)}
          />
          <span>Allow “{label}” in this conversation without asking</span>
        </label>
      )}
    </form>
  );
}

function Undo({ changeSet, deciding }: Pick<ChangeSetViewProps, 'changeSet' | 'deciding'>) {
  const [isSending, setSending] = useState(false);
  return (
    <form
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        setSending(true);
        void deciding.undo(changeSet.id).finally(() => setSending(false));
      }}
    >
      <CsrfField />
      <input type="hidden" name="intent" value="undo" />
      <input type="hidden" name="changeSet" value={changeSet.id} />
      <Button type="submit" size="small" variant="quiet" icon="undo" pending={isSending}>
        Undo
      </Button>
    </form>
  );
}

/** Several changes of one answer, decided on at once. */
export function DecideAll({ waiting, deciding }: { waiting: readonly ShownChangeSet[]; deciding: Deciding }) {
  const [isSending, setSending] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const open = waiting.filter(deciding.mayDecide);
  if (open.length < 2) return null;
  const effects = new Set(open.map(({ effect }) => effect));

  async function decide(decision: Decision['decision']) {
    if (isSending) return;
    setSending(true);
    const answer = place.current?.closest<HTMLElement>('.answer');
    await deciding.decide(open.map(({ id, fingerprint }) => ({ id, fingerprint, decision })));
    setSending(false);
    answer?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend, and these are buttons without a form
    <div ref={place} className="decide-all needs-script" role="group" aria-label="All changes together">
      <span>{open.length} changes wait</span>
      <Button
        size="small"
        variant={effects.has('destroy') ? 'danger' : 'primary'}
        pending={isSending}
        onClick={() => decide('approve')}
      >
        {approveAll(effects)}
      </Button>
      <Button size="small" variant="quiet" onClick={() => decide('refuse')}>
        Refuse all
      </Button>
    </div>
  );
}

function approveAll(effects: ReadonlySet<WriteEffect>): string {
  const told = [effects.has('send') && 'sent', effects.has('destroy') && 'deleted'].filter(Boolean);
  return told.length === 0 ? 'Approve all' : `Approve all, with what is ${told.join(' and ')}`;
}

/** The moment, anew when the set expires. The server has no part in it: what has expired by its clock it says itself. */
function useNow({ status, expiresAt }: ShownChangeSet): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    const left = Date.parse(expiresAt) - Date.now();
    if (status !== 'proposed' || left <= 0) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(left + 100, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  }, [status, expiresAt]);
  return now;
}
