import type { Patterns } from '../patterns.ts';
import { kindsIn, rule } from '../rule.ts';

/** What is not to be painted: `skip closets`, `no trim`, `leave the ceilings alone`. */
export function skipRules(patterns: Patterns) {
  return [
    rule(
      String.raw`(?:skip(?:ping)?|no|not(?:\s+painting)?|without|except(?:\s+for)?|excluding|exclude|excl\.?|leave\s+out|leaving\s+out|leave|omit|ignore|minus|don['’]?t\s+(?:paint|do|include)|do\s+not\s+(?:paint|do|include)|nothing\s+on)\s+(?<list>${patterns.list})(?:\s+(?:alone|out|as\s+is))?`,
      (at, part) => ({ is: 'skip', at, kinds: kindsIn(part('list'), patterns) }),
    ),
  ];
}
