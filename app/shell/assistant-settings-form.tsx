import { providerNames } from '../ai/provider-names.ts';
import type { AssistantSettings, Choosable } from '../ai/settings.server.ts';
import { Select } from '../ui/choice-fields.tsx';
import { Form, FormActions, FormRow, SubmitButton } from '../ui/form.tsx';
import { TextArea, TextField } from '../ui/text-fields.tsx';

const places = [
  { name: 'first', label: 'Preferred model', placeholder: 'As the platform offers' },
  { name: 'second', label: 'When it fails', placeholder: 'No other' },
  { name: 'third', label: 'When that fails', placeholder: 'No other' },
  { name: 'fourth', label: 'As the last', placeholder: 'No other' },
] as const;

interface AssistantSettingsFormProps {
  settings: AssistantSettings;
  models: readonly Choosable[];
}

/** Which models answer, in which order, within what budget, and what they are told. */
export function AssistantSettingsForm({ settings, models }: AssistantSettingsFormProps) {
  return (
    <Form name="save" guard>
      <input type="hidden" name="intent" value="save" />
      <div className="grid gap-4 sm:grid-cols-2">
        {places.map(({ name, label, placeholder }, at) => (
          <Select
            key={name}
            name={name}
            label={label}
            placeholder={placeholder}
            defaultValue={settings.models[at] ?? ''}
            options={groupsOf(models)}
          />
        ))}
      </div>
      <FormRow>
        <TextField
          name="monthlyBudgetMicros"
          label="Budget of the business"
          prefix="$"
          suffix="a month"
          numeric
          inputMode="decimal"
          defaultValue={dollarsOf(settings.monthlyBudgetMicros)}
          help="Empty: no limit beyond the plan's."
        />
        <TextField
          name="memberBudgetMicros"
          label="Budget of each member"
          prefix="$"
          suffix="a month"
          numeric
          inputMode="decimal"
          defaultValue={dollarsOf(settings.memberBudgetMicros)}
        />
      </FormRow>
      <TextArea
        name="instructions"
        label="What it should know"
        rows={4}
        maxLength={4_000}
        defaultValue={settings.instructions}
        help="How the business speaks, what it never does, what its words mean. Added to every conversation."
        optional
      />
      <FormActions>
        <SubmitButton>Save</SubmitButton>
      </FormActions>
    </Form>
  );
}

function groupsOf(models: readonly Choosable[]) {
  const providers = [...new Set(models.map(({ provider }) => provider))];
  return providers.map((provider) => ({
    label: providerNames[provider],
    options: models
      .filter((model) => model.provider === provider)
      .map(({ id, label, price, isUsable }) => ({
        value: id,
        label: isUsable ? `${label}${priceText(price)}` : `${label} (needs a key)`,
        disabled: !isUsable,
      })),
  }));
}

/** What a million tokens cost to read and to write; thousandths of a dollar, as the table has them. */
function priceText({ input, output }: Choosable['price']): string {
  return output === 0 ? '' : `, $${input / 1000} in and $${output / 1000} out`;
}

/** As it is typed: cents only where there are any. */
function dollarsOf(micros: number | null): string {
  if (micros === null) return '';
  return micros % 1_000_000 === 0 ? String(micros / 1_000_000) : (micros / 1_000_000).toFixed(2);
}
