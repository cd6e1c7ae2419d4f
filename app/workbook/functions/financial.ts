import { type CellError, DIV0, NUM, type Scalar, VALUE } from '../cell-value.ts';
import { toMatrix, toNumber } from '../evaluate/coerce.ts';
import type { Operand, Runtime } from '../evaluate/operand.ts';
import { numbersOf } from './collect.ts';
import { bool, type FunctionDefinition, fn, fnIn, int, num, operand, opt, orElse, rest } from './define.ts';

function check(condition: boolean): void {
  if (!condition) throw NUM;
}

/** Growth of one over `periods` at `rate`. */
function growth(rate: number, periods: number): number {
  return (1 + rate) ** periods;
}

/** Payment per period; `due` is 1 when it is made at the beginning. */
function payment(rate: number, periods: number, present: number, future: number, due: number): number {
  check(periods !== 0);
  if (rate === 0) return -(present + future) / periods;
  const factor = growth(rate, periods);
  return (-rate * (present * factor + future)) / ((1 + rate * due) * (factor - 1));
}

function futureValue(rate: number, periods: number, paid: number, present: number, due: number): number {
  if (rate === 0) return -(present + paid * periods);
  const factor = growth(rate, periods);
  return -(present * factor + (paid * (1 + rate * due) * (factor - 1)) / rate);
}

function presentValue(rate: number, periods: number, paid: number, future: number, due: number): number {
  if (rate === 0) return -(future + paid * periods);
  const factor = growth(rate, periods);
  return -(future + (paid * (1 + rate * due) * (factor - 1)) / rate) / factor;
}

function periodCount(rate: number, paid: number, present: number, future: number, due: number): number | CellError {
  if (rate === 0) return paid === 0 ? NUM : -(present + future) / paid;
  const level = paid * (1 + rate * due);
  return Math.log((level - future * rate) / (level + present * rate)) / Math.log(1 + rate);
}

/** Interest part of the payment of one period: what is still owed when it begins, times the rate. */
function interest(rate: number, period: number, periods: number, present: number, future: number, due: number): number {
  check(period >= 1 && period < periods + 1);
  if (due === 1 && period === 1) return 0;
  const paid = payment(rate, periods, present, future, due);
  const owed =
    due === 1
      ? futureValue(rate, period - 2, paid, present, 1) - paid
      : futureValue(rate, period - 1, paid, present, 0);
  return owed * rate;
}

function cumulative(
  rate: number,
  periods: number,
  present: number,
  first: number,
  last: number,
  due: number,
  part: 'interest' | 'principal',
): number {
  check(
    rate > 0 &&
      periods > 0 &&
      present > 0 &&
      first >= 1 &&
      last >= first &&
      last <= periods &&
      (due === 0 || due === 1),
  );
  const paid = payment(rate, periods, present, 0, due);
  let total = 0;
  for (let period = Math.ceil(first); period <= last; period++) {
    const share = interest(rate, period, periods, present, 0, due);
    total += part === 'interest' ? share : paid - share;
  }
  return total;
}

/** A root by Newton's steps from a guess, then by bisection around what was found; #NUM! when there is none. */
function root(f: (x: number) => number, guess: number, lowest: number): number {
  let x = guess;
  for (let step = 0; step < 100; step++) {
    const y = f(x);
    if (!Number.isFinite(y)) break;
    if (y === 0) return x;
    const h = Math.max(Math.abs(x), 1e-3) * 1e-6;
    const slope = (f(x + h) - f(x - h)) / (2 * h);
    const next = x - y / slope;
    if (!Number.isFinite(next) || next <= lowest) break;
    if (Math.abs(next - x) <= 1e-15 * Math.max(1, Math.abs(next))) return next;
    x = next;
  }
  return bisected(f, lowest, x);
}

function bisected(f: (x: number) => number, lowest: number, near: number): number {
  const marks = [lowest + 1e-9, -0.9, -0.5, -0.1, 0, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100, 1000, 1e6].filter(
    (mark) => mark > lowest,
  );
  let found: [number, number] | null = null;
  for (let index = 0; index + 1 < marks.length; index++) {
    const [a = 0, b = 0] = [marks[index], marks[index + 1]];
    if (f(a) * f(b) > 0 || !Number.isFinite(f(a) * f(b))) continue;
    if (!found || Math.abs(a - near) < Math.abs(found[0] - near)) found = [a, b];
  }
  if (!found) throw NUM;
  let [low, high] = found;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (f(low) * f(middle) <= 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

function rateOf(periods: number, paid: number, present: number, future: number, due: number, guess: number): number {
  check(periods > 0);
  return root(
    (rate) =>
      Math.abs(rate) < 1e-10
        ? present + paid * periods + future
        : -futureValue(rate, periods, paid, present, due) + future,
    guess,
    -1,
  );
}

function netPresent(rate: number, flows: readonly number[]): number | CellError {
  if (rate === -1) return DIV0;
  return flows.reduce((total, flow, index) => total + flow / growth(rate, index + 1), 0);
}

function discounted(flows: readonly number[]): (rate: number) => number {
  return (rate) => flows.reduce((total, flow, index) => total + flow / growth(rate, index), 0);
}

function bothSigns(flows: readonly number[]): void {
  check(flows.some((flow) => flow > 0) && flows.some((flow) => flow < 0));
}

interface DatedFlow {
  flow: number;
  years: number;
}

function datedFlows(rt: Runtime, values: Operand, dates: Operand): DatedFlow[] {
  const flows = toMatrix(rt, values).data.map(toNumber);
  const days = toMatrix(rt, dates).data.map((day) => Math.floor(toNumber(day)));
  check(flows.length === days.length && flows.length > 0);
  const [first = 0] = days;
  check(days.every((day) => day >= first));
  return flows.map((flow, index) => ({ flow, years: ((days[index] ?? 0) - first) / 365 }));
}

function datedPresent(flows: readonly DatedFlow[]): (rate: number) => number {
  return (rate) => flows.reduce((total, { flow, years }) => total + flow / (1 + rate) ** years, 0);
}

function modifiedReturn(flows: readonly number[], finance: number, reinvest: number): number | CellError {
  const n = flows.length;
  const gains = flows.reduce(
    (total, flow, index) => total + (flow > 0 ? flow * growth(reinvest, n - 1 - index) : 0),
    0,
  );
  const costs = flows.reduce((total, flow, index) => total + (flow < 0 ? flow / growth(finance, index) : 0), 0);
  return gains === 0 || costs === 0 ? DIV0 : (gains / -costs) ** (1 / (n - 1)) - 1;
}

/** Fixed declining balance: the rate is rounded to three decimals, as documented. */
function decliningBalance(cost: number, salvage: number, life: number, period: number, months: number): number {
  check(cost >= 0 && salvage >= 0 && life > 0 && period >= 1 && months >= 1 && months <= 12);
  check(period <= life + (months < 12 ? 1 : 0));
  if (cost === 0) return 0;
  const rate = Math.round((1 - (salvage / cost) ** (1 / life)) * 1000) / 1000;
  let total = 0;
  let amount = (cost * rate * months) / 12;
  for (let year = 2; year <= period; year++) {
    total += amount;
    amount = year === Math.floor(life) + 1 ? ((cost - total) * rate * (12 - months)) / 12 : (cost - total) * rate;
  }
  return amount;
}

/** Book value after `period` periods of declining by `factor`/`life`, never below the salvage value. */
function bookValue(cost: number, salvage: number, life: number, period: number, factor: number): number {
  const left = factor >= life ? (period > 0 ? 0 : cost) : cost * (1 - factor / life) ** period;
  return Math.max(left, Math.min(salvage, cost));
}

function doubleDeclining(cost: number, salvage: number, life: number, period: number, factor: number): number {
  check(cost >= 0 && salvage >= 0 && life > 0 && period >= 0 && period <= life && factor > 0);
  return Math.max(
    0,
    bookValue(cost, salvage, life, Math.max(0, period - 1), factor) - bookValue(cost, salvage, life, period, factor),
  );
}

function variableDeclining(
  cost: number,
  salvage: number,
  life: number,
  from: number,
  to: number,
  factor: number,
  noSwitch: boolean,
): number {
  check(cost >= 0 && salvage >= 0 && life > 0 && from >= 0 && to >= from && to <= life && factor > 0);
  let total = 0;
  let value = cost;
  for (let period = 0; period < Math.ceil(to); period++) {
    const declining = Math.min((value * factor) / life, Math.max(0, value - salvage));
    const straight = noSwitch ? 0 : Math.max(0, value - salvage) / (life - period);
    const amount = Math.max(declining, straight);
    const share = Math.max(0, Math.min(to, period + 1) - Math.max(from, period));
    total += amount * share;
    value -= amount;
  }
  return total;
}

function schedule(rt: Runtime, rates: Operand): number {
  return toMatrix(rt, rates).data.reduce<number>((factor, rate: Scalar) => {
    if (typeof rate === 'string' || typeof rate === 'boolean') throw VALUE;
    return factor * (1 + toNumber(rate));
  }, 1);
}

const dueParam = opt(num, 0);

export const financialFunctions: FunctionDefinition[] = [
  fn('PMT', [num, num, num, opt(num, 0), dueParam], payment),
  fn('FV', [num, num, num, opt(num, 0), dueParam], futureValue),
  fn('PV', [num, num, num, opt(num, 0), dueParam], presentValue),
  fn('NPER', [num, num, num, opt(num, 0), dueParam], periodCount),
  fn('IPMT', [num, num, num, num, opt(num, 0), dueParam], interest),
  fn(
    'PPMT',
    [num, num, num, num, opt(num, 0), dueParam],
    (rate, period, periods, present, future, due) =>
      payment(rate, periods, present, future, due) - interest(rate, period, periods, present, future, due),
  ),
  fn('CUMIPMT', [num, num, num, num, num, num], (...args) => cumulative(...args, 'interest')),
  fn('CUMPRINC', [num, num, num, num, num, num], (...args) => cumulative(...args, 'principal')),
  fn('ISPMT', [num, num, num, num], (rate, period, periods, present) => present * rate * (period / periods - 1)),
  fn('RATE', [num, num, num, opt(num, 0), dueParam, orElse(num, 0.1)], rateOf),
  fnIn('NPV', [num, rest(operand)], (rt, rate, args) => netPresent(rate, numbersOf(rt, args))),
  fnIn('IRR', [operand, orElse(num, 0.1)], (rt, values, guess) => {
    const flows = numbersOf(rt, [values]);
    bothSigns(flows);
    return root(discounted(flows), guess, -1);
  }),
  fnIn('MIRR', [operand, num, num], (rt, values, finance, reinvest) =>
    modifiedReturn(numbersOf(rt, [values]), finance, reinvest),
  ),
  fnIn('XNPV', [num, operand, operand], (rt, rate, values, dates) =>
    rate <= -1 ? NUM : datedPresent(datedFlows(rt, values, dates))(rate),
  ),
  fnIn('XIRR', [operand, operand, orElse(num, 0.1)], (rt, values, dates, guess) => {
    const flows = datedFlows(rt, values, dates);
    bothSigns(flows.map(({ flow }) => flow));
    return root(datedPresent(flows), guess, -1);
  }),
  fn('SLN', [num, num, num], (cost, salvage, life) => (life === 0 ? DIV0 : (cost - salvage) / life)),
  fn('SYD', [num, num, num, num], (cost, salvage, life, period) => {
    check(life > 0 && period >= 1 && period <= life && salvage >= 0);
    return ((cost - salvage) * (life - period + 1) * 2) / (life * (life + 1));
  }),
  fn('DB', [num, num, num, num, opt(int, 12)], decliningBalance),
  fn('DDB', [num, num, num, num, opt(num, 2)], doubleDeclining),
  fn('VDB', [num, num, num, num, num, opt(num, 2), opt(bool, false)], variableDeclining),
  fn('EFFECT', [num, int], (nominal, periods) =>
    nominal <= 0 || periods < 1 ? NUM : growth(nominal / periods, periods) - 1,
  ),
  fn('NOMINAL', [num, int], (effective, periods) =>
    effective <= 0 || periods < 1 ? NUM : ((1 + effective) ** (1 / periods) - 1) * periods,
  ),
  fn('RRI', [num, num, num], (periods, present, future) =>
    periods <= 0 || present === 0 ? NUM : (future / present) ** (1 / periods) - 1,
  ),
  fn('PDURATION', [num, num, num], (rate, present, future) =>
    rate <= 0 || present <= 0 || future <= 0 ? NUM : Math.log(future / present) / Math.log(1 + rate),
  ),
  fnIn('FVSCHEDULE', [num, operand], (rt, principal, rates) => principal * schedule(rt, rates)),
  fn('DOLLARDE', [num, int], (price, fraction) => {
    if (fraction < 1) return fraction < 0 ? NUM : DIV0;
    return Math.trunc(price) + ((price - Math.trunc(price)) * 10 ** Math.ceil(Math.log10(fraction))) / fraction;
  }),
  fn('DOLLARFR', [num, int], (price, fraction) => {
    if (fraction < 1) return fraction < 0 ? NUM : DIV0;
    return Math.trunc(price) + ((price - Math.trunc(price)) * fraction) / 10 ** Math.ceil(Math.log10(fraction));
  }),
];
