import { Section } from '#app/ui/page.tsx';
import { BareInput, ChoiceCell, type Options, RemoveCell, TextCell } from './cells.tsx';
import { listOf, textOf } from './form-values.ts';
import { useRateForm } from './rate-context.ts';
import { Headings, RateTable } from './rate-table.tsx';

const places: Options = [
  ['interior', 'Inside'],
  ['exterior', 'Outside'],
  ['both', 'Both'],
];

const derivations: Options = [
  ['walls', 'Walls'],
  ['ceiling', 'Ceiling'],
  ['floor', 'Floor'],
  ['baseboard', 'Baseboard'],
  ['perimeter', 'Perimeter'],
  ['doors', 'Doors'],
  ['windows', 'Windows'],
  ['none', 'Is typed'],
];

const coats: Options = ['1', '2', '3'].map((count) => [count, count]);

function measures(isMetric: boolean): Options {
  return [
    ['area', isMetric ? 'm²' : 'sq ft'],
    ['length', isMetric ? 'm' : 'ft'],
    ['each', 'Piece'],
  ];
}

/** How fast each surface is painted, and with what. */
export function SurfaceSection() {
  const { values } = useRateForm();
  const isMetric = textOf(values, 'units') === 'metric';
  const products = listOf(values, 'products').map(
    (id) => [id, textOf(values, `product.${id}.name`) || 'Unnamed'] as const,
  );
  const numeric = true as const;
  return (
    <Section
      className="scroll-mt-40"
      id="surfaces"
      title="Production rates"
      lede="Units an hour for the whole system of coats, not for each extra coat; for pieces, hours each. Coverage is for one coat, and left empty it is the product’s."
    >
      <RateTable
        label="Production rates"
        add={{ command: 'add:surfaces', label: 'Add a surface' }}
        head={
          <Headings
            names={[
              'Surface',
              'Where',
              'Counted in',
              'Quantity from',
              { text: '1 coat', numeric },
              { text: '2 coats', numeric },
              { text: '3 coats', numeric },
              'Usual',
              'Product',
              { text: isMetric ? 'Covers per L' : 'Covers per gal', numeric },
            ]}
          />
        }
      >
        {listOf(values, 'surfaces').map((id) => {
          const name = textOf(values, `surface.${id}.name`) || 'New surface';
          const at = `surface.${id}`;
          return (
            <tr key={id}>
              <th scope="row" className="min-w-48">
                <input type="hidden" name="surfaces[]" value={id} />
                <BareInput name={`${at}.name`} label={`Name of ${name}`} className="font-semibold" />
              </th>
              <ChoiceCell name={`${at}.place`} label={`${name}, where`} options={places} width="min-w-26" />
              <ChoiceCell
                name={`${at}.measure`}
                label={`${name}, counted in`}
                options={measures(isMetric)}
                width="min-w-20"
              />
              <ChoiceCell
                name={`${at}.derive`}
                label={`${name}, quantity from`}
                options={derivations}
                width="min-w-30"
              />
              <TextCell name={`${at}.rate1`} label={`${name}, one coat`} numeric width="min-w-16" />
              <TextCell name={`${at}.rate2`} label={`${name}, two coats`} numeric width="min-w-16" />
              <TextCell name={`${at}.rate3`} label={`${name}, three coats`} numeric width="min-w-16" />
              <ChoiceCell name={`${at}.coats`} label={`${name}, usual coats`} options={coats} width="min-w-13" />
              <ChoiceCell
                name={`${at}.product`}
                label={`${name}, product`}
                options={[['', 'None'], ...products]}
                width="min-w-48"
              />
              <TextCell name={`${at}.coverage`} label={`${name}, coverage`} numeric width="min-w-18" />
              <RemoveCell command={`remove:surfaces:${id}`} label={`Remove ${name}`} />
            </tr>
          );
        })}
      </RateTable>
    </Section>
  );
}
