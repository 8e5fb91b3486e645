import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { importObjects } from '../party/import-objects.ts';
import { type Client, json, object, servedPartner } from './taxii.fixture.ts';

interface Told {
  readonly successes?: readonly { id: string; version: string }[];
  readonly failures?: readonly unknown[];
}

const told = async (client: Client, ...objects: readonly unknown[]): Promise<Told> =>
  (await json(client.post('submitted', objects))) as Told;

const recalls = ({ party }: Awaited<ReturnType<typeof servedPartner>>): number =>
  party.db.count('SELECT count(*) FROM recall');

// Spec: TAX-10
describe('what a party without a server submits', () => {
  it('is answered in the same order and words, whether it was held here or not', async () => {
    const [held, fresh] = [await servedPartner('analyst'), await servedPartner('analyst')];
    const first = { ...object(1), created: '2026-01-01T00:00:00Z', modified: '2026-01-01T00:00:00Z' };
    importObjects(held.party, JSON.stringify([first]));
    const [a, b] = [await told(held.firm, first, object(2)), await told(fresh.firm, first, object(2))];
    assert.equal(a.successes?.length, 2);
    assert.deepEqual(a.successes, b.successes);
  });

  it('never replaces or revokes what we state ourselves: a version of that stays among the submissions', async () => {
    const served = await servedPartner('analyst');
    importObjects(served.party, JSON.stringify([object(1)]));
    const answer = await told(served.firm, { ...object(1, 2), revoked: true });
    assert.deepEqual([answer.successes?.length, answer.failures], [1, undefined]);
    assert.deepEqual(await served.analyst.ids('own', '?match[version]=all'), [object(1)['id']]);
    assert.equal(recalls(served), 0);
    assert.deepEqual(await served.firm.ids('submitted'), [object(1)['id']]);
  });

  it('follows what it submitted itself', async () => {
    const served = await servedPartner('analyst');
    await told(served.firm, object(1));
    await told(served.firm, { ...object(1, 2), revoked: true });
    assert.equal((await served.analyst.ids('own', '?match[version]=all')).length, 2);
    assert.equal(recalls(served), 1);
  });
});
