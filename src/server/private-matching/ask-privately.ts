import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Courier } from '../link/link-client.ts';
import type { Party } from '../party/party.ts';
import type { Peer } from '../party/peer-book.ts';
import { countPrivately, mostAtOnce, type Offer, tagLength } from './private-offer.ts';
import { questionBytes, readEvaluation, readOffer } from './private-wire.ts';
import { blinded, outputs } from './voprf.ts';

/** What a private question came to. `found` stays with who asked. */
export interface PrivateAnswer {
  /** Positions of the inputs that the partner looks for. */
  readonly found: readonly number[];
  readonly asked: number;
  /** Values that may still be asked today. */
  readonly left: number;
}

async function send(courier: Courier, partner: Peer, path: string, body: Uint8Array): Promise<Uint8Array> {
  const answer = await courier.post(partner, path, body);
  if (answer.status === 200) return answer.body;
  const code = new TextDecoder().decode(answer.body.subarray(0, 60)).trim();
  throw new Fault(/^matching-[a-z-]+$/.test(code) ? code : 'link-answer', 'The partner did not answer the question.');
}

const tagsOf = ({ tags }: Offer): ReadonlySet<string> =>
  new Set(
    Array.from({ length: Math.floor(tags.length / tagLength) }, (_, at) =>
      hex(tags.subarray(at * tagLength, (at + 1) * tagLength)),
    ),
  );

/**
 * Finds out which inputs a partner looks for, without showing it any, and without learning of its others.
 * Only numbers are kept. Faults: those of the partner, `matching-proof`. Spec: MAT-17, MAT-19.
 */
export async function askPrivately(
  party: Party,
  courier: Courier,
  partner: Peer,
  inputs: readonly string[],
): Promise<PrivateAnswer> {
  const offer = readOffer(await send(courier, partner, '/link/match-set', new Uint8Array()));
  const left = Math.max(0, offer.perDay - offer.asked);
  if (inputs.length > left) throw new Fault('matching-budget', `Only ${left} values may still be asked today.`);
  const tags = tagsOf(offer);
  const found: number[] = [];
  for (let start = 0; start < inputs.length; start += mostAtOnce) {
    const asked = inputs.slice(start, start + mostAtOnce).map((input) => blinded(utf8(input), party.powers.random));
    const question = questionBytes(
      offer.epoch,
      asked.map((one) => one.blinded),
    );
    const evaluation = readEvaluation(await send(courier, partner, '/link/match-evaluate', question));
    countPrivately(party, partner.id, 'asked', asked.length);
    outputs(asked, evaluation, offer.key).forEach((output, at) => {
      if (tags.has(hex(output.subarray(0, tagLength)))) found.push(start + at);
    });
  }
  return { found, asked: inputs.length, left: left - inputs.length };
}
