/** Every reason to refuse a pattern, with its sentence. Closed. Spec: MAT-1. */
const sentences = {
  'pattern-size': 'The pattern is longer than allowed.',
  'pattern-depth': 'The pattern is nested deeper than allowed.',
  'pattern-parts': 'The pattern has more parts than allowed.',
  'pattern-character': 'A character was found that begins no part of a pattern.',
  'pattern-unclosed': 'A text, a name or a comment is not closed, or holds a backslash before neither \\ nor a quote.',
  'pattern-binary': 'Padded base64 was expected between the quotes.',
  'pattern-hex': 'Pairs of hexadecimal digits were expected between the quotes.',
  'pattern-time': 'A time in UTC such as 2026-01-31T12:00:00Z, of a day that exists, was expected between the quotes.',
  'pattern-number': 'A number cannot be kept exactly: an integer within ±(2^53−1) was expected.',
  'pattern-bracket': 'An observation in square brackets, or an opening parenthesis, was expected.',
  'pattern-closing': 'A closing bracket or parenthesis was expected.',
  'pattern-path':
    'A path such as file:hashes.MD5 was expected; names with other signs than a-z, 0-9 and _ need quotes.',
  'pattern-operator': 'A comparison operator was expected.',
  'pattern-constant': 'A constant of a kind that this operator takes was expected.',
  'pattern-set-types': 'The constants of a set must be of one type.',
  'pattern-qualifier': 'A qualifier needs its number or times: WITHIN n SECONDS, REPEATS n TIMES, START t STOP t.',
  'pattern-qualifier-range': 'The number of a qualifier must be greater than zero.',
  'pattern-qualifier-repeated': 'An observation has the same qualifier twice.',
  'pattern-rest': 'The pattern should have ended here.',
  'pattern-observations': 'The pattern has more observations than can be matched.',
  'pattern-expression':
    'The regular expression is none that can be matched in linear time: no look-around, no back reference.',
  'pattern-expression-size': 'The regular expression is larger than allowed.',
  'pattern-network': 'An IP address or a network in CIDR notation was expected.',
  'pattern-hash': 'The text is not a hash value of the algorithm that the path names.',
} as const;

export type PatternFaultCode = keyof typeof sentences;

/** One finding: closed code, one plain sentence, and where in the pattern, in UTF-16 units from 0. */
export interface PatternFault {
  readonly code: PatternFaultCode;
  readonly message: string;
  readonly at: number;
}

export const patternFault = (code: PatternFaultCode, at: number): PatternFault => ({
  code,
  message: sentences[code],
  at,
});
