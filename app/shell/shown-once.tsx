import { Notice } from '../ui/badge.tsx';

/** Secrets that were just made. Nobody can show them again. */
export function ShownOnce({ shown }: { shown: readonly { label: string; value: string }[] }) {
  return (
    <Notice tone="info" title="Copy this now: it is not shown again">
      {shown.map(({ label, value }) => (
        <div key={label}>
          <strong>{label}</strong>
          <p className="copyable">{value}</p>
        </div>
      ))}
    </Notice>
  );
}
