import { type Colour, corrected, grounds } from '#app/values/colour.ts';

/**
 * A band in the colour of a business, corrected until it is seen in either theme. A drawn rectangle takes its colour from an
 * attribute, which the content security policy allows; a style it would not.
 */
export function BrandBand({ colour }: { colour: Colour }) {
  return (
    <svg className="brand-band" preserveAspectRatio="none" viewBox="0 0 1 1" aria-hidden="true">
      <rect className="when-light" width="1" height="1" fill={corrected(colour, grounds.light, 3)} />
      <rect className="when-dark" width="1" height="1" fill={corrected(colour, grounds.dark, 3)} />
    </svg>
  );
}
