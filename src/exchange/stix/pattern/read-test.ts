import { fitsHashPath } from './hash-form.ts';
import {
  type Constant,
  everyPosition,
  type ObjectPath,
  type PathStep,
  type Test,
  type TextOperator,
} from './pattern.ts';
import type { TokenReader } from './token-reader.ts';

const textOperators: readonly TextOperator[] = ['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'];
const orders = ['<', '<=', '>', '>='] as const;

function readKey(reader: TokenReader): string {
  if (reader.isName() || reader.token.kind === 'text') return reader.take().text;
  return reader.stop('pattern-path');
}

function readPosition(reader: TokenReader): PathStep {
  if (reader.takes('*')) return everyPosition;
  const constant = reader.token.kind === 'number' ? reader.constant() : undefined;
  if (constant?.type !== 'number' || !Number.isInteger(constant.value)) return reader.stop('pattern-path');
  return constant.value;
}

/** `type:first.second[*]`. */
export function readPath(reader: TokenReader): ObjectPath {
  if (!reader.isName() && reader.token.kind !== 'hyphenated') return reader.stop('pattern-path');
  const type = reader.take().text;
  reader.expect(':', 'pattern-path');
  const steps: PathStep[] = [readKey(reader)];
  for (;;) {
    if (reader.takes('.')) steps.push(readKey(reader));
    else if (reader.takes('[')) {
      steps.push(readPosition(reader));
      reader.expect(']', 'pattern-path');
    } else return { type, steps };
  }
}

/** A constant against a path, which may ask for the form of a hash value. Spec: MAT-4. */
function readFitting(reader: TokenReader, path: ObjectPath): Constant {
  const { at } = reader.token;
  const constant = reader.constant();
  if (!fitsHashPath(path, constant)) reader.fault('pattern-hash', at);
  return constant;
}

/** The constants of a set, all of one type. Spec: MAT-4. */
function readSet(reader: TokenReader, path: ObjectPath): readonly Constant[] {
  reader.expect('(', 'pattern-constant');
  const constants: Constant[] = [];
  if (reader.takes(')')) return constants;
  do {
    const { at } = reader.token;
    const constant = readFitting(reader, path);
    if (constant.type !== (constants[0] ?? constant).type) reader.fault('pattern-set-types', at);
    constants.push(constant);
  } while (reader.takes(','));
  reader.expect(')', 'pattern-closing');
  return constants;
}

function readText(reader: TokenReader): string {
  if (reader.token.kind !== 'text') return reader.stop('pattern-constant');
  return reader.take().text;
}

const takeOneOf = <Sign extends string>(reader: TokenReader, signs: readonly Sign[]): Sign | undefined =>
  signs.find((sign) => reader.takes(sign));

/** One test: a path, an operator and what it compares with; or EXISTS and a path. Spec: MAT-2. */
export function readTest(reader: TokenReader): Test {
  const { at } = reader.token;
  const negatedFirst = reader.takes('NOT');
  if (reader.takes('EXISTS')) return { operator: 'EXISTS', path: readPath(reader), negated: negatedFirst, at };
  if (negatedFirst) return reader.stop('pattern-operator');
  const path = readPath(reader);
  const negated = reader.takes('NOT');
  if (reader.takes('=') || reader.takes('=='))
    return { operator: '=', path, negated, at, constant: readFitting(reader, path) };
  if (reader.takes('!=') || reader.takes('<>'))
    return { operator: '!=', path, negated, at, constant: readFitting(reader, path) };
  if (reader.takes('IN')) return { operator: 'IN', path, negated, at, constants: readSet(reader, path) };
  const order = takeOneOf(reader, orders);
  if (order !== undefined) {
    const constantAt = reader.token.at;
    const constant = reader.constant();
    return constant.type === 'boolean'
      ? reader.stop('pattern-constant', constantAt)
      : { operator: order, path, negated, at, constant };
  }
  const operator = takeOneOf(reader, textOperators);
  return operator === undefined
    ? reader.stop('pattern-operator')
    : { operator, path, negated, at, text: readText(reader) };
}
