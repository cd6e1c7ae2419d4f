import { type CellError, NA, NUM, type Scalar } from '../cell-value.ts';
import { toText } from '../evaluate/coerce.ts';
import { any, type FunctionDefinition, fn, int, num, opt, text } from './define.ts';

type Dimension =
  | 'mass'
  | 'length'
  | 'time'
  | 'pressure'
  | 'force'
  | 'energy'
  | 'power'
  | 'volume'
  | 'area'
  | 'speed'
  | 'information';

/** Worth of one unit in the base of its dimension (g, m, s, Pa, N, J, W, m3, m2, m/s, bit), by CONVERT's spelling. */
const units: Record<string, [Dimension, number, prefixed?: true]> = {
  g: ['mass', 1, true],
  kg: ['mass', 1000],
  lbm: ['mass', 453.59237],
  ozm: ['mass', 28.349523125],
  grain: ['mass', 0.06479891],
  stone: ['mass', 6350.29318],
  ton: ['mass', 907184.74],
  uk_ton: ['mass', 1016046.9088],
  sg: ['mass', 14593.902937206363],
  cwt: ['mass', 45359.237],
  u: ['mass', 1.66053100460465e-24, true],
  m: ['length', 1, true],
  in: ['length', 0.0254],
  ft: ['length', 0.3048],
  yd: ['length', 0.9144],
  mi: ['length', 1609.344],
  Nmi: ['length', 1852],
  ang: ['length', 1e-10, true],
  survey_mi: ['length', 6336000 / 3937],
  ell: ['length', 1.143],
  Pica: ['length', 0.0254 / 72],
  Picapt: ['length', 0.0254 / 72],
  pica: ['length', 0.0254 / 6],
  sec: ['time', 1, true],
  s: ['time', 1, true],
  min: ['time', 60],
  mn: ['time', 60],
  hr: ['time', 3600],
  day: ['time', 86400],
  d: ['time', 86400],
  yr: ['time', 31557600],
  Pa: ['pressure', 1, true],
  p: ['pressure', 1, true],
  atm: ['pressure', 101325, true],
  at: ['pressure', 101325, true],
  mmHg: ['pressure', 133.322, true],
  psi: ['pressure', 6894.757293168361],
  Torr: ['pressure', 101325 / 760],
  N: ['force', 1, true],
  dyn: ['force', 1e-5, true],
  dy: ['force', 1e-5, true],
  lbf: ['force', 4.4482216152605],
  pond: ['force', 0.00980665, true],
  J: ['energy', 1, true],
  e: ['energy', 1e-7, true],
  c: ['energy', 4.184, true],
  cal: ['energy', 4.1868, true],
  Wh: ['energy', 3600, true],
  wh: ['energy', 3600, true],
  BTU: ['energy', 1055.05585262],
  btu: ['energy', 1055.05585262],
  flb: ['energy', 1.3558179483314003],
  HPh: ['energy', 2684519.537696173],
  hh: ['energy', 2684519.537696173],
  eV: ['energy', 1.602176487e-19, true],
  ev: ['energy', 1.602176487e-19, true],
  W: ['power', 1, true],
  w: ['power', 1, true],
  HP: ['power', 745.6998715822702],
  h: ['power', 745.6998715822702],
  PS: ['power', 735.49875],
  l: ['volume', 0.001, true],
  L: ['volume', 0.001, true],
  lt: ['volume', 0.001, true],
  gal: ['volume', 0.003785411784],
  qt: ['volume', 0.000946352946],
  pt: ['volume', 0.000473176473],
  us_pt: ['volume', 0.000473176473],
  cup: ['volume', 0.0002365882365],
  oz: ['volume', 2.95735295625e-5],
  tbs: ['volume', 1.478676478125e-5],
  tsp: ['volume', 4.92892159375e-6],
  tspm: ['volume', 5e-6],
  uk_gal: ['volume', 0.00454609],
  uk_qt: ['volume', 0.0011365225],
  uk_pt: ['volume', 0.00056826125],
  barrel: ['volume', 0.158987294928],
  bushel: ['volume', 0.03523907016688],
  ft3: ['volume', 0.028316846592],
  'ft^3': ['volume', 0.028316846592],
  in3: ['volume', 1.6387064e-5],
  'in^3': ['volume', 1.6387064e-5],
  yd3: ['volume', 0.764554857984],
  'yd^3': ['volume', 0.764554857984],
  m3: ['volume', 1],
  'm^3': ['volume', 1],
  ft2: ['area', 0.09290304],
  'ft^2': ['area', 0.09290304],
  in2: ['area', 0.00064516],
  'in^2': ['area', 0.00064516],
  yd2: ['area', 0.83612736],
  'yd^2': ['area', 0.83612736],
  m2: ['area', 1],
  'm^2': ['area', 1],
  mi2: ['area', 2589988.110336],
  'mi^2': ['area', 2589988.110336],
  ha: ['area', 10000],
  uk_acre: ['area', 4046.8564224],
  us_acre: ['area', 62726400000 / 15499969],
  ar: ['area', 100, true],
  'm/s': ['speed', 1, true],
  'm/sec': ['speed', 1, true],
  'm/h': ['speed', 1 / 3600, true],
  'm/hr': ['speed', 1 / 3600, true],
  mph: ['speed', 0.44704],
  kn: ['speed', 1852 / 3600],
  admkn: ['speed', 0.514773333333333],
  bit: ['information', 1, true],
  byte: ['information', 8, true],
};

const prefixes: Record<string, number> = {
  Y: 1e24,
  Z: 1e21,
  E: 1e18,
  P: 1e15,
  T: 1e12,
  G: 1e9,
  M: 1e6,
  k: 1e3,
  h: 100,
  da: 10,
  e: 10,
  d: 0.1,
  c: 0.01,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  f: 1e-15,
  a: 1e-18,
  z: 1e-21,
  y: 1e-24,
};

function unit(name: string): [Dimension, number] | null {
  const plain = units[name];
  if (plain) return [plain[0], plain[1]];
  for (const [prefix, factor] of Object.entries(prefixes)) {
    const base = name.startsWith(prefix) ? units[name.slice(prefix.length)] : undefined;
    if (base?.[2]) return [base[0], base[1] * factor];
  }
  return null;
}

/** Degrees as Kelvin and back. */
const temperatures: Record<string, [toKelvin: (t: number) => number, fromKelvin: (k: number) => number]> = {
  K: [(t) => t, (k) => k],
  C: [(t) => t + 273.15, (k) => k - 273.15],
  F: [(t) => ((t - 32) * 5) / 9 + 273.15, (k) => ((k - 273.15) * 9) / 5 + 32],
  Rank: [(t) => (t * 5) / 9, (k) => (k * 9) / 5],
  Reau: [(t) => t * 1.25 + 273.15, (k) => (k - 273.15) / 1.25],
};
const temperatureNames: Record<string, string> = { cel: 'C', fah: 'F', kel: 'K' };

function convert(amount: number, from: string, to: string): number | CellError {
  const cold = temperatures[temperatureNames[from] ?? from];
  const warm = temperatures[temperatureNames[to] ?? to];
  if (cold && warm) return from === to ? amount : warm[1](cold[0](amount));
  const a = unit(from);
  const b = unit(to);
  return !a || !b || a[0] !== b[0] ? NA : a === b ? amount : (amount * a[1]) / b[1];
}

function fromDigits(given: Scalar, radix: number): number {
  const digits = toText(given).trim();
  const allowed = { 2: /^[01]{0,10}$/, 8: /^[0-7]{0,10}$/, 16: /^[0-9a-fA-F]{0,10}$/ }[radix];
  if (!allowed?.test(digits)) throw NUM;
  const value = digits === '' ? 0 : Number.parseInt(digits, radix);
  return value >= radix ** 10 / 2 ? value - radix ** 10 : value;
}

/** Ten digits of two's complement for a negative number. */
function inDigits(value: number, radix: number, places: number | undefined): string {
  const limit = radix ** 10 / 2;
  if (value >= limit || value < -limit) throw NUM;
  if (value < 0) return (value + radix ** 10).toString(radix).toUpperCase();
  const digits = value.toString(radix).toUpperCase();
  if (places !== undefined && (places < digits.length || places > 10)) throw NUM;
  return digits.padStart(places ?? 0, '0');
}

const radixes: [string, number][] = [
  ['BIN', 2],
  ['OCT', 8],
  ['HEX', 16],
];
const conversions = radixes.flatMap(([name, radix]): FunctionDefinition[] => [
  fn(`${name}2DEC`, [any], (digits) => fromDigits(digits, radix)),
  fn(`DEC2${name}`, [int, opt(int, undefined)], (value, places) => inDigits(value, radix, places)),
  ...radixes
    .filter(([other]) => other !== name)
    .map(([other, target]) =>
      fn(`${name}2${other}`, [any, opt(int, undefined)], (digits, places) =>
        inDigits(fromDigits(digits, radix), target, places),
      ),
    ),
]);

export const engineeringFunctions: FunctionDefinition[] = [fn('CONVERT', [num, text, text], convert), ...conversions];
