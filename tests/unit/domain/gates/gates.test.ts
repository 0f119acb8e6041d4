// Unit layer: the order of the gates, which of them each step passes, and the page that documents them.
import { readFileSync } from 'node:fs';
import { GATES, passGates } from '#shared/domain/gates/gates.ts';
import { REASONS } from '#shared/domain/model/reasons.ts';
import { MINUTE } from '#shared/domain/model/time.ts';
import { aResetBreakerPlan, aRollBackPlan, aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW } from '#tests/builders/constants.ts';
import { situation } from '#tests/builders/given.ts';
import type { State } from './answer-of.ts';

const ORDER = [
  'switches',
  'mode',
  'evidence',
  'intent',
  'transition',
  'deployment',
  'storm',
  'treatable',
  'capacity',
  'budget',
  'approval',
];
const verdictsOn = (state: State = {}): readonly string[] =>
  passGates(situation(state)).map(({ gate, verdict }) => `${gate} ${verdict}`);

it('a plan passes the gates in order', () => {
  expect(verdictsOn()).toEqual(ORDER.map((gate) => `${gate} pass`));
});

it('the first gate that does not pass a plan is the last that judges it', () => {
  const state: State = { missing: { fleet: 'throttled', ecs: 'throttled' }, policy: { mode: 'approve' } };
  expect(verdictsOn(state)).toEqual(['switches pass', 'mode pass', 'evidence hold']);
});

it.each(['settle', 'abandon'] as const)('%s, which undoes a change of the medic, passes the switches only', (step) => {
  const plan = aStopTaskPlan({ step });
  const missing = { ecs: 'throttled', tasks: 'throttled', fleet: 'throttled' } as const;
  expect(verdictsOn({ plan, missing, policy: { mode: 'observe' } })).toEqual(['switches pass']);
  const paused = { scope: 'service', owner: 'ana', reason: 'maintenance', from: NOW, until: NOW + MINUTE } as const;
  expect(verdictsOn({ plan, switches: [paused] })).toEqual(['switches hold']);
});

it.each([aStopTaskPlan({ step: 'surge' }), aStopTaskPlan({ step: 'retire' }), aRollBackPlan(), aResetBreakerPlan()])(
  '$action, step $step, passes more than the switches',
  (plan) => {
    expect(verdictsOn({ plan, policy: { mode: 'observe' } })).toEqual(['switches pass', 'mode refuse']);
  },
);

describe('docs/gates.md', () => {
  const folder = new URL('../../../../shared/domain/gates/', import.meta.url);
  const page = readFileSync(new URL('../../../../docs/gates.md', import.meta.url), 'utf8');
  const numbered = page.split('\n').filter((line) => /^\d+\. /.test(line));

  it('has one line for each gate, in the order of the code', () => {
    expect(numbered.map((line) => /\*\*(\w+)\*\*/.exec(line)?.[1])).toEqual(ORDER);
    expect(ORDER).toHaveLength(GATES.length);
  });

  it.each(ORDER)('quotes every reason of the %s gate and no others', (gate) => {
    const source = readFileSync(new URL(`${gate}.ts`, folder), 'utf8');
    const given = [...source.matchAll(/(?:hold|refuse)\(\s*'\w+',\s*'([\w-]+)'/g)].map(([, reason]) => reason);
    const line = numbered.find((text) => text.includes(`**${gate}**`)) ?? '';
    const quoted = [...line.matchAll(/`([\w-]+)` "([^"]+)"/g)].map(([, reason = '', text]) => [reason, text]);
    const catalogue = Object.entries(REASONS).filter(([reason]) => given.includes(reason));
    expect(new Map(quoted as [string, string][])).toEqual(new Map(catalogue));
  });
});
