import { moneyText, numberText } from '#app/ui/figures.ts';
import type { Priced, Purchase } from '../../domain/priced.ts';
import { useEditor } from './context.tsx';
import { EditorSection } from './section.tsx';
import { volumeUnit } from './units.ts';

/** The paint to buy: whole cans, rounded up once over the job for each product, colour and sheen. */
export function Purchases({ priced }: { priced: Priced }) {
  const { book, locale, currency } = useEditor();
  const unit = volumeUnit(book.units);
  const money = (minor: number) => moneyText(minor, { locale, currency });
  return (
    <EditorSection
      id="paint"
      title="Paint to buy"
      lede="Summed over the whole job by product and colour, then rounded up to cans."
    >
      {priced.purchases.length > 0 && (
        <div className="table-frame">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls sideways, and the keyboard has to get there */}
          <section className="table-scroll table-scroll-free" aria-label="Paint to buy, by product" tabIndex={0}>
            <table className="table">
              <caption className="sr-only">Paint to buy</caption>
              <thead>
                <tr>
                  <th scope="col">Product</th>
                  <th scope="col">Colour</th>
                  <th scope="col" className="cell-number">
                    Needed
                  </th>
                  <th scope="col">Cans</th>
                  <th scope="col" className="cell-number">
                    Cost
                  </th>
                </tr>
              </thead>
              <tbody>
                {priced.purchases.map((purchase) => (
                  <tr key={`${purchase.productId} ${purchase.colour} ${purchase.sheen}`}>
                    <th scope="row">
                      {purchase.productName}
                      {purchase.sheen && <span className="muted"> {purchase.sheen}</span>}
                    </th>
                    <td>{purchase.colour || <span className="ed-faint">no colour yet</span>}</td>
                    <td className="cell-number">
                      {numberText(purchase.volume, locale, { places: 2, fixed: true })} {unit}
                    </td>
                    <td>
                      {cansText(purchase, unit, locale)}
                      <span className="muted"> leaves {numberText(purchase.leftover, locale, { places: 2 })}</span>
                    </td>
                    <td className="cell-number">{money(purchase.cost)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" colSpan={4}>
                    Paint to buy
                  </th>
                  <td className="cell-number">{money(priced.purchaseCost)}</td>
                </tr>
              </tfoot>
            </table>
          </section>
        </div>
      )}
    </EditorSection>
  );
}

/** `2 × 5 gal + 1 × 1 gal` */
function cansText({ cans }: Purchase, unit: string, locale: string): string {
  return cans.map(({ count, size }) => `${count} × ${numberText(size, locale)} ${unit}`).join(' + ');
}
