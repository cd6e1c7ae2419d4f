import { type FormEvent, useState } from 'react';
import { FormRow } from '#app/ui/form.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { parseNumberText } from '#app/values/number-text.ts';
import { marginFromMarkup, markupFromMargin } from '../../domain/strategy.ts';
import { RateChoice, RateField } from './cells.tsx';
import { numberOut, textOf } from './form-values.ts';
import { useRateForm } from './rate-context.ts';

/** What an hour costs, and what is put on top. */
export function LabourSection() {
  const { values } = useRateForm();
  const [typed, setTyped] = useState({
    overhead: textOf(values, 'overhead.kind'),
    kind: textOf(values, 'strategy.kind'),
    percent: textOf(values, 'strategy.percent'),
  });

  function follow(event: FormEvent) {
    const { target } = event;
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return;
    const field = { 'overhead.kind': 'overhead', 'strategy.kind': 'kind', 'strategy.percent': 'percent' }[target.name];
    if (field) setTyped((before) => ({ ...before, [field]: target.value }));
  }

  return (
    <Section
      className="scroll-mt-40"
      id="labour"
      title="Labour and price"
      lede="What an hour of your crew costs, and what the client pays for it."
    >
      <Card className="grid gap-5">
        <div className="contents" onInput={follow}>
          <FormRow>
            <RateField name="wage" label="Wage" prefix="money" suffix="per hour" />
            <RateField
              name="burdenPercent"
              label="Burden"
              suffix="%"
              help="Payroll tax, insurance, holidays: on the wage."
            />
            <RateChoice
              name="overhead.kind"
              label="Overhead is"
              options={[
                ['percent', 'Per cent of direct cost'],
                ['per-hour', 'An amount per hour'],
              ]}
            />
            <RateField
              name="overhead.value"
              label="Overhead"
              prefix={typed.overhead === 'per-hour' ? 'money' : undefined}
              suffix={typed.overhead === 'per-hour' ? 'per hour' : '%'}
            />
          </FormRow>
          <FormRow>
            <RateChoice
              name="strategy.kind"
              label="Profit is stated as"
              options={[
                ['margin', 'Margin, of the price'],
                ['markup', 'Markup, on the cost'],
              ]}
            />
            <RateField
              name="strategy.percent"
              label={typed.kind === 'markup' ? 'Markup' : 'Margin'}
              suffix="%"
              help={<OtherWay kind={typed.kind} percent={typed.percent} />}
            />
            <RateField
              name="materialMarkupPercent"
              label="Markup on materials"
              optional
              suffix="%"
              help="Left empty, materials are priced like the labour."
            />
            <RateField name="minimumCharge" label="Minimum charge" prefix="money" help="No estimate comes to less." />
          </FormRow>
        </div>
      </Card>
    </Section>
  );
}

/** Markup is not margin: the other one, while the one is typed. */
function OtherWay({ kind, percent }: { kind: string; percent: string }) {
  const { locale } = useRateForm();
  const number = parseNumberText(percent, locale);
  if (!number.ok || Number(number.value) < 0 || (kind === 'margin' && Number(number.value) >= 100)) {
    return <>Under 100 % for a margin.</>;
  }
  const other = kind === 'markup' ? marginFromMarkup(number.value, 2) : markupFromMargin(number.value, 2);
  return (
    <output>
      The same as {numberOut(other, locale)} % {kind === 'markup' ? 'margin' : 'markup'}.
    </output>
  );
}
