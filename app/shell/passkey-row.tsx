import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

export interface PasskeyRowProps {
  id: string;
  name: string;
  isBackedUp: boolean;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** A passkey with its name to change and the way to remove it. */
export function PasskeyRow({ id, name, isBackedUp, createdAt, lastUsedAt }: PasskeyRowProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{name}</strong> {isBackedUp && <Badge>Synced</Badge>}
        <div className="muted">
          Added <DateText value={createdAt} />
          {lastUsedAt ? (
            <>
              , last used <DateText value={lastUsedAt} />
            </>
          ) : (
            ', never used'
          )}
        </div>
      </div>
      <div className="toolbar">
        <Form name={`rename-${id}`} className="form-inline">
          <input type="hidden" name="intent" value="rename" />
          <input type="hidden" name="id" value={id} />
          <TextField
            name="name"
            id={`name-${id}`}
            label={`Name of ${name}`}
            hideLabel
            defaultValue={name}
            maxLength={60}
          />
          <Button type="submit">Rename</Button>
        </Form>
        <Form name={`remove-${id}`} className="form-inline">
          <input type="hidden" name="intent" value="remove" />
          <input type="hidden" name="id" value={id} />
          <ConfirmButton
            question={`Remove ${name}?`}
            consequence="It no longer signs you in. The device keeps its half until you delete it there."
            confirm="Remove"
          >
            Remove
          </ConfirmButton>
        </Form>
      </div>
    </li>
  );
}
