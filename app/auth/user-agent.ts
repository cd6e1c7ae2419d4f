/** What a person calls the thing in front of them. */
export interface Client {
  /** `Chrome`, `Safari`, ... or `Unknown browser`. */
  browser: string;
  /** `Windows`, `iPhone`, ... or `unknown system`. */
  system: string;
  isPhone: boolean;
}

/** The first that matches counts: most browsers also claim to be the ones they descend from. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bHeadlessChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

/** Reads what a browser calls itself. It is a claim, good for recognising one's own devices and for nothing else. */
export function readUserAgent(userAgent: string | null): Client {
  const text = userAgent ?? '';
  const nameOf = (list: readonly [RegExp, string][], otherwise: string) =>
    list.find(([mark]) => mark.test(text))?.[1] ?? otherwise;
  return {
    browser: nameOf(browsers, 'Unknown browser'),
    system: nameOf(systems, 'unknown system'),
    isPhone: /\biPhone\b|\bAndroid\b.*\bMobile\b/.test(text),
  };
}
