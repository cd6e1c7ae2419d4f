/** The country that a business most likely works in, as two letters, from the language it reads. */
export function countryOf(locale: string): string {
  return new Intl.Locale(locale).maximize().region ?? 'US';
}
