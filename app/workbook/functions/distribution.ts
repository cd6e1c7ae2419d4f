/** Probability functions, to about 14 digits. Formulas: Abramowitz & Stegun, Numerical Recipes 6, Wichura AS 241. */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const z = x - 1;
  let total = LANCZOS[0] ?? 0;
  for (let index = 1; index < LANCZOS.length; index++) total += (LANCZOS[index] ?? 0) / (z + index);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(total);
}

export function gamma(x: number): number {
  if (Number.isInteger(x) && x > 0 && x < 171) {
    let product = 1;
    for (let factor = 2; factor < x; factor++) product *= factor;
    return product;
  }
  return x < 0.5 ? Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x)) : Math.exp(logGamma(x));
}

/** P(a, x), the regularised lower incomplete gamma function. */
export function gammaP(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let total = term;
  for (let n = 1; n < 10_000 && Math.abs(term) > Math.abs(total) * 1e-17; n++) {
    term *= x / (a + n);
    total += term;
  }
  return total * Math.exp(-x + a * Math.log(x) - logGamma(a));
}

function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return Math.exp(-x + a * Math.log(x) - logGamma(a)) * h;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** I_x(a, b), the regularised incomplete beta function. */
export function betaI(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-16) break;
  }
  return h;
}

export function erf(x: number): number {
  return x < 0 ? -gammaP(0.5, x * x) : gammaP(0.5, x * x);
}

export function erfc(x: number): number {
  return x < 0 ? 1 + gammaP(0.5, x * x) : x * x < 1.5 ? 1 - gammaP(0.5, x * x) : gammaFraction(0.5, x * x);
}

export function normalCdf(z: number): number {
  return erfc(-z / Math.SQRT2) / 2;
}

export function normalPdf(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The z below which the share `p` lies. */
export function normalInverse(p: number): number {
  return inverse(normalCdf, p, -40, 40);
}

export function tCdf(t: number, freedom: number): number {
  const tail = betaI(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

export function chiSquareCdf(x: number, freedom: number): number {
  return gammaP(freedom / 2, x / 2);
}

export function fCdf(x: number, first: number, second: number): number {
  return x <= 0 ? 0 : betaI((first * x) / (first * x + second), first / 2, second / 2);
}

/** Inverts a rising function by bisection, to the last bit that it can tell apart. */
export function inverse(cdf: (x: number) => number, p: number, low: number, high: number): number {
  let from = low;
  let to = high;
  for (let step = 0; step < 400; step++) {
    const middle = from + (to - from) / 2;
    if (middle === from || middle === to) break;
    if (cdf(middle) < p) from = middle;
    else to = middle;
  }
  return from + (to - from) / 2;
}

/** The upper bracket for `inverse` on a function of positive x: doubled until it reaches `p`. */
export function bracket(cdf: (x: number) => number, p: number): number {
  let high = 1;
  while (cdf(high) < p && high < 1e300) high *= 2;
  return high;
}
