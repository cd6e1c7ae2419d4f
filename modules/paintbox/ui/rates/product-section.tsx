import { type FormEvent, useState } from 'react';
import { Button } from '#app/ui/button.tsx';
import { BareInput, RemoveCell, TextCell } from './cells.tsx';
import { canSlots, listOf, numberOut, textOf } from './form-values.ts';
import { isMetric } from './parts.ts';
import { useRates } from './rate-context.ts';
import { RatePart } from './rate-part.tsx';
import { Headings, RateTable } from './rate-table.tsx';
import { ReadTable } from './read-table.tsx';
import { productColumns, productRows } from './reading.ts';
import { theoreticalCoverage } from './reshape.ts';

/** Paints, what they cover and what their cans cost. */
export function ProductPart() {
  const lede = isMetric(useRates().values)
    ? 'Coverage is m² per litre in one coat. In theory it is 10 × volume solids % ÷ dry film in µm; a rough wall takes more.'
    : 'Coverage is sq ft per gallon in one coat. In theory it is 1604 × volume solids ÷ dry film in mils; a rough wall takes more.';
  return <RatePart id="products" title="Products" lede={lede} Reading={ProductReading} Fields={ProductFields} />;
}

function ProductReading() {
  const rates = useRates();
  return <ReadTable label="Products" columns={productColumns(rates)} rows={productRows(rates)} />;
}

function ProductFields() {
  const { values } = useRates();
  const isInMetres = isMetric(values);
  const products = listOf(values, 'products');
  const cans = Math.max(2, ...products.map((id) => canSlots(values, id).length));
  const numeric = true as const;
  return (
    <RateTable
      label="Products"
      add={{ command: 'add:products', label: 'Add a product' }}
      head={
        <Headings
          names={[
            'Product',
            'Line',
            'Sheen',
            { text: isInMetres ? 'm² per L' : 'sq ft per gal', numeric },
            { text: 'Solids %', numeric },
            { text: isInMetres ? 'Film µm' : 'Film mils', numeric },
            'In theory',
            ...Array.from({ length: cans }, (_, can) => [
              { text: `Can ${can + 1}, ${isInMetres ? 'L' : 'gal'}`, numeric },
              { text: `Price ${can + 1}`, numeric },
            ]).flat(),
          ]}
        />
      }
    >
      {products.map((id) => (
        <ProductRow key={id} id={id} cans={cans} isInMetres={isInMetres} />
      ))}
    </RateTable>
  );
}

function ProductRow({ id, cans, isInMetres }: { id: string; cans: number; isInMetres: boolean }) {
  const { values } = useRates();
  const at = `product.${id}`;
  const name = textOf(values, `${at}.name`) || 'New product';
  const [typed, setTyped] = useState({ solids: textOf(values, `${at}.solids`), film: textOf(values, `${at}.film`) });

  function follow({ target }: FormEvent) {
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === `${at}.solids`) setTyped((before) => ({ ...before, solids: target.value }));
    if (target.name === `${at}.film`) setTyped((before) => ({ ...before, film: target.value }));
  }

  return (
    <tr onInput={follow}>
      <th scope="row" className="min-w-48">
        <input type="hidden" name="products[]" value={id} />
        <BareInput name={`${at}.name`} label={`Name of ${name}`} className="font-semibold" />
      </th>
      <TextCell name={`${at}.line`} label={`${name}, line`} width="min-w-40" />
      <TextCell name={`${at}.sheen`} label={`${name}, sheen`} width="min-w-36" />
      <TextCell name={`${at}.coverage`} label={`${name}, coverage`} numeric />
      <TextCell name={`${at}.solids`} label={`${name}, volume solids in per cent`} numeric width="min-w-18" />
      <TextCell name={`${at}.film`} label={`${name}, dry film thickness`} numeric width="min-w-18" />
      <td className="p-0.5 text-center">
        <Theory id={id} name={name} {...typed} isInMetres={isInMetres} />
      </td>
      {Array.from({ length: cans }, (_, can) => can).map((can) => (
        <CanCells key={can} at={`${at}.can${can}`} label={`${name}, can ${can + 1}`} />
      ))}
      <RemoveCell command={`remove:products:${id}`} label={`Remove ${name}`} />
    </tr>
  );
}

function CanCells({ at, label }: { at: string; label: string }) {
  return (
    <>
      <TextCell name={`${at}.size`} label={`${label}, size`} numeric width="min-w-18" />
      <TextCell name={`${at}.price`} label={`${label}, price`} numeric width="min-w-22" />
    </>
  );
}

/** The coverage that solids and film give, as a button that fills it in. */
function Theory({
  id,
  name,
  solids,
  film,
  isInMetres,
}: {
  id: string;
  name: string;
  solids: string;
  film: string;
  isInMetres: boolean;
}) {
  const { locale } = useRates();
  const coverage = theoreticalCoverage(isInMetres ? 'metric' : 'imperial', solids, film, locale);
  if (coverage === undefined) return <span className="muted text-sm">–</span>;
  const text = numberOut(coverage, locale);
  return (
    <Button
      type="submit"
      name="reshape"
      value={`coverage:${id}`}
      size="small"
      variant="quiet"
      aria-label={`Use ${text} as the coverage of ${name}`}
    >
      Use {text}
    </Button>
  );
}
