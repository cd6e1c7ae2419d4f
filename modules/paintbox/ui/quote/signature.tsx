import { type QuoteSignature, signatureBox, signatureErased } from '../../domain/quote-print.ts';

/** A signature as it was given: drawn, or the typed name. It is empty once its person was erased. */
export function Signature({ signedName, signatureKind, signature }: Omit<QuoteSignature, 'acceptedAt'>) {
  if (signature === '') return <p className="muted">{signatureErased}</p>;
  if (signatureKind === 'typed') return <p className="font-serif text-3xl italic">{signature}</p>;
  return (
    <svg
      className="h-24 w-72 max-w-full fill-none stroke-current"
      viewBox={`0 0 ${signatureBox.width} ${signatureBox.height}`}
      preserveAspectRatio="xMinYMid meet"
      role="img"
      aria-label={`Signature of ${signedName}`}
    >
      <path d={signature} strokeWidth="4" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
