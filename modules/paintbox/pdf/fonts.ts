import { createRequire } from 'node:module';
import { Font } from '@react-pdf/renderer';

const require = createRequire(import.meta.url);

/** The typeface of everything a client reads. Whole files and no subsets: a subset for each script would be embedded anew at every change of script. */
export const family = 'Source Serif 4';

export const faces = [
  { src: require.resolve('@expo-google-fonts/source-serif-4/400Regular/SourceSerif4_400Regular.ttf'), fontWeight: 400 },
  {
    src: require.resolve('@expo-google-fonts/source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf'),
    fontWeight: 600,
  },
  {
    src: require.resolve('@expo-google-fonts/source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf'),
    fontWeight: 400,
    fontStyle: 'italic',
  },
] as const;

let isRegistered = false;

/** Makes the typeface known to the printer. */
export function registerFonts(): void {
  if (isRegistered) return;
  isRegistered = true;
  Font.register({ family, fonts: [...faces] });
  // A long word without a break is cut; nothing else is hyphenated, since nobody knows the language of a name.
  Font.registerHyphenationCallback((word) => (word.length > 40 ? (word.match(/.{1,20}/gu) ?? [word]) : [word]));
}
