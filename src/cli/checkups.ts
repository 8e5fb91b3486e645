import { statfsSync, statSync } from 'node:fs';
import { layout } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { lockHolder, takePartyLock } from '#server/process/party-lock.ts';
import { schemaVersion } from '#server/store/schema.ts';
import { listed } from './party-command.ts';

/** One thing looked at. A note is worth knowing and no harm. */
export interface Checkup {
  readonly name: string;
  readonly state: 'good' | 'note' | 'bad';
  readonly detail: string;
}

type Look = (party: Party, directory: string) => Checkup;

const oldestNode = 26;
const leastSpace = 1024 ** 3;
/** Clocks of servers differ by seconds; more than this, in seconds, is a wrong clock. */
const clockSlack = 300;
const releasedAt = 1_767_225_600;

const said = (name: string, isGood: boolean, detail: string): Checkup => ({
  name,
  state: isGood ? 'good' : 'bad',
  detail,
});

const node: Look = () =>
  said(
    'node',
    Number(process.versions.node.split('.')[0]) >= oldestNode,
    `Node ${process.versions.node}, ${oldestNode} or newer is needed`,
  );

/** Whether others than the owner may do anything with a path. Windows keeps no such modes. */
const isOpenToOthers = (path: string): boolean => process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;

const modes: Look = (_, directory) => {
  const open = [directory, layout(directory).secrets].filter(isOpenToOthers);
  return said(
    'modes',
    open.length === 0,
    open.length === 0 ? 'the directory and the keys are the owner’s alone' : `others may use ${open.join(', ')}`,
  );
};

const space: Look = (_, directory) => {
  const { bavail, bsize } = statfsSync(directory);
  return said(
    'disk',
    bavail * bsize >= leastSpace,
    `${Math.floor((bavail * bsize) / 1024 ** 2)} MiB free, 1024 should be`,
  );
};

const schema: Look = ({ db }) => {
  const version = db.count('PRAGMA user_version');
  return said('schema', version === schemaVersion, `schema ${version}, this program has ${schemaVersion}`);
};

const store: Look = ({ db }) => {
  const row = db.get<{ quick_check: string }>('PRAGMA quick_check(1)');
  return said('store', row?.quick_check === 'ok', row?.quick_check ?? 'no answer');
};

const log: Look = ({ log: own }) => {
  const [size, published, pending] = [own.frontier().size, own.publishedSize(), own.pendingCount()];
  const detail = `${size} entries sealed, ${published} published, ${pending} waiting`;
  if (published > size)
    return said('log', false, `${detail}: the store is older than its own log, as after a restored backup`);
  return { name: 'log', state: published < size || pending > 0 ? 'note' : 'good', detail };
};

const clock: Look = ({ db, now }) => {
  const newest = db.count('SELECT max(at) FROM note');
  const isGood = now > releasedAt && now >= newest - clockSlack;
  return said(
    'clock',
    isGood,
    `${new Date(now * 1000).toISOString()}, the newest record is of ${new Date(newest * 1000).toISOString()}`,
  );
};

const lock: Look = (_, directory) => {
  const taken = takePartyLock(directory, 'doctor');
  taken?.release();
  return {
    name: 'lock',
    state: 'good',
    detail: taken === undefined ? `in use by ${lockHolder(directory)}` : 'no server runs',
  };
};

const looks: readonly Look[] = [node, modes, space, schema, store, log, clock, lock];

/** Says by how much two clocks differ, when they do. Spec: LSG-12. */
const clockText = (ahead: number): string =>
  ahead === 0
    ? ''
    : `, their clock or ours differs by ${Math.round(Math.abs(ahead) / 60)} minutes: theirs is ${ahead > 0 ? 'ahead' : 'behind'}`;

const linkOf = ({ name, lastMet, fault, ahead }: ReturnType<typeof listed>[number], now: number): Checkup => {
  const met = lastMet === undefined ? 'never met' : `last met ${Math.max(0, now - lastMet)} s ago`;
  return {
    name: 'link',
    state: fault === undefined && lastMet !== undefined && ahead === 0 ? 'good' : 'note',
    detail: `${name}: ${met}${fault === undefined ? '' : `, ${fault}`}${clockText(ahead)}`,
  };
};

/** Looks at everything, one line each, then at the link with every partner. */
export const checkups = (party: Party, directory: string): Checkup[] => [
  ...looks.map((look) => look(party, directory)),
  ...listed(party)
    .filter(({ url }) => url !== undefined)
    .map((link) => linkOf(link, party.now)),
];
