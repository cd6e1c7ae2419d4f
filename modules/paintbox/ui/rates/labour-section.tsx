import { type FormEvent, useState } from 'react';
import { FormRow } from '#app/ui/form.tsx';
import { Card } from '#app/ui/page.tsx';
import { RateChoice, RateField } from './cells.tsx';
import { overheads, strategies } from './choices.ts';
import { textOf } from './form-values.ts';
import { useRates } from './rate-context.ts';
import { RateFacts } from './rate-facts.tsx';
import { RatePart } from './rate-part.tsx';
import { labourFacts, otherPercent } from './reading.ts';

/** What an hour costs, and what is put on top. */
export function LabourPart() {
  return (
    <RatePart
      id="labour"
      title="Labour and price"
      lede="What an hour of your crew costs, and what the client pays for it."
      Reading={LabourReading}
      Fields={LabourFields}
    />
  );
}

function LabourReading() {
  return <RateFacts facts={labourFacts(useRates())} />;
}

function LabourFields() {
  const { values } = useRates();
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
          <RateChoice name="overhead.kind" label="Overhead is" options={overheads} />
          <RateField
            name="overhead.value"
            label="Overhead"
            prefix={typed.overhead === 'per-hour' ? 'money' : undefined}
            suffix={typed.overhead === 'per-hour' ? 'per hour' : '%'}
          />
        </FormRow>
        <FormRow>
          <RateChoice name="strategy.kind" label="Profit is stated as" options={strategies} />
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
  );
}

/** Markup is not margin: the other one, while the one is typed. */
function OtherWay({ kind, percent }: { kind: string; percent: string }) {
  const { locale } = useRates();
  const other = otherPercent(kind, percent, locale);
  if (other === undefined) return <>Under 100 % for a margin.</>;
  return (
    <output>
      The same as {other} % {kind === 'markup' ? 'margin' : 'markup'}.
    </output>
  );
}
