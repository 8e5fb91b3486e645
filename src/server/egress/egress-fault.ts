import { Fault } from '#protocol/bytes/fault.ts';

/** Every way in which an outgoing request can fail. A caller decides by the code whether to try again. */
export const egressFaultCodes = [
  'egress-url-refused',
  'egress-address-refused',
  'egress-request-refused',
  'egress-unreachable',
  'egress-tls',
  'egress-timeout',
  'egress-redirect',
  'egress-too-large',
  'egress-malformed',
  'egress-cut',
  'egress-closed',
] as const;
export type EgressFaultCode = (typeof egressFaultCodes)[number];

/** A refusal to send, or a failure on the way. `path` names the limit or part that is to blame. */
export const egressFault = (code: EgressFaultCode, message: string, path = ''): Fault<EgressFaultCode> =>
  new Fault(code, message, path);
