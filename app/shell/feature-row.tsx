import { Badge } from '../ui/badge.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { TextField } from '../ui/text-fields.tsx';

interface FeatureRowProps {
  name: string;
  label: string;
  whenOff: string;
  isOn: boolean;
  /** How many businesses have a switch of their own. */
  exceptions?: number;
  /** Whether this is the business's own switch and not everybody's. */
  isOwn?: boolean;
  offered: readonly ('on' | 'off' | 'default')[];
}

const verbs = { on: 'Switch on', off: 'Switch off', default: 'As for everybody' };

/** A feature with the form that switches it. */
export function FeatureRow({ name, label, whenOff, isOn, exceptions = 0, isOwn, offered }: FeatureRowProps) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{label}</strong> <Badge tone={isOn ? 'done' : 'danger'}>{isOn ? 'On' : 'Off'}</Badge>{' '}
        {isOwn && <Badge icon="building">Of this business</Badge>}
        <div className="muted">Off: {whenOff}</div>
        {exceptions > 0 && <div className="muted">Set otherwise in {exceptions} businesses.</div>}
      </div>
      <div className="toolbar">
        {offered.map((to) => (
          <Form key={to} name={`${name}-${to}`} className="form-inline" aria-label={`${verbs[to]}: ${label}`}>
            <input type="hidden" name="intent" value="feature" />
            <input type="hidden" name="feature" value={name} />
            <input type="hidden" name="to" value={to} />
            <TextField name="reason" label="Why" maxLength={300} autoComplete="off" />
            <SubmitButton variant={to === 'off' ? 'danger' : 'secondary'}>
              {to === 'default' && !isOwn ? verbs.on : verbs[to]}
            </SubmitButton>
          </Form>
        ))}
      </div>
    </li>
  );
}
