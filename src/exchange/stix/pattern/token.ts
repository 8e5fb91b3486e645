import { type PatternFault, type PatternFaultCode, patternFault } from './pattern-fault.ts';

export type TokenKind = 'word' | 'hyphenated' | 'text' | 'bytes' | 'hex' | 'time' | 'number' | 'sign' | 'end';

/** One word, sign or constant; `text` is without quotes and escapes, `at` where it begins. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

interface Form {
  readonly kind: TokenKind | 'space';
  readonly expression: RegExp;
}

const base64 = '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?';

// Every expression is sticky and linear: no part of it can match the same text in two ways.
const forms: readonly Form[] = [
  { kind: 'space', expression: /[ \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y },
  { kind: 'space', expression: /\/\/[^\r\n]*/y },
  { kind: 'space', expression: /\/\*(?:[^*]|\*(?!\/))*\*\//y },
  { kind: 'hex', expression: /h'(?:[0-9a-fA-F]{2})*'/y },
  { kind: 'bytes', expression: new RegExp(`b'${base64}'`, 'y') },
  { kind: 'time', expression: /t'[0-9T:.-]*Z'/y },
  { kind: 'text', expression: /'(?:[^'\\]|\\['\\])*'/y },
  { kind: 'number', expression: /[+-]?(?:[0-9]*\.[0-9]+|0(?![0-9])|[1-9][0-9]*)/y },
  { kind: 'word', expression: /[a-zA-Z_][a-zA-Z0-9_]*(?![a-zA-Z0-9_-])/y },
  { kind: 'hyphenated', expression: /[a-zA-Z_][a-zA-Z0-9_-]*/y },
  { kind: 'sign', expression: /==|!=|<>|<=|>=|[=<>:.,()[\]*]/y },
];

/** What a reader most likely meant where no form fits. */
const openings: readonly (readonly [RegExp, PatternFaultCode])[] = [
  [/h'/y, 'pattern-hex'],
  [/b'/y, 'pattern-binary'],
  [/t'/y, 'pattern-time'],
  [/'|\/\*/y, 'pattern-unclosed'],
];

const quoted = new Set<TokenKind>(['hex', 'bytes', 'time']);

function contentOf(kind: TokenKind, source: string): string {
  if (kind === 'text') return source.slice(1, -1).replace(/\\(['\\])/g, '$1');
  return quoted.has(kind) ? source.slice(2, -1) : source;
}

const fits = (expression: RegExp, text: string, at: number): boolean => {
  expression.lastIndex = at;
  return expression.test(text);
};

function unreadable(text: string, at: number): PatternFault {
  const opening = openings.find(([expression]) => fits(expression, text, at));
  return patternFault(opening?.[1] ?? 'pattern-character', at);
}

/** A literal's prefix before a quote that opens no literal must not be read as a name. */
const isBrokenLiteral = (kind: TokenKind | 'space', text: string, at: number): boolean =>
  kind === 'word' && /^[hbt]'/.test(text.slice(at, at + 2));

/** Splits a pattern into at most `most` tokens and an `end`. The first fault ends it. Time is linear. Spec: MAT-2. */
export function tokensOf(text: string, most: number): readonly Token[] | PatternFault {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const form = forms.find(({ expression }) => fits(expression, text, at));
    if (form === undefined || isBrokenLiteral(form.kind, text, at)) return unreadable(text, at);
    const end = form.expression.lastIndex;
    if (form.kind !== 'space') {
      if (tokens.length === most) return patternFault('pattern-parts', at);
      tokens.push({ kind: form.kind, text: contentOf(form.kind, text.slice(at, end)), at });
    }
    at = end;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}
