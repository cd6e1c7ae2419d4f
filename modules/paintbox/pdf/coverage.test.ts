import { Font } from '@react-pdf/renderer';
import { describe, expect, test } from 'vitest';
import { covered } from './coverage.ts';
import { faces, family, registerFonts } from './fonts.ts';
import { allPrintable, unprintable } from './printable.ts';

test('what is written down is what every face of the typeface can draw', async () => {
  registerFonts();
  const sets = await Promise.all(
    faces.map(async (face) => {
      const fontStyle = 'fontStyle' in face ? face.fontStyle : 'normal';
      const wanted = { fontFamily: family, fontWeight: face.fontWeight, fontStyle } as const;
      await Font.load(wanted);
      const data = Font.getFont(wanted)?.data;
      return new Set<number>(data && 'characterSet' in data ? data.characterSet : []);
    }),
  );
  const [first = new Set<number>(), ...others] = sets;
  const common = [...first].filter((point) => others.every((set) => set.has(point)));
  expect([...covered]).toEqual(common.sort((a, b) => a - b));
});

describe('what cannot be printed', () => {
  test('is named once for each character, wherever it stands', () => {
    const document = {
      title: 'Küche für Łukasz, Ελένη, Борис',
      lines: [{ label: '山田 山' }, { label: 'Wall 🎨 – 12½ ft' }],
    };
    expect(unprintable(document)).toEqual(['山', '田', '🎨']);
    expect(unprintable({ name: 'ليلى' })).toEqual(['ل', 'ي', 'ى']);
    expect(unprintable({ name: 'Nguyễn', zeroWidth: 'a\u200db\ufe0f', amount: 12, at: new Date(0) })).toEqual([]);
  });

  test('is a mark in the PDF, and everything else stays', () => {
    expect(allPrintable({ label: '山田 Ltd', amounts: [1, 'Ł'] })).toEqual({ label: '?? Ltd', amounts: [1, 'Ł'] });
  });
});
