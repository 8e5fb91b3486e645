import { RE2JS, RE2JSException } from 're2js';
import type { PatternFaultCode } from '../pattern/pattern-fault.ts';
import type { MatchBudget } from './match-budget.ts';
import { ObservedBytes, type ObservedValue } from './observed-value.ts';

const longestExpression = 2_000;
const largestProgram = 2_000;
const notLatin = /[^\u0000-\u00ff]/;

const notAscii = /[^\u0000-\u007f]/;

/** NFC, which most texts are in already. */
const normal = (text: string): string => (notAscii.test(text) ? text.normalize('NFC') : text);

export type ValueTest = (value: ObservedValue, budget: MatchBudget) => boolean;

/** LIKE as an expression: % is any text, _ any character. */
const likeExpression = (text: string): string =>
  `^(?s:${text
    .split(/([%_])/)
    .map((part) => (part === '%' ? '.*' : part === '_' ? '.' : RE2JS.quote(part)))
    .join('')})$`;

function compiled(expression: string): RE2JS | PatternFaultCode {
  if (expression.length > longestExpression) return 'pattern-expression-size';
  try {
    const machine = RE2JS.compile(expression);
    return machine.programSize() > largestProgram ? 'pattern-expression-size' : machine;
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown;
    return 'pattern-expression';
  }
}

/**
 * A test of texts by an expression, in time linear in the text: the engine has no back references and no
 * look-around. Bytes are tested when the expression has characters of one byte only. Spec: MAT-7, MAT-9.
 */
export function textTest(operator: 'LIKE' | 'MATCHES', text: string): ValueTest | PatternFaultCode {
  const machine = compiled(operator === 'LIKE' ? likeExpression(normal(text)) : normal(text));
  if (typeof machine === 'string') return machine;
  const takesBytes = !notLatin.test(text);
  const cost = machine.programSize() / 8;
  return (value, budget) => {
    const tested = value instanceof ObservedBytes ? (takesBytes ? value.characters : undefined) : value;
    if (typeof tested !== 'string') return false;
    budget.step(Math.ceil((tested.length + 1) * cost));
    return machine.test(value === tested ? normal(tested) : tested);
  };
}
