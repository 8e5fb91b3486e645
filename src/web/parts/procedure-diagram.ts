import { type Machine, silentTargets } from '#protocol/case/procedure.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { plainCaseName } from './case-words.ts';

const size = { width: 138, height: 40, gapX: 18, gapY: 44, margin: 10, letters: 20 } as const;

interface Place {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly isEnd: boolean;
}

interface Step {
  readonly from: string;
  readonly to: string;
  /** Whether only silence leads this way. */
  readonly isSilent: boolean;
}

/** Every way from one state to another, once. An act counts before silence. */
function stepsOf({ states, acts }: Machine): Step[] {
  const byAct = acts.flatMap(({ from, to }) => (to === undefined ? [] : from.map((start) => ({ from: start, to }))));
  const bySilence = states.flatMap(({ key, waits }) => waits.flatMap(silentTargets).map((to) => ({ from: key, to })));
  const found = new Map<string, Step>();
  for (const { from, to } of bySilence) found.set(`${from} ${to}`, { from, to, isSilent: true });
  for (const { from, to } of byAct) found.set(`${from} ${to}`, { from, to, isSilent: false });
  return [...found.values()].filter(({ from, to }) => from !== to);
}

/** How many steps each state is from the first; what only another machine leads to stands last. */
function rows({ initial, states }: Machine, steps: readonly Step[]): string[][] {
  const found: string[][] = [];
  const placed = new Set<string>();
  for (let row = [initial]; row.length > 0; ) {
    for (const key of row) placed.add(key);
    found.push(row);
    const reached = row.flatMap((key) => steps.filter(({ from }) => from === key).map(({ to }) => to));
    row = [...new Set(reached)].filter((key) => !placed.has(key));
  }
  const rest = states.map(({ key }) => key).filter((key) => !placed.has(key));
  return rest.length === 0 ? found : [...found, rest];
}

export interface DiagramLayout {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
  readonly steps: readonly Step[];
}

/** Where the states of a machine stand: from above to below, by the steps from the first. */
export function diagramLayout(machine: Machine): DiagramLayout {
  const steps = stepsOf(machine);
  const all = rows(machine, steps);
  const most = Math.max(...all.map((row) => row.length));
  const pitch = size.width + size.gapX;
  const ends = new Set(machine.states.filter(({ isEnd }) => isEnd).map(({ key }) => key));
  const places = all.flatMap((row, depth) =>
    row.map((key, index) => ({
      key,
      x: size.margin + ((most - row.length) * pitch) / 2 + index * pitch,
      y: size.margin + depth * (size.height + size.gapY),
      isEnd: ends.has(key),
    })),
  );
  return {
    width: most * pitch - size.gapX + 2 * size.margin,
    height: all.length * (size.height + size.gapY) - size.gapY + 2 * size.margin,
    places,
    steps,
  };
}

/** A wide letter, as those of Chinese, takes the room of two. */
const room = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 1.9 : 1), 0);

/** The text in at most two lines. */
function inLines(text: string): string[] {
  if (room(text) <= size.letters) return [text];
  const parts = text.includes(' ') ? text.split(' ') : [...text];
  const joint = text.includes(' ') ? ' ' : '';
  const half = room(text) / 2;
  const cut = parts.findIndex((_, index) => room(parts.slice(0, index + 1).join(joint)) >= half);
  return [parts.slice(0, cut + 1).join(joint), parts.slice(cut + 1).join(joint)].filter((line) => line !== '');
}

/** A curve from border to border: downwards between rows, bent aside within a row and upwards. */
function curve(from: Place, to: Place): string {
  const middle = (place: Place): number => place.x + size.width / 2;
  const [x1, x2] = [middle(from), middle(to)];
  if (to.y > from.y) {
    const [y1, y2] = [from.y + size.height, to.y];
    return `M${x1} ${y1}C${x1} ${y1 + 28} ${x2} ${y2 - 28} ${x2} ${y2}`;
  }
  if (to.y === from.y) {
    const [y1, bend] = [from.y, 26];
    return `M${x1} ${y1}C${x1} ${y1 - bend} ${x2} ${y1 - bend} ${x2} ${y1}`;
  }
  const [y1, y2] = [from.y, to.y + size.height];
  return `M${x1 + 24} ${y1}C${x1 + 24} ${y1 - 28} ${x2 + 24} ${y2 + 28} ${x2 + 24} ${y2}`;
}

function box({ x, y, isEnd }: Place, text: string, isHere: boolean): Html {
  const lines = inLines(text);
  const first = y + size.height / 2 + 4 - (lines.length - 1) * 7;
  const rounded = isEnd ? size.height / 2 : 3;
  return html`<g><rect x="${x}" y="${y}" width="${size.width}" height="${size.height}" rx="${rounded}" fill="var(--${isHere ? 'wash' : 'paper'})" stroke="currentColor" stroke-width="${isHere ? 4 : 1}"/>${lines.map(
    (line, index) =>
      html`<text x="${x + size.width / 2}" y="${first + index * 14}" text-anchor="middle" fill="currentColor" font-weight="${isHere ? 650 : 400}">${line}</text>`,
  )}</g>`;
}

/** The states of a machine and the ways between them, drawn from its data. The table beside it says the same in words. */
export function procedureDiagram(reader: Reader, procedure: string, machine: Machine, here: string | undefined): Html {
  const { t, plain } = words(reader);
  const { width, height, places, steps } = diagramLayout(machine);
  const at = new Map(places.map((place) => [place.key, place]));
  const arrow = `arrow-${machine.key}`;
  const lines = steps.flatMap(({ from, to, isSilent }) => {
    const [start, end] = [at.get(from), at.get(to)];
    if (start === undefined || end === undefined) return [];
    const strength = from === here ? 0.9 : 0.35;
    return [
      html`<path d="${curve(start, end)}" fill="none" stroke="currentColor" opacity="${strength}" stroke-dasharray="${isSilent && '4 3'}" marker-end="url(#${arrow})"/>`,
    ];
  });
  const boxes = places.map((place) =>
    box(place, plainCaseName(reader, procedure, `state.${place.key}`), place.key === here),
  );
  const name = `${plainCaseName(reader, procedure, `machine.${machine.key}`)}. ${plain('cases.diagram')}`;
  return html`<figure><div class="wide" tabindex="0" role="group" aria-label="${name}"><svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}" font-size="12"><defs><marker id="${arrow}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor"/></marker></defs>${lines}${boxes}</svg></div><figcaption><small>${t('cases.diagram-key')}</small></figcaption></figure>`;
}
