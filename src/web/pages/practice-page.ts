import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { caseName } from '../parts/case-words.ts';
import { postForm, selectField } from '../parts/form.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import { exerciseText, temperName } from '../parts/practice-names.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** An exercise as it is offered. */
export interface ExerciseView {
  readonly exercise: string;
  readonly procedure: string;
  readonly role: string;
  readonly players: readonly PartyRef[];
  /** The one whose behaviour is chosen. */
  readonly opposite: PartyRef;
  readonly tempers: readonly string[];
  readonly minutes: number;
  readonly level: 1 | 2 | 3;
  /** How often it was played to its end. */
  readonly done: number;
}

/** GET /practice. */
export interface PracticeView {
  readonly exercises: readonly ExerciseView[];
}

/** The form that begins an exercise, with the choice of a character. */
export function startForm(reader: Reader, { exercise, tempers, opposite }: ExerciseView, isQuiet = false): Html {
  const { t } = words(reader);
  const choices = tempers.map((temper) => ({ value: temper, label: temperName(reader, temper) }));
  const chosen = selectField(reader, {
    name: `temper-${exercise}`,
    label: t('practice.character', { party: opposite.name }),
    errors: [],
    choices,
  });
  return postForm(reader, {
    action: '/practice/start',
    content: html`<input type="hidden" name="exercise" value="${exercise}">${chosen}`,
    submit: 'practice.start',
    ...(isQuiet ? { style: 'quiet' as const } : {}),
  });
}

function oneExercise(reader: Reader, view: ExerciseView): Html {
  const { t } = words(reader);
  const { exercise, procedure, role, players, minutes, level, done } = view;
  const facts = t('practice.facts', {
    role: caseName(reader, procedure, `role.${role}`),
    parties: partyNames(reader, players),
    length: t('practice.minutes', { count: minutes }),
    level: t(`practice.level.${level}`),
  });
  const times = done > 0 && html` <span class="yes">${t('practice.times', { count: done })}</span>`;
  return html`<li class="step"><h3>${exerciseText(reader, exercise, 'name')}</h3><p>${exerciseText(reader, exercise, 'learn')}</p><p class="hint">${facts}${times}</p>${startForm(reader, view)}</li>`;
}

/** Exercises to choose from, by procedure. */
export function practicePage({ exercises }: PracticeView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const groups = [...Map.groupBy(exercises, ({ procedure }) => procedure)];
  const lists = groups.map(
    ([procedure, all]) =>
      html`<h2>${caseName(reader, procedure, 'name')}</h2><p>${caseName(reader, procedure, 'about')}</p><ul class="plain">${all.map((one) => oneExercise(reader, one))}</ul>`,
  );
  return page(reader, {
    title: t('practice.title'),
    tab: plain('practice.title'),
    main: html`<p class="lead">${t('practice.lead')}</p><p class="hint">${t('practice.one-trainee')}</p>${lists}`,
  });
}
