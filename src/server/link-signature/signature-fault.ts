import { Fault } from '#protocol/bytes/fault.ts';

/** Every way in which a signed request can fail. Spec: LSG-10. */
export const signatureFaultCodes = [
  'signature-missing',
  'signature-repeated',
  'signature-too-long',
  'signature-malformed',
  'signature-label',
  'signature-components',
  'signature-parameters',
  'signature-method',
  'signature-target',
  'signature-lifetime',
  'signature-expired',
  'signature-future',
  'signature-key-unknown',
  'signature-wrong',
  'signature-replayed',
  'signature-forgotten',
  'signature-nonces-full',
  'digest-missing',
  'digest-malformed',
  'digest-mismatch',
] as const;
export type SignatureFaultCode = (typeof signatureFaultCodes)[number];

/** A refusal of a signed request; `path` names the header, when one is to blame. */
export const signatureFault = (code: SignatureFaultCode, message: string, path = ''): Fault<SignatureFaultCode> =>
  new Fault(code, message, path);
