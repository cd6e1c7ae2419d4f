import { expect, it } from 'vitest';
import { asDownload } from './file-name.ts';

it.each([
  ['Harbor & Pine E-1042', 'Harbor-Pine-E-1042.pdf', 'Harbor%20%26%20Pine%20E-1042.pdf'],
  ['Malermeister Müller', 'Malermeister-Muller.pdf', 'Malermeister%20M%C3%BCller.pdf'],
  ['山田塗装 E-7', 'E-7.pdf', '%E5%B1%B1%E7%94%B0%E5%A1%97%E8%A3%85%20E-7.pdf'],
  ['山田塗装', 'document.pdf', '%E5%B1%B1%E7%94%B0%E5%A1%97%E8%A3%85.pdf'],
  ['a"b\r\nSet-Cookie: x=1/../c', 'a-b-Set-Cookie-x1-..-c.pdf', 'a%20b%20Set-Cookie%20x%3D1%20..%20c.pdf'],
])('names %j for old and new clients', (name, plain, encoded) => {
  expect(asDownload(name, 'pdf')).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${encoded}`);
});

it('does not say the ending twice, and bears half a character', () => {
  expect(asDownload('Rates.XLSX', 'xlsx')).toContain('filename="Rates.xlsx"');
  expect(asDownload('a\ud800b', 'pdf')).toContain('.pdf');
});
