// Unit layer: the sample events that AWS publishes are recognised, and followed or dropped for the reason listed here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signalIn } from './a-sample.ts';

const FOLDER = join('..', 'shared', 'aws-events');
const INDEX = 'INDEX.json';

/** By how the file is named, the first that fits: its kind, and why it would not be followed even at once. */
const EXPECTED: readonly (readonly [begins: string, kind: string, harmless: string])[] = [
  ['autoscaling-', 'instance-scaling', 'not-watched'],
  ['aws-health-event-ec2-retirement', 'health', 'announced'],
  ['cloudwatch-alarm-configuration-change-', 'alarm-configuration', 'not-watched'],
  ['cloudwatch-alarm-lambda-action-', 'alarm-action', 'none'],
  ['cloudwatch-alarm-sns-payload-', 'alarm-notification', 'none'],
  ['cloudwatch-alarm-state-change-composite-suppressed', 'alarm', 'suppressed'],
  ['cloudwatch-alarm-state-change-', 'alarm', 'none'],
  ['ecs-container-instance-', 'container-instance', 'not-watched'],
  ['ecs-deployment-completed', 'deployment', 'reports-no-fault'],
  ['ecs-deployment-failed', 'deployment', 'none'],
  ['ecs-deployment-in-progress-rollback', 'deployment', 'none'],
  ['ecs-deployment-in-progress', 'deployment', 'reports-no-fault'],
  ['ecs-service-action-capacity-provider-steady-state', 'service-action', 'reports-no-fault'],
  ['ecs-service-action-steady-state', 'service-action', 'reports-no-fault'],
  ['ecs-service-action-', 'service-action', 'none'],
  ['ecs-task-state-change-running', 'task', 'reports-no-fault'],
  ['eventbridge-generic-ec2', 'other', 'not-watched'],
  ['eventbridge-scheduled-event', 'schedule', 'not-watched'],
  ['sns-lambda-envelope', 'alarm-notification', 'unknown-shape'],
  ['stepfunctions-execution-running', 'recovery', 'reports-no-fault'],
  ['stepfunctions-execution-succeeded', 'recovery', 'reports-no-fault'],
  ['stepfunctions-execution-', 'recovery', 'none'],
];

const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json') && name !== INDEX) : [];

if (files.length === 0) {
  it.skip(`published events: skipped, because there is no folder ${FOLDER} beside this checkout`, () => {});
} else {
  it.each(files)('the published sample %s is of its kind, and followed or dropped as expected', (file) => {
    const { kind, harmless = 'none' } = signalIn(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')));
    const expected = EXPECTED.find(([begins]) => file.startsWith(begins));
    expect([kind, harmless]).toEqual(expected?.slice(1));
  });
}
