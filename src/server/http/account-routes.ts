import { Fault } from '#protocol/bytes/fault.ts';
import { purposes } from '#protocol/record/label.ts';
import { type AccountsView, accountsPage } from '#web/pages/accounts-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { accountNameForm } from '../accounts/account.ts';
import { isRole } from '../accounts/rights.ts';
import { partners } from '../party/peer-book.ts';
import { seconds } from '../powers.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, sendPage, type Visit } from './visit.ts';

interface Shown {
  readonly values?: AccountsView['values'];
  readonly errors?: readonly FieldError[];
  readonly created?: AccountsView['created'];
}

/** When an account was last used with a browser, Unix seconds. */
function lastSeen({ party }: Visit): ReadonlyMap<string, number> {
  const rows = party.db.all<{ account: string; seen: number }>(
    'SELECT account, max(seen) AS seen FROM session GROUP BY account',
  );
  return new Map(rows.map(({ account, seen }) => [account, seconds(seen)]));
}

const noValues: AccountsView['values'] = { name: '', role: 'viewer', party: '', purpose: 'defence' };

function rows(visit: Visit): AccountsView['rows'] {
  const seen = lastSeen(visit);
  const enabled = visit.parts.accounts.list().filter(({ disabled }) => disabled === undefined);
  return enabled.map(({ name, role, added, party, purpose }) => {
    const seenAt = seen.get(name);
    return {
      name,
      role,
      createdAt: seconds(added),
      purpose,
      ...(party === undefined ? {} : { party: visit.names.of(party) }),
      ...(seenAt === undefined ? {} : { seenAt }),
    };
  });
}

function show(visit: Visit, { values = noValues, errors = [], created }: Shown = {}): Response {
  const view: AccountsView = {
    rows: rows(visit),
    values,
    parties: partners(visit.party).map(({ id }) => visit.names.of(id)),
    errors,
    ...(created === undefined ? {} : { created }),
  };
  return sendPage(accountsPage(view, visit.reader), errors.length === 0 ? 200 : 422);
}

interface Asked {
  readonly values: AccountsView['values'];
  readonly errors: readonly FieldError[];
}

function read({ form, party }: Visit): Asked {
  const [name, asked, bound] = [field(form, 'name').trim(), field(form, 'role'), field(form, 'party')];
  const errors: FieldError[] = [];
  if (!accountNameForm.test(name)) errors.push({ field: 'name', code: name === '' ? 'required' : 'name-form' });
  if (!isRole(asked)) errors.push({ field: 'role', code: 'choice' });
  if (bound !== '' && !partners(party).some(({ id }) => id === bound)) errors.push({ field: 'party', code: 'choice' });
  // Whoever stands for a partner reads what is released to it, and nothing else.
  if (bound !== '' && isRole(asked) && asked !== 'viewer') errors.push({ field: 'role', code: 'choice' });
  const purpose = purposes.find((one) => one === (field(form, 'purpose') || 'defence'));
  if (purpose === undefined) errors.push({ field: 'purpose', code: 'choice' });
  return {
    values: {
      name: name.slice(0, 64),
      role: isRole(asked) ? asked : 'viewer',
      party: bound.slice(0, 64),
      purpose: purpose ?? 'defence',
    },
    errors,
  };
}

async function add(visit: Visit): Promise<Response> {
  const { values, errors } = read(visit);
  if (errors.length > 0) return show(visit, { values, errors });
  const { name, role, party, purpose } = values;
  try {
    const bound = party === '' ? {} : { party };
    const credentials = await visit.parts.accounts.add({ name, role, kind: 'person', purpose, ...bound });
    visit.party.deed(accountName(visit), 'add-account', name);
    return show(visit, { created: { ...credentials, role } });
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'account-exists') throw error;
    return show(visit, { values, errors: [{ field: 'name', code: 'name-taken' }] });
  }
}

/** The accounts of this server. Secrets are shown once, in the answer that made them. */
export const accountRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/accounts', needs: 'manage-accounts', answer: (visit) => show(visit) },
  { method: 'POST', path: '/accounts', needs: 'manage-accounts', answer: add },
];
