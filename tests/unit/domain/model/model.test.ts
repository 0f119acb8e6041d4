// Unit layer: times, parts, errors, names, plans as text, and the catalogues.
import { ACTIONS } from '#shared/domain/model/action.ts';
import { ALERT_KINDS } from '#shared/domain/model/alert.ts';
import { lastSegment } from '#shared/domain/model/arn.ts';
import { canonicalPlan } from '#shared/domain/model/canonical-plan.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import { ConfigInvalid, LeaseLost, ServiceUnknown, TargetMissing, WriteConflict } from '#shared/domain/model/errors.ts';
import { FINDING_IDS } from '#shared/domain/model/finding.ts';
import { frozen, isUnreadable, itemsOf, missing, observed, valueIn } from '#shared/domain/model/part.ts';
import { pluralize } from '#shared/domain/model/plural.ts';
import { SCORE_PARTS } from '#shared/domain/model/policy.ts';
import { REASONS } from '#shared/domain/model/reasons.ts';
import { RESOURCE_PREFIX, resourceName } from '#shared/domain/model/resource-names.ts';
import { DAY, secondsUntil, toIso } from '#shared/domain/model/time.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { aStopTaskPlan } from '#tests/builders/an-incident.ts';
import { NOW, REVISION } from '#tests/builders/constants.ts';

it.each([
  { ahead: -5_000, seconds: 1 },
  { ahead: 0, seconds: 1 },
  { ahead: 1_000, seconds: 1 },
  { ahead: 1_001, seconds: 2 },
  { ahead: DAY, seconds: 86_400 },
])('an instant $ahead ms ahead is $seconds s ahead', ({ ahead, seconds }) => {
  expect(secondsUntil(NOW + ahead, NOW)).toBe(seconds);
});

it('an instant is written in the format of AWS', () => {
  expect(toIso(NOW)).toBe('2026-11-23T10:00:00.000Z');
});

it.each([
  { part: observed(NOW, ['a']), value: ['a'], items: ['a'], unreadable: false },
  { part: frozen(NOW), value: undefined, items: [], unreadable: false },
  { part: missing('throttled', ''), value: undefined, items: [], unreadable: true },
  { part: missing('not-configured', ''), value: undefined, items: [], unreadable: false },
])('a part that is $part.state has the value $value; unreadable: $unreadable', ({ part, value, items, unreadable }) => {
  expect([valueIn(part), itemsOf(part), isUnreadable(part)]).toEqual([value, items, unreadable]);
});

describe('an error', () => {
  it.each([
    { error: new WriteConflict('x'), name: 'WriteConflict' },
    { error: new LeaseLost('x'), name: 'LeaseLost' },
    { error: new TargetMissing('x'), name: 'TargetMissing' },
    { error: new ServiceUnknown('x', []), name: 'ServiceUnknown' },
    { error: new ConfigInvalid('medic.yml', []), name: 'ConfigInvalid' },
  ])('has the name $name', ({ error, name }) => {
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(Error);
  });

  it('about an unknown service has the names of the known ones', () => {
    expect(new ServiceUnknown('registy', ['registry', 'tracking']).message).toBe(
      'There is no service "registy" in medic.yml; it names: registry, tracking.',
    );
    expect(new ServiceUnknown('registy', []).message).toContain('it names: none.');
  });

  it('about a configuration has all its faults', () => {
    const error = new ConfigInvalid('medic.yml', ['line 3: a', 'line 9: b']);
    expect(error.message).toBe('medic.yml cannot be used:\n  line 3: a\n  line 9: b');
    expect(error.faults).toHaveLength(2);
  });

  it('keeps its cause', () => {
    const cause = new Error('ConditionalCheckFailedException');
    expect(new WriteConflict('x', { cause }).cause).toBe(cause);
  });
});

it.each([
  { stage: 'prod', rest: 'recovery', name: 'ecs-medic-prod-recovery' },
  { stage: 'my-stage', rest: 'registry-elb-503', name: 'ecs-medic-my-stage-registry-elb-503' },
  { stage: 'dev', rest: undefined, name: 'ecs-medic-dev' },
])('the resource $rest in the stage $stage has the name $name', ({ stage, rest, name }) => {
  expect(resourceName(stage, rest)).toBe(name);
  expect(name.startsWith(RESOURCE_PREFIX)).toBe(true);
});

it('a task definition is shown by family and revision', () => {
  expect(lastSegment(REVISION)).toBe('mlflow-registry:42');
});

it.each([
  { count: 0, text: '0 tasks' },
  { count: 1, text: '1 task' },
  { count: 2, text: '2 tasks' },
])('the count $count of tasks is written "$text"', ({ count, text }) => {
  expect(pluralize(count, 'task')).toBe(text);
});

it('the canonical form of a plan depends on each of its values, not on their order', () => {
  const plan = aStopTaskPlan();
  const reversed = Object.fromEntries(Object.entries(plan).reverse()) as unknown as typeof plan;
  expect(canonicalPlan(reversed)).toBe(canonicalPlan(plan));
  expect(canonicalPlan({ ...plan, desiredCount: 5 })).not.toBe(canonicalPlan(plan));
  expect(canonicalPlan({ ...plan, keep: ['task-2'] })).not.toBe(canonicalPlan(plan));
});

it.each([
  { what: 'actions', names: ACTIONS },
  { what: 'causes', names: CAUSES },
  { what: 'findings', names: FINDING_IDS },
  { what: 'alerts', names: ALERT_KINDS },
  { what: 'reasons', names: Object.keys(REASONS) },
])('the catalogue of $what has unique names, in lower case with hyphens', ({ names }) => {
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name: string) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
});

it('the weights of the parts of the score add up to 100', () => {
  expect(SCORE_PARTS.reduce((sum, id) => sum + DEFAULT_SCORING.parts[id].weight, 0)).toBe(100);
});
