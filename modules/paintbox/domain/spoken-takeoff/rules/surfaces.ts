import type { Patterns } from '../patterns.ts';
import { kindsIn, type Rule, rule } from '../rule.ts';

/** Surfaces that are only named: `walls and ceiling`. */
export function surfacesRule(patterns: Patterns): Rule {
  return rule(patterns.list, (at) => ({ is: 'work', at, kinds: kindsIn(at, patterns), coats: null, finish: {} }));
}
