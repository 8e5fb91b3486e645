import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseMemberView, CaseView } from './case-view.ts';
import { caseName, type OwedView, roleNames, untilWhen, waitRule } from './case-words.ts';
import { partyLink } from './party.ts';
import { table } from './table.ts';

/** What a party's server told ours, which proves nothing. */
function told(reader: Reader, { log }: CaseView, { keeps, size, met }: CaseMemberView): Html {
  const { t } = words(reader);
  if (keeps === 'self') return t('cases.us');
  // Whoever invited us has joined, and may not have been met yet.
  if (keeps !== 'joined' || met === 0) return t(`cases.told.${keeps === 'joined' ? 'none' : keeps}`);
  return t('cases.told.joined', { time: moment(reader, met), count: size, all: log.size });
}

function proven(reader: Reader, { log }: CaseView, member: CaseMemberView): Html {
  const { t } = words(reader);
  if (member.proven === 0) return t('cases.proven.none');
  return t('cases.proven.size', { count: member.proven, all: log.size });
}

/** What a party still owes with its time, and what of it is done while others are awaited. */
function owes(reader: Reader, view: CaseView, { party, roles }: CaseMemberView): Html {
  const { t } = words(reader);
  const { owed, procedure } = view;
  const nameOf = ({ wait }: OwedView): Html => caseName(reader, procedure, `wait.${wait}`);
  const lines = owed.flatMap((one): Html[] => {
    if (one.owners.some(({ id }) => id === party.id)) {
      const isOther = one.party !== undefined && one.party.id !== party.id;
      const whose = isOther && html` <small>(${bdi(one.party.name)})</small>`;
      const name = html`${nameOf(one)}${whose}`;
      return [html`<li>${t('line.named', { name, value: untilWhen(reader, one) })}</li>`];
    }
    const owner = waitRule(view.rules, one)?.owner ?? [];
    const isEntitled = owner !== 'self' && owner.some((role) => roles.includes(role));
    return isEntitled ? [html`<li class="yes">${t('cases.answered', { wait: nameOf(one) })}</li>`] : [];
  });
  return lines.length === 0 ? t('cases.owes-nothing') : html`<ul class="plain">${lines}</ul>`;
}

function partiesTable(reader: Reader, view: CaseView): Html {
  const { plain } = words(reader);
  return table<CaseMemberView>({
    caption: plain('cases.parties'),
    rows: view.members,
    columns: [
      {
        head: plain('party.one'),
        as: 'name',
        cell: ({ party, roles }) =>
          html`${partyLink(party)}<br><small>${roleNames(reader, view.procedure, roles)}</small>`,
      },
      { head: plain('cases.owes'), cell: (member) => owes(reader, view, member) },
      { head: plain('cases.proven'), cell: (member) => proven(reader, view, member) },
      { head: plain('cases.told'), cell: (member) => told(reader, view, member) },
    ],
  });
}

const fewMembers = 13;

/** Who takes part, who is silent, and who has seen what: proof and hearsay apart. Spec: CPG-3. */
export function caseParties(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const count = view.members.length;
  const rows = html`${partiesTable(reader, view)}<p class="hint">${t('cases.proven-note')}</p>`;
  return html`<h2>${t('cases.parties')}</h2>${
    count <= fewMembers ? rows : html`<details><summary>${t('cases.all-parties', { count })}</summary>${rows}</details>`
  }`;
}
