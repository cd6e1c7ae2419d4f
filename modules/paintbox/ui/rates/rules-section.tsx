import { FormRow } from '#app/ui/form.tsx';
import { Card } from '#app/ui/page.tsx';
import { RateChoice, RateField } from './cells.tsx';
import { deductions, roundings, taxModes, unitSystems } from './choices.ts';
import { isMetric } from './parts.ts';
import { useFirst, useRates } from './rate-context.ts';
import { RateFacts } from './rate-facts.tsx';
import { RatePart } from './rate-part.tsx';
import { moneyFacts, openingFacts, unitFacts } from './reading.ts';

/** Openings, rounding and tax: rules that every document prints. */
export function RuleParts() {
  return (
    <>
      <RatePart
        id="openings"
        title="Openings"
        lede="Doors and windows that nobody measured have these sizes."
        Reading={OpeningReading}
        Fields={OpeningFields}
      />
      <RatePart id="money" title="Rounding and tax" Reading={MoneyReading} Fields={MoneyFields} />
      <RatePart id="units" title="Name and units" Reading={UnitReading} Fields={UnitFields} />
    </>
  );
}

function OpeningReading() {
  return <RateFacts facts={openingFacts(useRates())} />;
}

function OpeningFields() {
  const { values } = useRates();
  return (
    <Card className="grid gap-5">
      <FormRow>
        <RateChoice name="openings.deduct" label="Deduct from the walls" options={deductions} />
        <RateField name="openings.over" label="Larger than" suffix={isMetric(values) ? 'm²' : 'sq ft'} />
      </FormRow>
      <FormRow>
        <RateField name="openings.door.width" label="Door, width" numeric={false} />
        <RateField name="openings.door.height" label="Door, height" numeric={false} />
        <RateField name="openings.window.width" label="Window, width" numeric={false} />
        <RateField name="openings.window.height" label="Window, height" numeric={false} />
      </FormRow>
    </Card>
  );
}

function MoneyReading() {
  return <RateFacts facts={moneyFacts(useRates())} />;
}

function MoneyFields() {
  return (
    <Card className="grid gap-5">
      <FormRow>
        <RateChoice
          name="rounding"
          label="Round to the cent"
          help="Half away from zero. It is printed on each document."
          options={roundings}
        />
        <RateChoice name="tax.mode" label="How tax applies" options={taxModes} />
      </FormRow>
      <FormRow>
        <RateField name="tax.label" label="Name of the tax" numeric={false} />
        <RateField name="tax.ratePercent" label="Tax rate" suffix="%" />
        <IncludesTax />
      </FormRow>
      <FormRow>
        <RateField
          name="tax.basis"
          label="Basis"
          optional
          numeric={false}
          help="What the rule rests on, as you would tell an auditor."
        />
        <RateField
          name="tax.reason"
          label="Why there is none"
          optional
          numeric={false}
          help="Needed where no tax applies."
        />
      </FormRow>
    </Card>
  );
}

function UnitReading() {
  return <RateFacts facts={unitFacts(useRates())} />;
}

function UnitFields() {
  return (
    <Card>
      <FormRow>
        <RateField name="name" label="Name of the rate book" numeric={false} />
        <RateChoice
          name="units"
          label="Units"
          help="Changing them does not convert the numbers on this page."
          options={unitSystems}
        />
      </FormRow>
    </Card>
  );
}

function IncludesTax() {
  const first = useFirst('tax.pricesIncludeTax');
  return (
    <div className="choice self-end">
      <input
        type="checkbox"
        className="check"
        id="pricesIncludeTax"
        name="tax.pricesIncludeTax"
        value="on"
        defaultChecked={first !== ''}
      />
      <label htmlFor="pricesIncludeTax">Prices include it</label>
    </div>
  );
}
