import type { Account } from '../accounts/account.ts';
import { mayDo } from '../accounts/rights.ts';
import { noteFetch } from '../constituency/company-acts.ts';
import { ReleasedCollection, releasedAuthors } from '../egress/released-collection.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import type { Collection, CollectionWriter } from './collection.ts';
import { HeldCollection } from './held-collection.ts';
import { submit } from './submission.ts';
import { SubmittedCollection } from './submitted-collection.ts';
import { withdrawOwn, withdrawSubmitted } from './withdraw.ts';

const nameOf = (party: Party, id: string): string => {
  const names = peer(party, id)?.names ?? [];
  return (names.find(({ lang }) => lang === 'en') ?? names[0])?.text ?? id.slice(0, 12);
};

// Sixteen digits of the id tell the parties of a server apart, and the id of the collection holds all of it.
const aliasOf = (author: string): string => `from-${author.slice(0, 16)}`;

function ownWriter(party: Party, account: Account): CollectionWriter | undefined {
  if (!mayDo(account, 'taxii-write')) return undefined;
  return {
    add: (body) => submit(party, { account: account.name, party: undefined }, body),
    remove: mayDo(account, 'erase-records')
      ? (object, versions) => withdrawOwn(party, account.name, object, versions)
      : undefined,
  };
}

const heldAuthors = `SELECT DISTINCT author FROM class WHERE author <> ? AND EXISTS
  (SELECT 1 FROM item WHERE item.class = class.id AND item.text IS NOT NULL) ORDER BY author`;

/**
 * For our own people and tools: all that is held, read-only, and one collection per party that
 * stated some of it. Given one by one, as most requests name one of the first. Spec: TAX-7.
 */
export function* collectionsOfOwn(party: Party, account: Account): Generator<Collection> {
  const own = nameOf(party, party.id);
  const { purpose } = account;
  yield new HeldCollection(party, {
    purpose,
    alias: 'records',
    title: `Records of ${own}`,
    description: 'Everything held here, whoever stated it; each version once. To be read only.',
  });
  yield new HeldCollection(party, {
    author: party.id,
    purpose,
    alias: 'own',
    title: `Stated by ${own}`,
    description: 'What this party states itself. What is added here becomes its statement.',
    ...writerOf(ownWriter(party, account)),
  });
  for (const { author } of party.db.all<{ author: string }>(heldAuthors, party.id))
    yield new HeldCollection(party, {
      author,
      purpose,
      alias: aliasOf(author),
      title: `Stated by ${nameOf(party, author)}`,
      description: 'What this party stated and was received here. To be read only.',
    });
}

const writerOf = (writer: CollectionWriter | undefined): { writer?: CollectionWriter } =>
  writer === undefined ? {} : { writer };

function submittedBy(party: Party, account: Account, partner: string): SubmittedCollection {
  const by = { account: account.name, party: partner };
  const writer: CollectionWriter | undefined = mayDo(account, 'taxii-write')
    ? {
        add: (body) => submit(party, by, body),
        remove: (object, versions) => withdrawSubmitted(party, by, object, versions),
      }
    : undefined;
  return new SubmittedCollection(party, partner, {
    title: `Submitted by ${nameOf(party, partner)} to ${nameOf(party, party.id)}`,
    writer,
  });
}

/** For an account of a partner: all that was released to it, what it submitted, and the first per party that stated it. Spec: TAX-7, TAX-10, TAX-11. */
export function* collectionsOfPartner(party: Party, account: Account, partner: string): Generator<Collection> {
  const [from, to] = [nameOf(party, party.id), nameOf(party, partner)];
  yield new ReleasedCollection(party, partner, {
    alias: 'released',
    title: `Released by ${from} to ${to}`,
    description: 'Everything released to you, whoever stated it; each version once.',
    fetched: () => noteFetch(party, { account: account.name, organisation: partner }),
  });
  yield submittedBy(party, account, partner);
  for (const author of releasedAuthors(party, partner))
    yield new ReleasedCollection(party, partner, {
      author,
      alias: aliasOf(author),
      title: `Stated by ${nameOf(party, author)}, released by ${from} to ${to}`,
      description: 'What one party stated of all that is released to you.',
    });
}
