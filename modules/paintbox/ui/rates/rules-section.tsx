import { FormRow } from '#app/ui/form.tsx';
import { Card, Section } from '#app/ui/page.tsx';
import { RateChoice, RateField } from './cells.tsx';
import { textOf } from './form-values.ts';
import { useFirst, useRateForm } from './rate-context.ts';

/** Openings, rounding and tax: rules that every document prints. */
export function RulesSection() {
  const { values } = useRateForm();
  const isMetric = textOf(values, 'units') === 'metric';
  return (
    <>
      <Section
        className="scroll-mt-40"
        id="openings"
        title="Openings"
        lede="Doors and windows that nobody measured have these sizes."
      >
        <Card className="grid gap-5">
          <FormRow>
            <RateChoice
              name="openings.deduct"
              label="Deduct from the walls"
              options={[
                ['all', 'Every opening'],
                ['over', 'Openings larger than a size'],
                ['none', 'No opening'],
              ]}
            />
            <RateField name="openings.over" label="Larger than" suffix={isMetric ? 'm²' : 'sq ft'} />
          </FormRow>
          <FormRow>
            <RateField name="openings.door.width" label="Door, width" numeric={false} />
            <RateField name="openings.door.height" label="Door, height" numeric={false} />
            <RateField name="openings.window.width" label="Window, width" numeric={false} />
            <RateField name="openings.window.height" label="Window, height" numeric={false} />
          </FormRow>
        </Card>
      </Section>
      <Section className="scroll-mt-40" id="money" title="Rounding and tax">
        <Card className="grid gap-5">
          <FormRow>
            <RateChoice
              name="rounding"
              label="Round to the cent"
              help="Half away from zero. It is printed on each document."
              options={[
                ['unit', 'Each unit price'],
                ['line', 'Each line'],
                ['document', 'The whole document'],
              ]}
            />
            <RateChoice
              name="tax.mode"
              label="How tax applies"
              options={[
                ['consumer', 'You pay it on materials and charge none'],
                ['retailer', 'You charge it on materials (separated contract)'],
                ['service', 'You charge it on the whole price'],
                ['none', 'No tax applies'],
              ]}
            />
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
      </Section>
      <Section className="scroll-mt-40" id="units" title="Name and units">
        <Card>
          <FormRow>
            <RateField name="name" label="Name of the rate book" numeric={false} />
            <RateChoice
              name="units"
              label="Units"
              help="Changing them does not convert the numbers on this page."
              options={[
                ['imperial', 'Feet, square feet, gallons'],
                ['metric', 'Metres, square metres, litres'],
              ]}
            />
          </FormRow>
        </Card>
      </Section>
    </>
  );
}

function IncludesTax() {
  const { isReadOnly } = useRateForm();
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
        disabled={isReadOnly}
      />
      <label htmlFor="pricesIncludeTax">Prices include it</label>
    </div>
  );
}
