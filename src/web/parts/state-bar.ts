import { type RecipientState, recipientStates, type Tally } from '#desks/infrastructure/answer-matrix.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

const width = 600;

interface Piece {
  readonly state: RecipientState;
  readonly x: number;
  readonly span: number;
}

const order: readonly RecipientState[] = ['acknowledged', 'opened', 'delivered', 'lapsed', 'not-delivered'];

function pieces(counts: Tally): Piece[] {
  let x = 0;
  return order.flatMap((state) => {
    const span = (counts[state] / Math.max(1, counts.all)) * width;
    const piece = { state, x: Math.round(x), span: Math.round(span) };
    x += span;
    return counts[state] === 0 ? [] : [piece];
  });
}

/** How many recipients stand where: a bar, and beside it the same as a list of words and numbers. */
export function stateBar(reader: Reader, counts: Tally): Html {
  const { t, plain, number } = words(reader);
  const said = recipientStates.map((state) => `${plain(`warn.state.${state}`)} ${number(counts[state])}`).join(', ');
  const bar = pieces(counts).map(
    ({ state, x, span }) => html`<rect class="${state}" x="${x}" y="0" width="${span}" height="16"/>`,
  );
  const list = order.map(
    (state) =>
      html`<li><span class="key ${state}" aria-hidden="true"></span> ${t(`warn.state.${state}`)} <b>${number(counts[state])}</b>${state === 'acknowledged' && counts.late > 0 && html` <small>${t('warn.of-them-late', { count: counts.late })}</small>`}</li>`,
  );
  return html`<svg class="states" viewBox="0 0 ${width} 16" preserveAspectRatio="none" role="img" aria-label="${said}">${bar}</svg><ul class="states">${list}</ul>`;
}
