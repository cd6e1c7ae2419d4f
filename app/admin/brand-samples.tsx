import { BrandBand } from '../ui/brand-band.tsx';
import { numberText } from '../ui/figures.ts';
import { useMemberLocale } from '../ui/locale.tsx';
import { type Colour, contrastOf, corrected, grounds } from '../values/colour.ts';

export interface BrandSamplesProps {
  name: string;
  colour: Colour | null;
  /** The address of the logo. */
  logo: string | null;
}

const themes = [
  { id: 'light', label: 'Light', className: 'sample-light' },
  { id: 'dark', label: 'Dark', className: 'sample-dark' },
] as const;

/** The head of a client's page in both themes, with what was done to the colour so that it is seen. */
export function BrandSamples({ name, colour, logo }: BrandSamplesProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {themes.map(({ id, label, className }) => (
        <figure key={id} className="grid content-start gap-2">
          <div className={className}>
            {colour && <BrandBand colour={colour} />}
            <p className="p-4 brand-name">
              {logo && <img className="brand-logo" src={logo} alt="" />}
              {name}
            </p>
          </div>
          <figcaption className="muted">
            {label}. {colour && <Judgement colour={colour} ground={grounds[id]} />}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

function Judgement({ colour, ground }: { colour: Colour; ground: Colour }) {
  const { locale } = useMemberLocale();
  const ratio = numberText(contrastOf(colour, ground), locale, { places: 1 });
  const shown = corrected(colour, ground, 3);
  if (shown === colour) return <>Its contrast is {ratio} to 1: shown as it is.</>;
  return (
    <>
      Its contrast is {ratio} to 1, too little to be seen: shown as {shown}.
    </>
  );
}
