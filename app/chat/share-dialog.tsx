import { useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { toast } from '../ui/toast-store.ts';
import { CopyButton } from './copy-button.tsx';
import type { Doors, OpenConversation, Share } from './doors.ts';
import type { AssistantSetup } from './setup.ts';

type Access = 'nobody' | 'read' | 'write';

interface Shared {
  openTo: Access;
  members: ReadonlyMap<string, Access>;
}

const withNobody: Shared = { openTo: 'nobody', members: new Map() };

const accesses: readonly { value: Access; label: string }[] = [
  { value: 'nobody', label: 'Nothing' },
  { value: 'read', label: 'Read' },
  { value: 'write', label: 'Read and write' },
];

export interface ShareDialogProps {
  doors: Doors;
  /** Null: nothing is being shared. */
  id: string | null;
  members: AssistantSetup['members'];
  /** The full address that a colleague opens. */
  address: string;
  onClose: () => void;
  onShared: () => void;
}

/** Who else in the business may read a conversation, or go on with it. */
export default function ShareDialog({ doors, id, members, address, onClose, onShared }: ShareDialogProps) {
  const [shared, setShared] = useState<Shared>(withNobody);
  const [readFor, setReadFor] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);

  useEffect(() => {
    if (id === null) return;
    let isGone = false;
    doors
      .open(id)
      .then(({ conversation }: OpenConversation) => {
        if (isGone) return;
        const members = new Map((conversation.shares ?? []).map(({ userId, access }) => [userId, access]));
        setShared({ openTo: conversation.openTo, members });
        setReadFor(id);
      })
      .catch(() => toast({ message: 'What it is shared with could not be read. Try again.', tone: 'problem' }));
    return () => {
      isGone = true;
      setReadFor(null);
    };
  }, [doors, id]);

  async function save() {
    if (id === null || readFor !== id || isSending) return;
    setSending(true);
    const shares = [...shared.members].flatMap(([userId, access]): Share[] =>
      access === 'nobody' ? [] : [{ userId, access }],
    );
    try {
      await doors.change(id, { openTo: shared.openTo, shares });
      onShared();
      onClose();
    } catch (problem) {
      toast({ message: problem instanceof Error ? problem.message : 'That did not work.', tone: 'problem' });
    }
    setSending(false);
  }

  return (
    <Dialog
      open={id !== null}
      onClose={onClose}
      title="Share the conversation"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" pending={isSending || readFor !== id} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <p className="muted">
        Only inside the business. What an answer shows and somebody may not see stays hidden from them. Whoever writes
        acts with their own permissions.
      </p>
      {/* What is chosen before it is known how it stands would be overwritten. */}
      <fieldset className="share-choices" disabled={readFor !== id} aria-label="Who may do what">
        <AccessRow
          name="Everybody in the business"
          value={shared.openTo}
          onChange={(openTo) => setShared({ ...shared, openTo })}
        />
        {members.length > 0 && (
          <ul className="share-members">
            {members.map(({ userId, name }) => (
              <li key={userId}>
                <AccessRow
                  name={name}
                  value={shared.members.get(userId) ?? 'nobody'}
                  onChange={(access) =>
                    setShared({ ...shared, members: new Map([...shared.members, [userId, access]]) })
                  }
                />
              </li>
            ))}
          </ul>
        )}
      </fieldset>
      <p className="share-address">
        <span>{address}</span>
        <CopyButton label="Copy the link" text={address} />
      </p>
    </Dialog>
  );
}

function AccessRow({ name, value, onChange }: { name: string; value: Access; onChange: (access: Access) => void }) {
  return (
    <label className="share-row">
      <span>{name}</span>
      <select
        className="control select"
        value={value}
        onChange={(event) => {
          const chosen = accesses.find((each) => each.value === event.currentTarget.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {accesses.map((each) => (
          <option key={each.value} value={each.value}>
            {each.label}
          </option>
        ))}
      </select>
    </label>
  );
}
