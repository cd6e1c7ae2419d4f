import { Dialog } from '#app/ui/dialog.tsx';
import type { Priced } from '../../domain/priced.ts';
import { TotalsPanel } from './totals-panel.tsx';

/** The totals on a phone, opened from the bar below. */
export default function TotalsSheet({ priced, onClose }: { priced: Priced; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Totals">
      <TotalsPanel priced={priced} />
    </Dialog>
  );
}
