import type { CaseView, PossibleView } from './case-view.ts';
import type { ItemRef, OwedView } from './case-words.ts';
import type { PartyRef } from './party.ts';

/** How far an act of ours has come that has changed nothing yet. Spec: CAS-7. */
export type WayStanding = 'draft' | 'signed' | 'logged' | 'accepted';

/** An act of ours that replay has not reached. */
export interface UnderWay {
  readonly act: string;
  /** Ids of the party and of the item that it is about. */
  readonly about?: string;
  readonly item?: string;
  /** Failed: it could not be signed. */
  readonly standing: WayStanding | 'failed';
}

/** An act of ours that may still count. */
export type OnItsWay = UnderWay & { readonly standing: WayStanding };

const isOnItsWay = (one: UnderWay): one is OnItsWay => one.standing !== 'failed';

type Ways = Pick<CaseView, 'rules' | 'self' | 'underWay'>;

/** What names a wait: where it is, and of whom and what. */
type Place = Pick<OwedView, 'machine' | 'state' | 'wait' | 'party' | 'item'>;

/** Whether an act is about a party and an item; one that names nobody is about its author. */
const isAbout = ({ self }: Ways, { about, item }: UnderWay, place: Pick<Place, 'party' | 'item'>): boolean =>
  item === place.item?.id && (place.party === undefined || place.party.id === (about ?? self));

/** Acts that answer a wait; where a procedure names none, each that leads out of its state does. */
function answering({ rules }: Ways, { machine, state, wait }: Place): string[] {
  const acts = rules.machines.find(({ key }) => key === machine)?.acts.filter(({ from }) => from.includes(state)) ?? [];
  const named = acts.filter(({ answers }) => answers === wait);
  return (named.length > 0 ? named : acts.filter(({ to }) => to !== undefined && to !== state)).map(({ key }) => key);
}

/** Acts of ours that answer something owed. */
function answersTo(view: Ways, place: Place): UnderWay[] {
  const acts = answering(view, place);
  return (view.underWay ?? []).filter((one) => acts.includes(one.act) && isAbout(view, one, place));
}

/** The act of ours on its way that answers something owed; of several the one that has come furthest. */
export const wayOf = (view: Ways, place: Place): OnItsWay | undefined => answersTo(view, place).find(isOnItsWay);

/** The act of ours that should answer it and could not be signed. */
export const failedOf = (view: Ways, place: Place): UnderWay | undefined =>
  answersTo(view, place).find((one) => !isOnItsWay(one));

const placeOf = ({ about, item }: { about: PartyRef | undefined; item: ItemRef | undefined }) => ({
  ...(about === undefined ? {} : { party: about }),
  ...(item === undefined ? {} : { item }),
});

/** The act on its way that answers what a possible act would answer too. */
export function wayBeside(view: Ways, { act, machine, state, about, item }: PossibleView): OnItsWay | undefined {
  const rule = view.rules.machines.flatMap(({ acts }) => acts).find(({ key }) => key === act);
  if (rule?.answers === undefined) return undefined;
  return wayOf(view, { machine, state, wait: rule.answers, ...placeOf({ about, item }) });
}

/** The same act as a possible one, on its way already. */
export const sameOnItsWay = (view: Ways, { act, about, item }: PossibleView): OnItsWay | undefined =>
  (view.underWay ?? [])
    .filter(isOnItsWay)
    .find((one) => one.act === act && isAbout(view, one, placeOf({ about, item })));
