import type { HeldNotice } from './held-notice.ts';
import type { Matrix } from './notice-matrix.ts';

/** The recipients that a reminder would go to: those that have not acknowledged, or not opened where nothing is asked. */
export const theRest = ({ rows }: Matrix, { notice }: HeldNotice): string[] =>
  rows
    .filter(
      ({ acknowledged, opened }) => acknowledged === undefined && (notice.by !== undefined || opened === undefined),
    )
    .map(({ party }) => party);
