import { type Purpose, purposes } from '#protocol/record/label.ts';
import { bdi, type Html, html } from '../html.ts';
import { day, moment } from '../moment.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm, radioField, selectField, textField } from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type Reader, type Role, roles } from '../reader.ts';
import { words } from '../words.ts';

export interface AccountRow {
  readonly name: string;
  readonly role: Role;
  /** The partner that the account stands for; absent for our own people and tools. */
  readonly party?: PartyRef;
  readonly purpose: Purpose;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly seenAt?: number;
}

/** POST /accounts: name, role, party (id, or empty for our own), purpose, csrf. */
export interface AccountsView {
  readonly rows: readonly AccountRow[];
  readonly values: { readonly name: string; readonly role: Role; readonly party: string; readonly purpose: Purpose };
  /** Partners that an account may stand for. */
  readonly parties: readonly PartyRef[];
  readonly errors: readonly FieldError[];
  /** Shown on the page that answers the POST, and never again. */
  readonly created?: { readonly name: string; readonly role: Role; readonly password: string; readonly token: string };
}

function secret(reader: Reader, { created }: AccountsView): Html | '' {
  if (created === undefined) return '';
  const { t } = words(reader);
  return html`<section class="turn" role="status"><h2>${t('accounts.created', { name: created.name })}</h2><p><strong>${t('accounts.once')}</strong></p>
${summaryList([
  [t('sign-in.name'), bdi(created.name)],
  [t('sign-in.password'), html`<code class="hash" dir="ltr">${created.password}</code>`],
  [t('accounts.token'), html`<code class="hash" dir="ltr">${created.token}</code>`],
])}<p class="soft">${t('accounts.token-hint')}</p></section>`;
}

export function accountsPage(view: AccountsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { errors, values } = view;
  const rows = table<AccountRow>({
    caption: plain('nav.accounts'),
    rows: view.rows,
    columns: [
      { head: plain('sign-in.name'), as: 'name', cell: (row) => bdi(row.name) },
      { head: plain('accounts.role'), cell: (row) => t(`role.${row.role}`) },
      {
        head: plain('accounts.for'),
        cell: (row) => (row.party === undefined ? t('accounts.for-us') : partyLink(row.party)),
      },
      {
        head: plain('accounts.purpose'),
        // What a partner's account reads is for what the clauses name.
        cell: (row) => (row.party === undefined ? t(`purpose.${row.purpose}`) : ''),
      },
      { head: plain('accounts.since'), cell: (row) => day(reader, row.createdAt) },
      {
        head: plain('accounts.seen'),
        cell: (row) => (row.seenAt === undefined ? t('record.never') : moment(reader, row.seenAt)),
      },
    ],
  });
  const content = html`${textField(reader, { name: 'name', label: t('sign-in.name'), hint: t('accounts.name-hint'), value: values.name, errors })}
${radioField(reader, { name: 'role', label: t('accounts.role'), value: values.role, errors, choices: roles.map((role) => ({ value: role, label: t(`role.${role}`), hint: t(`role.${role}.means`) })) })}
${selectField(reader, { name: 'party', label: t('accounts.for'), hint: t('accounts.for-hint'), value: values.party, errors, choices: [{ value: '', label: t('accounts.for-us') }, ...view.parties.map(({ id, name }) => ({ value: id, label: name }))] })}
${selectField(reader, { name: 'purpose', label: t('accounts.purpose'), hint: t('accounts.purpose-hint'), value: values.purpose, errors, choices: purposes.map((value) => ({ value, label: plain(`purpose.${value}`) })) })}`;
  return page(reader, {
    title: t('nav.accounts'),
    tab: plain('nav.accounts'),
    main: html`${errorSummary(reader, errors)}${secret(reader, view)}
<p class="lead">${t('accounts.lead', { count: view.rows.length })}</p>${rows}
<h2>${t('accounts.add')}</h2>${postForm(reader, { action: '/accounts', content, submit: 'accounts.add' })}`,
  });
}
