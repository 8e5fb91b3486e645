import { type Hole, type Html, html } from '../html.ts';

/** A name and what stands beside it. A row whose value is undefined is left out. */
export type Fact = readonly [name: Hole, value: Hole];

const row = ([name, value]: Fact): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
const known = (facts: readonly Fact[]): readonly Fact[] => facts.filter(([, value]) => value !== undefined);

/** Facts in the column of meaning: name beside value. */
export const summaryList = (facts: readonly Fact[]): Html => html`<dl class="summary">${known(facts).map(row)}</dl>`;

/** Facts in the margin: name above value. */
export const marginList = (facts: readonly Fact[]): Html => html`<dl>${known(facts).map(row)}</dl>`;
