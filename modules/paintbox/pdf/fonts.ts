import { createRequire } from 'node:module';
import { Font } from '@react-pdf/renderer';

const require = createRequire(import.meta.url);

/** The typeface of everything a client reads. Whole files and no subsets: a subset for each script would be embedded anew at every change of script. */
export const family = 'Source Serif 4';

const faces = [
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

let covered: Promise<ReadonlySet<number>> | undefined;

/** Makes the typeface known; gives the code points that each of its faces can draw. */
export function loadFonts(): Promise<ReadonlySet<number>> {
  covered ??= load();
  return covered;
}

async function load(): Promise<ReadonlySet<number>> {
  Font.register({ family, fonts: [...faces] });
  // A long word without a break is cut; nothing else is hyphenated, since nobody knows the language of a name.
  Font.registerHyphenationCallback((word) => (word.length > 40 ? (word.match(/.{1,20}/gu) ?? [word]) : [word]));
  const sets = await Promise.all(faces.map((face) => codePointsOf(face)));
  const [first, ...others] = sets;
  return new Set([...(first ?? [])].filter((point) => others.every((set) => set.has(point))));
}

async function codePointsOf({ fontWeight, ...face }: (typeof faces)[number]): Promise<ReadonlySet<number>> {
  const wanted = {
    fontFamily: family,
    fontWeight,
    fontStyle: 'fontStyle' in face ? face.fontStyle : 'normal',
  } as const;
  await Font.load(wanted);
  const data = Font.getFont(wanted)?.data;
  return new Set(data && 'characterSet' in data ? data.characterSet : []);
}
