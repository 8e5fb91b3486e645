import type { CaseState } from '#protocol/case/case-state.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import { whereIs } from '#protocol/case/view.ts';
import { caseFile, knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { isMessageKey, texts } from '#web/messages/catalogue.ts';
import { type Browser, type ShownPage, Stuck } from './browser.ts';
import { formsIn } from './form-in-page.ts';
import type { LoopbackParty } from './loopback-party.ts';
import type { StoryWorld } from './story-world.ts';

/** A party with the person who acts for it. */
export interface Player {
  readonly at: LoopbackParty;
  readonly browser: Browser;
}

/** What a person types in the form of an act. Times are typed in UTC. */
export type Typed = Readonly<Record<string, string>>;

/** Whoever tells what happens. */
export type Say = (line: string) => void;

/** How a time is typed in a form: 2027-03-01 06:00, in UTC. */
export const typedTime = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');

const mostReading = 6;

const named = (key: string): string => (isMessageKey(key) ? (texts.en[key] ?? key) : key);

/** One case as people play it: whatever they do goes through the pages of their own server. */
export class StoryCase {
  readonly #world: StoryWorld;
  readonly #say: Say;
  readonly #opener: Player;
  readonly id: string;

  constructor(world: StoryWorld, say: Say, opened: { opener: Player; id: string }) {
    this.#world = world;
    this.#say = say;
    this.#opener = opened.opener;
    this.id = opened.id;
  }

  /** Opens a case at the opener's server: the form, its consequence, and then what was looked at. Everybody else joins. */
  static async open(
    world: StoryWorld,
    say: Say,
    opening: { procedure: string; opener: [Player, string]; others: readonly [Player, string][]; said?: Typed },
  ): Promise<StoryCase> {
    const [opener, ourRole] = opening.opener;
    const roles = Object.fromEntries(opening.others.map(([{ at }, role]) => [`role-${at.id}`, role]));
    const typed = { ...roles, ...opening.said, label: 'amber', 'our-role': ourRole };
    const path = `/cases/new?procedure=${opening.procedure}`;
    const review = await opener.browser.submit(path, '/cases/new', { ...typed, step: 'review' });
    const opened = await opener.browser.send(review, '/cases/new', { step: 'open' });
    const id = /^\/cases\/([0-9a-f]{64})$/.exec(opened.path)?.[1];
    if (id === undefined) throw new Stuck(`The case was not opened: ${faultsOn(opened)}`);
    const one = new StoryCase(world, say, { opener, id });
    one.tell(opener, `opens a case: ${named(`case.${opening.procedure}.name`)}`);
    await one.#invite(opening.others.map(([player]) => player));
    await world.settle(id);
    return one;
  }

  async #invite(others: readonly Player[]): Promise<void> {
    await this.#world.settleInvitations(this.id);
    for (const player of others) await this.#join(player);
  }

  /** Whoever was invited later joins by a page, and gets the whole log. */
  async join(player: Player): Promise<void> {
    await this.#join(player);
    await this.#world.settle(this.id);
  }

  async #join(player: Player): Promise<void> {
    await player.browser.submit(`/cases/${this.id}`, `/cases/${this.id}/join`);
    if (caseFile(player.at.party, this.id)?.stage !== 'joined') throw new Stuck(`${player.at.name} could not join.`);
    this.tell(player, 'joins');
  }

  /** An act by its form. Whatever the form refuses is a fault of the story. */
  async act(player: Player, act: string, typed: Typed = {}, item?: string): Promise<void> {
    const from = this.where;
    const path = `/cases/${this.id}/acts/${act}`;
    const sent = await player.browser.submit(item === undefined ? path : `${path}?item=${item}`, path, typed);
    // What cannot be taken back is shown once more before it is signed.
    const isAsked = formsIn(sent.text).some(({ action, fields }) => action === path && fields.has('checked'));
    const done = isAsked ? await player.browser.send(sent, path, { step: 'sign' }) : sent;
    if (done.path !== `/cases/${this.id}`)
      throw new Stuck(`${act} by ${player.at.name} was refused: ${faultsOn(done)}`);
    await this.#world.settle(this.id, player.at);
    const step = this.state.steps.findLast((one) => one.kind !== 'lapse');
    if (step?.kind !== 'act' || step.act !== act) throw new Stuck(`${act} by ${player.at.name} had no effect.`);
    const late = step.late === undefined ? '' : `, ${Math.round(step.late / 360) / 10} h late`;
    this.tell(player, `${named(`case.${this.rules.id}.act.${act}`)}${late}`, from);
  }

  /** The newest thing of a case that has a machine of its own, such as a text to be released. */
  newest(machine: string): string {
    const items = Object.values(this.state.machines).filter((one) => one.machine === machine);
    const newest = items.toSorted((a, b) => a.index - b.index).at(-1)?.item;
    if (newest === undefined) throw new Stuck(`The case has no ${machine}.`);
    return newest;
  }

  /** The proof of the newest release of this case, as its page gives it to somebody who takes part in another. */
  async released({ browser }: Player): Promise<Uint8Array> {
    const step = this.state.steps.findLast((one) => one.kind === 'act' && one.act === 'propose-release');
    if (step?.kind !== 'act') throw new Stuck('Nothing was proposed for release.');
    const page = await browser.open(`/cases/${this.id}/released/${step.index}`);
    if (page.status !== 200) throw new Stuck('The text is not released.');
    return page.bytes;
  }

  /** A person brings in what another case released: the file, what it reveals, and the signature. */
  async bring(player: Player, bytes: Uint8Array): Promise<void> {
    const path = `/cases/${this.id}/carry/bring-facts`;
    const review = await player.browser.upload(path, path, { name: 'act.json', bytes });
    const done = await player.browser.send(review, path, { step: 'sign' });
    if (done.path !== `/cases/${this.id}`) throw new Stuck(`The facts were refused: ${faultsOn(done)}`);
    await this.#world.settle(this.id, player.at);
    this.tell(player, 'brings facts that the CERTs released, with the proof of who stated them');
  }

  /** A caucus with one other member, opened on the page of rooms. */
  async caucus(player: Player, name: string, other: Player): Promise<void> {
    const path = `/cases/${this.id}/rooms`;
    const done = await player.browser.submit(path, path, { name, readers: other.at.id });
    if (done.path !== path || done.status !== 200) throw new Stuck(`The caucus was not opened: ${faultsOn(done)}`);
    await this.#world.settle(this.id, player.at);
    this.tell(player, `opens a caucus with ${other.at.name}`);
  }

  /** Time passes and nobody acts. */
  async silence(hours: number): Promise<void> {
    const from = this.where;
    this.#world.pass(hours);
    await this.#world.settle(this.id);
    this.#line(`… ${hours} hours pass, nobody acts`, from);
  }

  /** The words are on the page of the party; what came is opened in a round of its server. */
  async reads(player: Player, text: string): Promise<void> {
    for (let round = 0; round < mostReading; round++) {
      if (await this.#shows(player, text)) return;
      for (const at of [this.#opener.at, player.at]) await at.work(this.id);
    }
    throw new Stuck(`${player.at.name} does not see: ${text}`);
  }

  /** The words are nowhere on the page of the party. */
  async doesNotRead(player: Player, text: string): Promise<void> {
    for (const at of [this.#opener.at, player.at]) await at.work(this.id);
    if (await this.#shows(player, text)) throw new Stuck(`${player.at.name} must not see: ${text}`);
  }

  async #shows({ browser }: Player, text: string): Promise<boolean> {
    return (await browser.open(`/cases/${this.id}`)).text.includes(text);
  }

  tell({ at }: Player, what: string, from?: string): void {
    this.#line(`${at.name}: ${what}`, from);
  }

  #line(what: string, from?: string): void {
    const here = this.where;
    const moved = here === '' || here === from ? '' : `  → ${named(`case.${this.rules.id}.state.${here}`)}`;
    this.#say(`  ${typedTime(this.#world.now)}  ${what}${moved}`);
  }

  get #file() {
    return knownCaseFile(this.#opener.at.party, this.id);
  }

  get rules(): Procedure {
    return this.#file.procedure.procedure;
  }

  /** The state as the opener's server derives it. */
  get state(): CaseState {
    const state = caseLog(this.#opener.at.party, this.#file).state();
    if (state === undefined) throw new Stuck('The case has not begun.');
    return state;
  }

  /** The state of the main machine; '' before the case has begun. */
  get where(): string {
    const state = caseLog(this.#opener.at.party, this.#file).state();
    return state === undefined ? '' : whereIs(this.rules, state).state;
  }

  /** Says where the case must be by now. */
  expect(state: string): void {
    if (this.where !== state) throw new Stuck(`The case is at ${this.where} and should be at ${state}.`);
  }
}

/** The faults that a page shows at its top. */
const faultsOn = ({ text, status }: ShownPage): string => {
  const shown = [...text.matchAll(/<li><a href="#([^"]*)">([^<]*)<\/a><\/li>/g)].map(
    ([, field, fault]) => `${field}: ${fault}`,
  );
  return `${status}, ${shown.join('; ') || 'no fault is shown'}`;
};
