import { decimal, scaled, toScaled, toText } from '#app/values/decimal.ts';
import type { Purchase } from './priced.ts';
import type { Product } from './rate-book.ts';

/** Cans and volumes are compared in whole thousandths of a gallon or litre. */
const VOLUME_SCALE = 3;

export type Need = { product: Product; colour: string; sheen: string; volume: number };

type Size = { size: string; volume: number; price: number };
type Buy = { counts: readonly number[]; cost: number; volume: number };

const bought = new WeakMap<Product, Map<number, Buy>>();

/** What to buy of one product and colour: the cheapest cans that hold `volume` thousandths, the least left over among equals. */
export function purchaseOf(need: Need): Purchase {
  const sizes = sizesOf(need.product);
  const buy = cachedBuy(need.product, sizes, need.volume);
  return {
    productId: need.product.id,
    productName: need.product.name,
    colour: need.colour,
    sheen: need.sheen,
    volume: toText(scaled(need.volume, VOLUME_SCALE)),
    cans: sizes.flatMap((size, index) => {
      const count = buy.counts[index] ?? 0;
      return count > 0 ? [{ size: size.size, count, price: size.price }] : [];
    }),
    cost: buy.cost,
    leftover: toText(scaled(buy.volume - need.volume, VOLUME_SCALE)),
  };
}

/** Best price per volume first: the search below relies on it. */
function sizesOf(product: Product): Size[] {
  return product.cans
    .map((can) => ({ size: can.size, volume: toScaled(decimal(can.size), VOLUME_SCALE), price: can.price }))
    .filter((can) => can.volume > 0)
    .sort((a, b) => a.price * b.volume - b.price * a.volume || b.volume - a.volume);
}

function cachedBuy(product: Product, sizes: readonly Size[], volume: number): Buy {
  let byVolume = bought.get(product);
  if (!byVolume) {
    byVolume = new Map();
    bought.set(product, byVolume);
  }
  let buy = byVolume.get(volume);
  if (!buy) {
    buy = cheapestCans(sizes, volume);
    byVolume.set(volume, buy);
  }
  return buy;
}

/**
 * Branch and bound over how many of each size, best value first. What is still to be covered costs at least its volume at the
 * present size's unit price, so most branches end at once; a remainder already reached at less cost is not searched twice.
 */
export function cheapestCans(sizes: readonly Size[], volume: number): Buy {
  let best: Buy | undefined;
  const counts = sizes.map(() => 0);
  const reached = sizes.map(() => new Map<number, number>());

  function search(index: number, covered: number, cost: number): void {
    if (covered >= volume) {
      if (!best || cost < best.cost || (cost === best.cost && covered < best.volume)) {
        best = { counts: [...counts], cost, volume: covered };
      }
      return;
    }
    const size = sizes[index];
    if (!size || isHopeless(size, volume - covered, cost)) return;
    const cheapestSoFar = reached[index]?.get(covered);
    if (cheapestSoFar !== undefined && cheapestSoFar <= cost) return;
    reached[index]?.set(covered, cost);
    for (let count = Math.ceil((volume - covered) / size.volume); count >= 0; count -= 1) {
      const next = sizes[index + 1];
      const rest = volume - covered - count * size.volume;
      if (next && rest > 0 && isHopeless(next, rest, cost + count * size.price)) break;
      counts[index] = count;
      search(index + 1, covered + count * size.volume, cost + count * size.price);
    }
    counts[index] = 0;
  }

  function isHopeless(size: Size, rest: number, cost: number): boolean {
    return best !== undefined && (best.cost - cost) * size.volume < rest * size.price;
  }

  search(0, 0, 0);
  return best ?? { counts, cost: 0, volume: 0 };
}
