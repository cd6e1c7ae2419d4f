import type { KnownKey } from '../ai/keys.server.ts';
import { providerNames } from '../ai/provider-names.ts';
import { Select } from '../ui/choice-fields.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { DateText } from '../ui/figure.tsx';
import { Form, SubmitButton } from '../ui/form.tsx';
import { Card } from '../ui/page.tsx';
import { TextField } from '../ui/text-fields.tsx';

const paid = ['anthropic', 'openai', 'together', 'fireworks'] as const;

/** The tenant's own keys, and a form for one more. */
export function AssistantKeys({ keys }: { keys: readonly KnownKey[] }) {
  return (
    <div className="grid gap-5">
      {keys.length > 0 && (
        <Card>
          <ul className="rows">
            {keys.map((key) => (
              <Key key={key.provider} {...key} />
            ))}
          </ul>
        </Card>
      )}
      <Form name="addKey" resetWhenDone>
        <input type="hidden" name="intent" value="addKey" />
        <Select
          name="provider"
          label="Provider"
          placeholder="Choose a provider"
          options={paid.map((value) => ({ value, label: providerNames[value] }))}
        />
        <TextField
          name="apiKey"
          label="Key"
          type="password"
          autoComplete="off"
          spellCheck={false}
          help="It is tried with one short question before it is saved. One that was there is replaced."
        />
        <SubmitButton>Try and save the key</SubmitButton>
      </Form>
    </div>
  );
}

function Key({ provider, hint, createdAt }: KnownKey) {
  return (
    <li className="rows-item">
      <div className="min-w-0">
        <strong>{providerNames[provider]}</strong>
        <div className="muted">
          ends in <code>{hint}</code>, since <DateText value={createdAt} />
        </div>
      </div>
      <Form name={`remove-${provider}`} className="form-inline">
        <input type="hidden" name="intent" value="removeKey" />
        <input type="hidden" name="provider" value={provider} />
        <ConfirmButton
          question={`Remove the key of ${providerNames[provider]}?`}
          consequence="Its models answer no more, unless the platform has a key of its own."
          confirm="Remove"
          size="small"
        >
          Remove
        </ConfirmButton>
      </Form>
    </li>
  );
}
