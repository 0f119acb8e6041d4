// Unit layer: event patterns, against the semantics that EventBridge documents.
import { eventMatcher, InvalidEventPattern } from '#local-aws/eventbridge/event-pattern.ts';

const CLUSTER = 'arn:aws:ecs:us-east-1:123456789012:cluster/ml';
const EVENT = {
  source: 'aws.ecs',
  'detail-type': 'ECS Task State Change',
  resources: ['arn:aws:ecs:us-east-1:123456789012:task/ml/1', CLUSTER],
  detail: {
    lastStatus: 'STOPPED',
    stoppedReason: null,
    startedBy: '',
    attempts: 3,
    protected: false,
    attachments: [],
    containers: [
      { name: 'web', exitCode: 137 },
      { name: 'sidecar', exitCode: 0 },
    ],
  },
};

it.each([
  { pattern: {}, matches: true },
  { pattern: { source: ['aws.ecs'] }, matches: true },
  { pattern: { source: ['aws.ec2', 'aws.ecs'] }, matches: true },
  { pattern: { source: ['aws.ec2'] }, matches: false },
  { pattern: { source: ['AWS.ECS'] }, matches: false },
  { pattern: { source: [] }, matches: false },
  { pattern: { source: ['aws.ecs'], 'detail-type': ['x'] }, matches: false },
  { pattern: { resources: [CLUSTER] }, matches: true },
  { pattern: { detail: { lastStatus: ['STOPPED'] } }, matches: true },
  { pattern: { detail: { lastStatus: { deeper: ['STOPPED'] } } }, matches: false },
  { pattern: { missing: { deeper: ['x'] } }, matches: false },
  { pattern: { detail: { stoppedReason: [null] } }, matches: true },
  { pattern: { detail: { missing: [null] } }, matches: false },
  { pattern: { detail: { startedBy: [''] } }, matches: true },
  { pattern: { detail: { attachments: [''] } }, matches: false },
  { pattern: { detail: { attempts: [3] } }, matches: true },
  { pattern: { detail: { attempts: ['3'] } }, matches: false },
  { pattern: { detail: { protected: [false] } }, matches: true },
  { pattern: { detail: { containers: { exitCode: [137] } } }, matches: true },
  { pattern: { detail: { containers: { name: ['sidecar'], exitCode: [137] } } }, matches: false },
  { pattern: { source: [{ prefix: 'aws.' }] }, matches: true },
  { pattern: { source: [{ prefix: 'ecs' }] }, matches: false },
  { pattern: { source: [{ suffix: '.ecs' }] }, matches: true },
  { pattern: { source: [{ suffix: '.ECS' }] }, matches: false },
  { pattern: { resources: [{ suffix: ':cluster/ml' }] }, matches: true },
  { pattern: { detail: { attempts: [{ prefix: '3' }] } }, matches: false },
])('the event pattern $pattern matches an ECS task event: $matches', ({ pattern, matches }) => {
  expect(eventMatcher(pattern)(EVENT)).toBe(matches);
});

it('an event pattern does not match a value that is no event', () => {
  expect(eventMatcher({ source: ['aws.ecs'] })('text')).toBe(false);
});

it.each([
  { pattern: 'text', problem: 'an event pattern is an object' },
  { pattern: { source: 'aws.ecs' }, problem: 'source: write the alternatives as a list' },
  { pattern: { detail: { lastStatus: 'STOPPED' } }, problem: 'detail.lastStatus: write the alternatives as a list' },
  { pattern: { source: [{ cidr: '10.0.0.0/8' }] }, problem: 'source: {"cidr":"10.0.0.0/8"} is not supported' },
  { pattern: { source: [{ prefix: { 'equals-ignore-case': 'a' } }] }, problem: 'is not supported' },
  {
    pattern: { source: [{ prefix: 'a', suffix: 'b' }] },
    problem: 'source: {"prefix":"a","suffix":"b"} is not supported',
  },
  { pattern: { source: [{}] }, problem: 'source: {} is not supported' },
])('the event pattern $pattern is refused when it is compiled: $problem', ({ pattern, problem }) => {
  expect(() => eventMatcher(pattern)).toThrow(InvalidEventPattern);
  expect(() => eventMatcher(pattern)).toThrow(problem);
});
