import { BareInput, ChoiceCell, RemoveCell, TextCell } from './cells.tsx';
import { coats, derivations, measures, places } from './choices.ts';
import { listOf, textOf } from './form-values.ts';
import { isMetric } from './parts.ts';
import { useRates } from './rate-context.ts';
import { RatePart } from './rate-part.tsx';
import { Headings, RateTable } from './rate-table.tsx';
import { ReadTable } from './read-table.tsx';
import { surfaceColumns, surfaceRows } from './reading.ts';

/** How fast each surface is painted, and with what. */
export function SurfacePart() {
  return (
    <RatePart
      id="surfaces"
      title="Production rates"
      lede="Units an hour for the whole system of coats, not for each extra coat; for pieces, hours each. Coverage is for one coat, and where a surface has none it is the product’s."
      Reading={SurfaceReading}
      Fields={SurfaceFields}
    />
  );
}

function SurfaceReading() {
  const rates = useRates();
  return (
    <ReadTable
      label="Production rates"
      columns={surfaceColumns}
      rows={surfaceRows(rates)}
      className="max-sm:[&_.cell-number]:justify-start max-sm:[&_td:nth-child(3)]:col-span-2 max-sm:[&_tr]:grid-cols-3"
    />
  );
}

function SurfaceFields() {
  const { values } = useRates();
  const isInMetres = isMetric(values);
  const products = listOf(values, 'products').map(
    (id) => [id, textOf(values, `product.${id}.name`) || 'Unnamed'] as const,
  );
  const numeric = true as const;
  return (
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
            { text: isInMetres ? 'Covers per L' : 'Covers per gal', numeric },
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
              options={measures(isInMetres)}
              width="min-w-20"
            />
            <ChoiceCell name={`${at}.derive`} label={`${name}, quantity from`} options={derivations} width="min-w-30" />
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
  );
}
