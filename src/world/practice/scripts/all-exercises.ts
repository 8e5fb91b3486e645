import type { Exercise } from '../exercise.ts';
import { consultationExercises } from './consultation.ts';
import { contactTestExercises } from './contact-test.ts';
import { incidentExercises } from './incident.ts';
import { notificationExercises } from './notification.ts';

/** Every exercise, the easiest procedure first. */
export const allExercises: readonly Exercise[] = [
  ...consultationExercises,
  ...incidentExercises,
  ...notificationExercises,
  ...contactTestExercises,
];
