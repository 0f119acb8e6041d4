// Unit layer: time, parts, errors, and the catalogue of actions and causes.
import { ACTIONS } from '#shared/domain/model/action.ts';
import { ALERT_KINDS } from '#shared/domain/model/alert.ts';
import { CAUSES } from '#shared/domain/model/cause.ts';
import { ConfigInvalid, LeaseLost, ServiceUnknown, TargetMissing, WriteConflict } from '#shared/domain/model/errors.ts';
import { FINDING_IDS } from '#shared/domain/model/finding.ts';
import { frozen, isUnreadable, itemsOf, missing, observed, valueIn } from '#shared/domain/model/part.ts';
import { SCORE_PARTS } from '#shared/domain/model/policy.ts';
import { REASONS } from '#shared/domain/model/reasons.ts';
import { DAY, secondsUntil, toIso } from '#shared/domain/model/time.ts';
import { DEFAULT_SCORING } from '#shared/domain/score/scoring-defaults.ts';
import { NOW } from '#tests/builders/constants.ts';

describe('the seconds until a moment', () => {
  it.each([
    { ahead: -5_000, seconds: 1 },
    { ahead: 0, seconds: 1 },
    { ahead: 1_000, seconds: 1 },
    { ahead: 1_001, seconds: 2 },
    { ahead: DAY, seconds: 86_400 },
  ])('$ahead ms ahead are $seconds', ({ ahead, seconds }) => {
    expect(secondsUntil(NOW + ahead, NOW)).toBe(seconds);
  });
});

it('a moment is written as AWS writes it', () => {
  expect(toIso(NOW)).toBe('2026-11-23T10:00:00.000Z');
});

describe('a part', () => {
  it.each([
    { part: observed(NOW, ['a']), value: ['a'], items: ['a'], unreadable: false },
    { part: frozen(NOW), value: undefined, items: [], unreadable: false },
    { part: missing('throttled', ''), value: undefined, items: [], unreadable: true },
    { part: missing('not-configured', ''), value: undefined, items: [], unreadable: false },
  ])('that is $part.state has value $value; unreadable: $unreadable', ({ part, value, items, unreadable }) => {
    expect(valueIn(part)).toEqual(value);
    expect(itemsOf(part)).toEqual(items);
    expect(isUnreadable(part)).toBe(unreadable);
  });
});

describe('errors', () => {
  it.each([
    { error: new WriteConflict('x'), name: 'WriteConflict' },
    { error: new LeaseLost('x'), name: 'LeaseLost' },
    { error: new TargetMissing('x'), name: 'TargetMissing' },
    { error: new ServiceUnknown('x', []), name: 'ServiceUnknown' },
    { error: new ConfigInvalid('medic.yml', []), name: 'ConfigInvalid' },
  ])('are known by their name: $name', ({ error, name }) => {
    expect(error.name).toBe(name);
    expect(error).toBeInstanceOf(Error);
  });

  it('say which service is not known, and which ones are', () => {
    expect(new ServiceUnknown('registy', ['registry', 'tracking']).message).toBe(
      'There is no service "registy" in medic.yml; it names: registry, tracking.',
    );
    expect(new ServiceUnknown('registy', []).message).toContain('it names: none.');
  });

  it('tell all faults of a configuration at once', () => {
    const error = new ConfigInvalid('medic.yml', ['line 3: a', 'line 9: b']);
    expect(error.message).toBe('medic.yml cannot be used:\n  line 3: a\n  line 9: b');
    expect(error.faults).toHaveLength(2);
  });

  it('keep what caused them', () => {
    const cause = new Error('ConditionalCheckFailedException');
    expect(new WriteConflict('x', { cause }).cause).toBe(cause);
  });
});

describe('the catalogues', () => {
  it.each([
    { what: 'actions', names: ACTIONS },
    { what: 'causes', names: CAUSES },
    { what: 'findings', names: FINDING_IDS },
    { what: 'alerts', names: ALERT_KINDS },
    { what: 'reasons', names: Object.keys(REASONS) },
  ])('name each of the $what once, in lower case with hyphens', ({ names }) => {
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name: string) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  it('weigh the parts of the score so that they add up to 100', () => {
    expect(SCORE_PARTS.reduce((sum, id) => sum + DEFAULT_SCORING.parts[id].weight, 0)).toBe(100);
  });
});
