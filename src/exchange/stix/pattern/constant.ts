import { fromBase64, fromHex } from '#protocol/bytes/encodings.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { instantOf, isTimestamp } from '../timestamp.ts';
import type { Constant } from './pattern.ts';
import type { PatternFaultCode } from './pattern-fault.ts';
import type { Token } from './token.ts';

const numberOf = (text: string): Constant | PatternFaultCode => {
  const value = Number(text);
  const exact = text.includes('.') ? Number.isFinite(value) : Number.isSafeInteger(value);
  return exact ? { type: 'number', value: value === 0 ? 0 : value } : 'pattern-number';
};

function bytesOf(base64: string): Constant | PatternFaultCode {
  try {
    return { type: 'bytes', value: fromBase64(base64) };
  } catch (thrown) {
    if (faultCode(thrown) === undefined) throw thrown;
    return 'pattern-binary';
  }
}

/** The constant that a token states, or why it states none. */
export function constantOf({ kind, text }: Token): Constant | PatternFaultCode {
  if (kind === 'text') return { type: 'text', value: text };
  if (kind === 'number') return numberOf(text);
  if (kind === 'hex') return { type: 'bytes', value: fromHex(text.toLowerCase()) };
  if (kind === 'bytes') return bytesOf(text);
  if (kind === 'time') return isTimestamp(text) ? { type: 'time', value: instantOf(text) } : 'pattern-time';
  if (kind === 'word' && (text === 'true' || text === 'false')) return { type: 'boolean', value: text === 'true' };
  return 'pattern-constant';
}
