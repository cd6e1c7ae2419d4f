/*
 * How a figure came about, as data for a view to render. Nothing of it is made while pricing: a figure is explained when someone
 * opens it.
 */

/** A figure that can be opened. */
export type Target =
  | { of: 'line'; id: string; figure: LineFigure }
  | { of: 'area'; id: string }
  | { of: 'option'; id: string }
  | { of: 'discount'; id: string }
  | { of: 'total'; figure: TotalFigure };

export type LineFigure = 'quantity' | 'hours' | 'prepHours' | 'volume' | 'labour' | 'materials' | 'cost' | 'amount';

export type TotalFigure =
  | 'subtotal'
  | 'net'
  | 'tax'
  | 'total'
  | 'cost'
  | 'profit'
  | 'hours'
  | 'volume'
  | 'purchases'
  | 'minimum';

/** Money in minor units, or a canonical decimal with its unit, or words. */
export type Value =
  | { kind: 'money'; minor: number }
  | { kind: 'number'; value: string; unit: string }
  | { kind: 'text'; text: string };

/** Where an input was read: a field of the document, an entry of a version of the rate book, or another figure that opens. */
export type Source =
  | { kind: 'document'; path: string }
  | { kind: 'rate-book'; entry: string; version: number }
  | { kind: 'figure'; target: Target }
  | { kind: 'rule' };

export type Input = { label: string; value: Value; source: Source };

export type Explanation = {
  title: string;
  value: Value;
  rule: { name: string; formula: string };
  inputs: readonly Input[];
  /** From the inputs to the value, one calculation each, the last being the value. */
  steps: readonly { label: string; value: Value }[];
  /** What was rounded, to what and where; null where nothing was. */
  rounding: string | null;
};

export function money(minor: number): Value {
  return { kind: 'money', minor };
}

export function number(value: string, unit: string): Value {
  return { kind: 'number', value, unit };
}

export function words(text: string): Value {
  return { kind: 'text', text };
}
