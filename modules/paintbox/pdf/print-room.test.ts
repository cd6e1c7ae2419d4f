import { expect, it } from 'vitest';
import { makeQuotePdf, PrintRoomFull } from './print-room.ts';
import { quoteDocument } from './quote.fixture.ts';

it('prints in its own thread, in turn, and sends away whom it cannot serve', async () => {
  const orders = Array.from({ length: 20 }, () => makeQuotePdf(quoteDocument({ detail: 'total' })));
  const results = await Promise.allSettled(orders);
  const made = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(made).toHaveLength(16);
  expect(
    Buffer.from(made[0] ?? [])
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
  expect(refused).toHaveLength(4);
  expect(refused.every((reason) => reason instanceof PrintRoomFull)).toBe(true);
});

it('says when a document cannot be made, and goes on', async () => {
  const broken = { ...quoteDocument(), locale: 'not a locale' };
  await expect(makeQuotePdf(broken)).rejects.toThrow(/locale/i);
  await expect(makeQuotePdf(quoteDocument())).resolves.toBeInstanceOf(Uint8Array);
});
