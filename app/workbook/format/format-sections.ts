/** One piece of a number format section. */
export type Part =
  | { type: 'literal'; text: string }
  | { type: 'digit'; symbol: '0' | '#' | '?'; side: 'whole' | 'fraction' }
  | { type: 'point' }
  | { type: 'percent' }
  | { type: 'exponent' }
  | { type: 'text' }
  | { type: 'general' }
  | { type: 'date'; code: string };

export interface FormatSection {
  kind: 'number' | 'date' | 'text' | 'general';
  parts: Part[];
  color: string | null;
  condition: ((value: number) => boolean) | null;
  decimals: number;
  grouped: boolean;
  percents: number;
  /** Commas behind the last digit: each divides by a thousand. */
  thousandsScale: number;
  exponent: { sign: '+' | '-'; digits: number } | null;
  fraction: { hasWhole: boolean; digits: number; fixed: number | null; showZero: boolean } | null;
}

const cache = new Map<string, FormatSection[]>();

/** Splits a format code into its up to four sections. The same code is read once. */
export function parseFormat(code: string): FormatSection[] {
  const known = cache.get(code);
  if (known) return known;
  const sections = splitSections(code).slice(0, 4).map(parseSection);
  if (cache.size > 500) cache.clear();
  cache.set(code, sections);
  return sections;
}

function splitSections(code: string): string[] {
  const sections: string[] = [];
  let start = 0;
  for (let at = 0; at < code.length; at++) {
    const char = code[at];
    if (char === '\\' || char === '_' || char === '*') at++;
    else if (char === '"') at = endOf(code, at, '"');
    else if (char === '[') at = endOf(code, at, ']');
    else if (char === ';') {
      sections.push(code.slice(start, at));
      start = at + 1;
    }
  }
  sections.push(code.slice(start));
  return sections;
}

function endOf(code: string, at: number, mark: string): number {
  const end = code.indexOf(mark, at + 1);
  return end < 0 ? code.length : end;
}

const tokenPattern =
  /"([^"]*)"?|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(General)|([AaPp][Mm]?\/[AaPp][Mm]?)|(E[+-])|([yY]+|[mM]+|[dD]+|[hH]+|[sS]+)|(\.0+)(?=[^0#?]*$)|([0#?])|(.)/gis;

const colors = new Set(['black', 'blue', 'cyan', 'green', 'magenta', 'red', 'white', 'yellow']);

function parseSection(code: string): FormatSection {
  const section: FormatSection = {
    kind: 'number',
    parts: [],
    color: null,
    condition: null,
    decimals: 0,
    grouped: false,
    percents: 0,
    thousandsScale: 0,
    exponent: null,
    fraction: null,
  };
  const isDate = looksLikeDate(code);
  if (isDate) section.kind = 'date';
  let inFraction = false;
  let trailingCommas = 0;
  const fraction = isDate ? null : fractionOf(code);
  if (fraction) {
    section.fraction = fraction;
    section.parts = [];
    return withBrackets(section, code);
  }
  tokenPattern.lastIndex = 0;
  for (const match of code.matchAll(tokenPattern)) {
    const [
      whole,
      quoted,
      escaped,
      spaced,
      repeated,
      bracket,
      general,
      halfDay,
      exponent,
      dateCode,
      subSecond,
      digit,
      other,
    ] = match;
    if (quoted !== undefined) section.parts.push({ type: 'literal', text: quoted });
    else if (escaped !== undefined) section.parts.push({ type: 'literal', text: escaped });
    else if (spaced !== undefined) section.parts.push({ type: 'literal', text: ' ' });
    else if (repeated !== undefined) continue;
    else if (bracket !== undefined) readBracket(section, bracket);
    else if (general !== undefined) {
      section.kind = 'general';
      section.parts.push({ type: 'general' });
    } else if (isDate && (halfDay ?? dateCode) !== undefined)
      section.parts.push({ type: 'date', code: (halfDay ?? dateCode ?? '').toLowerCase() });
    else if (isDate && subSecond !== undefined) section.parts.push({ type: 'date', code: subSecond });
    else if (exponent !== undefined && !isDate) {
      const digits = /^E[+-]([0#?]+)/i.exec(code.slice(match.index))?.[1] ?? '0';
      section.exponent = { sign: exponent.endsWith('+') ? '+' : '-', digits: digits.length };
      section.parts.push({ type: 'exponent' });
    } else if ((digit ?? subSecond) !== undefined && !isDate) {
      if (section.exponent) continue;
      for (const symbol of digit ?? subSecond ?? '') {
        if (symbol === '.') {
          inFraction = true;
          section.parts.push({ type: 'point' });
          continue;
        }
        if (trailingCommas > 0 && !inFraction) section.grouped = true;
        trailingCommas = 0;
        section.parts.push({
          type: 'digit',
          symbol: symbol === '0' ? '0' : symbol === '?' ? '?' : '#',
          side: inFraction ? 'fraction' : 'whole',
        });
        if (inFraction) section.decimals++;
      }
    } else if (other === '.' && !isDate && !inFraction) {
      inFraction = true;
      section.thousandsScale += trailingCommas;
      trailingCommas = 0;
      section.parts.push({ type: 'point' });
    } else if (other === ',' && !isDate && section.parts.some((part) => part.type === 'digit')) trailingCommas++;
    else if (other === '%' && !isDate) {
      section.percents++;
      section.parts.push({ type: 'percent' });
    } else if (other === '@') {
      section.kind = 'text';
      section.parts.push({ type: 'text' });
    } else section.parts.push({ type: 'literal', text: whole });
  }
  section.thousandsScale += trailingCommas;
  return section;
}

function withBrackets(section: FormatSection, code: string): FormatSection {
  for (const match of code.matchAll(/\[([^\]]*)\]/g)) readBracket(section, match[1] ?? '');
  return section;
}

function looksLikeDate(code: string): boolean {
  const bare = code
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .replace(/General/gi, '')
    .replace(/E[+-]/gi, '');
  return /[ymdhs]/i.test(bare) && !/[#?]/.test(bare);
}

function fractionOf(code: string): FormatSection['fraction'] {
  const bare = code.replace(/\[[^\]]*\]|"[^"]*"|_.|\*./g, '').trim();
  const match = /^(?:([#0?]+)\s+)?([#0?]+)\/([#0?]+|\d+)$/.exec(bare);
  if (!match) return null;
  const bottom = match[3] ?? '';
  const fixed = /^\d+$/.test(bottom) && Number(bottom) > 0 ? Number(bottom) : null;
  return { hasWhole: match[1] !== undefined, digits: bottom.length, fixed, showZero: match[1]?.includes('0') ?? false };
}

function readBracket(section: FormatSection, content: string): void {
  const lower = content.toLowerCase();
  if (/^(?:h+|m+|s+)$/.test(lower)) section.parts.push({ type: 'date', code: `[${lower}]` });
  else if (colors.has(lower) || /^color\s*\d+$/.test(lower)) section.color = lower;
  else if (/^[<>=]/.test(content)) section.condition = conditionOf(content);
  else if (content.startsWith('$')) {
    const symbol = content.slice(1).split('-')[0] ?? '';
    if (symbol !== '') section.parts.push({ type: 'literal', text: symbol });
  }
}

function conditionOf(content: string): ((value: number) => boolean) | null {
  const match = /^(<>|<=|>=|<|>|=)\s*(-?[\d.]+)$/.exec(content);
  if (!match) return null;
  const limit = Number(match[2]);
  switch (match[1]) {
    case '<':
      return (value) => value < limit;
    case '>':
      return (value) => value > limit;
    case '<=':
      return (value) => value <= limit;
    case '>=':
      return (value) => value >= limit;
    case '=':
      return (value) => value === limit;
    default:
      return (value) => value !== limit;
  }
}
