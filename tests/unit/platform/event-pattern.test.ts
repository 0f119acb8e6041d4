// Unit layer: event patterns, against the semantics that EventBridge documents.
import { InvalidEventPattern, matchesPattern } from '#local-aws/eventbridge/event-pattern.ts';

const EVENT = {
  source: 'aws.ecs',
  'detail-type': 'ECS Task State Change',
  resources: ['arn:aws:ecs:us-east-1:123456789012:task/ml/1', 'arn:aws:ecs:us-east-1:123456789012:cluster/ml'],
  detail: {
    lastStatus: 'STOPPED',
    stoppedReason: null,
    startedBy: '',
    attempts: 3,
    protected: false,
    overrides: {},
    attachments: [],
    containers: [
      { name: 'web', exitCode: 137 },
      { name: 'sidecar', exitCode: 0 },
    ],
  },
};

describe('an event pattern', () => {
  it.each([
    { pattern: {}, matches: true, message: 'asks for nothing' },
    { pattern: { source: ['aws.ecs'] }, matches: true, message: 'names the value' },
    { pattern: { source: ['aws.ec2', 'aws.ecs'] }, matches: true, message: 'names it among others' },
    { pattern: { source: ['aws.ec2'] }, matches: false, message: 'names another value' },
    { pattern: { source: ['AWS.ECS'] }, matches: false, message: 'differs in case' },
    { pattern: { source: [] }, matches: false, message: 'leaves no alternative' },
    { pattern: { source: ['aws.ecs'], 'detail-type': ['x'] }, matches: false, message: 'holds for one field of two' },
    {
      pattern: { resources: ['arn:aws:ecs:us-east-1:123456789012:cluster/ml'] },
      matches: true,
      message: 'fits an item',
    },
    { pattern: { detail: { lastStatus: ['STOPPED'] } }, matches: true, message: 'goes into the detail' },
    { pattern: { detail: { lastStatus: { deeper: ['STOPPED'] } } }, matches: false, message: 'goes into what is text' },
    { pattern: { nothing: { deeper: ['x'] } }, matches: false, message: 'goes into what is not there' },
    { pattern: { detail: { stoppedReason: [null] } }, matches: true, message: 'asks for null where null is' },
    { pattern: { detail: { missing: [null] } }, matches: false, message: 'asks for null where nothing is' },
    { pattern: { detail: { startedBy: [''] } }, matches: true, message: 'asks for empty text' },
    { pattern: { detail: { attempts: [3] } }, matches: true, message: 'names the number' },
    { pattern: { detail: { attempts: ['3'] } }, matches: false, message: 'names the number as text' },
    { pattern: { detail: { protected: [false] } }, matches: true, message: 'names the truth value' },
    { pattern: { detail: { containers: { exitCode: [137] } } }, matches: true, message: 'fits one object of a list' },
    {
      pattern: { detail: { containers: { name: ['sidecar'], exitCode: [137] } } },
      matches: false,
      message: 'fits two objects of a list only together',
    },
  ])('that $says: $matches', ({ pattern, matches }) => {
    expect(matchesPattern(pattern, EVENT)).toBe(matches);
  });

  it.each([
    { value: 'us-east-1', test: { prefix: 'us-' }, matches: true },
    { value: 'eu-west-1', test: { prefix: 'us-' }, matches: false },
    { value: 7, test: { prefix: '7' }, matches: false },
    { value: 'EventBridge', test: { prefix: { 'equals-ignore-case': 'eventb' } }, matches: true },
    { value: 'EventBridge', test: { prefix: { 'anything-but': 'eventb' } }, matches: false },
    { value: 'a.png', test: { suffix: '.png' }, matches: true },
    { value: 'a.PNG', test: { suffix: '.png' }, matches: false },
    { value: 'a.PNG', test: { suffix: { 'equals-ignore-case': '.png' } }, matches: true },
    { value: 'Alice', test: { 'equals-ignore-case': 'aLICE' }, matches: true },
    { value: 'Alicia', test: { 'equals-ignore-case': 'alice' }, matches: false },
    { value: 'a/lib/b', test: { wildcard: '*/lib/*' }, matches: true },
    { value: 'a/lib', test: { wildcard: '*/lib/*' }, matches: false },
    { value: 'a*b', test: { wildcard: 'a\\*b' }, matches: true },
    { value: 'axb', test: { wildcard: 'a\\*b' }, matches: false },
    { value: 'a+b\nc', test: { wildcard: 'a+*c' }, matches: true },
    { value: 'ready', test: { 'anything-but': 'initializing' }, matches: true },
    { value: 'initializing', test: { 'anything-but': 'initializing' }, matches: false },
    { value: 'b', test: { 'anything-but': ['a', 'b'] }, matches: false },
    { value: 5, test: { 'anything-but': [4, 5] }, matches: false },
    { value: 6, test: { 'anything-but': [4, 5] }, matches: true },
    { value: 'us-east-1', test: { 'anything-but': { prefix: 'us-' } }, matches: false },
    { value: 'us-east-1', test: { 'anything-but': { prefix: ['eu-', 'us-'] } }, matches: false },
    { value: 'ap-east-1', test: { 'anything-but': { prefix: ['eu-', 'us-'] } }, matches: true },
    { value: 'a.png', test: { 'anything-but': { suffix: '.png' } }, matches: false },
    { value: 'INIT', test: { 'anything-but': { 'equals-ignore-case': ['init', 'x'] } }, matches: false },
    { value: 'a/lib/b', test: { 'anything-but': { wildcard: '*/lib/*' } }, matches: false },
    { value: undefined, test: { 'anything-but': 'x' }, matches: false },
    { value: ['x', 'y'], test: { 'anything-but': 'x' }, matches: true },
    { value: 0, test: { numeric: ['>', 0] }, matches: false },
    { value: 1, test: { numeric: ['>', 0] }, matches: true },
    { value: 5, test: { numeric: ['>', 0, '<=', 5] }, matches: true },
    { value: 6, test: { numeric: ['>', 0, '<=', 5] }, matches: false },
    { value: 3, test: { numeric: ['=', 3] }, matches: true },
    { value: 3, test: { numeric: ['<', 3] }, matches: false },
    { value: 3, test: { numeric: ['>=', 3] }, matches: true },
    { value: '3', test: { numeric: ['=', 3] }, matches: false },
    { value: 'x', test: { exists: true }, matches: true },
    { value: null, test: { exists: true }, matches: true },
    { value: undefined, test: { exists: true }, matches: false },
    { value: undefined, test: { exists: false }, matches: true },
    { value: 'x', test: { exists: false }, matches: false },
    { value: { leaf: 1 }, test: { exists: true }, matches: false },
    { value: [], test: { exists: true }, matches: false },
  ])('$test on $value: $matches', ({ value, test, matches }) => {
    expect(matchesPattern({ field: [test] }, { field: value })).toBe(matches);
  });

  it.each([
    { lastStatus: 'STOPPED', desiredStatus: 'STOPPED', attempts: 0, matches: true },
    { lastStatus: 'RUNNING', desiredStatus: 'STOPPED', attempts: 9, matches: true },
    { lastStatus: 'RUNNING', desiredStatus: 'STOPPED', attempts: 1, matches: false },
    { lastStatus: 'STOPPED', desiredStatus: 'RUNNING', attempts: 9, matches: false },
  ])('with $or asks for one of its parts beside all other fields: $matches', ({ matches, ...detail }) => {
    const pattern = {
      detail: {
        desiredStatus: ['STOPPED'],
        $or: [{ lastStatus: ['STOPPED'] }, { attempts: [{ numeric: ['>', 5] }] }],
      },
    };
    expect(matchesPattern(pattern, { detail })).toBe(matches);
  });

  it('does not match what is no event', () => {
    expect(matchesPattern({ source: ['aws.ecs'] }, 'text')).toBe(false);
  });

  it.each([
    { pattern: 'text', problem: 'an event pattern is an object' },
    { pattern: { source: 'aws.ecs' }, problem: 'source: write the alternatives as a list' },
    { pattern: { detail: { lastStatus: 'STOPPED' } }, problem: 'detail.lastStatus: write the alternatives as a list' },
    { pattern: { source: [{ cidr: '10.0.0.0/8' }] }, problem: 'source: the operator cidr is not played' },
    { pattern: { source: [{ prefix: 'a', suffix: 'b' }] }, problem: 'source: one operator per alternative' },
    { pattern: { detail: { attempts: [{ numeric: ['~', 3] }] } }, problem: 'detail.attempts: unknown comparison ~' },
  ])('$pattern is refused: $problem', ({ pattern, problem }) => {
    const match = () => matchesPattern(pattern, EVENT);
    expect(match).toThrow(InvalidEventPattern);
    expect(match).toThrow(problem);
  });
});
