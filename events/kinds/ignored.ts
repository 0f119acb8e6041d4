import type { Signal } from '#shared/domain/signal/signal.ts';
import { BusEvent } from '../schemas/bus-event.ts';
import { type EventKind, type EventNames, fromEventBridge, recognised } from './kind.ts';

/** A kind of event that never leads to a check. */
const ignored = (kind: string, names: EventNames, why: string): EventKind =>
  fromEventBridge({
    kind,
    names,
    leadsTo: `ignored: ${why}`,
    schema: BusEvent.refine((event) => isNamed(names, event)),
    signals: ({ 'detail-type': name }) => [ignoredSignal(kind, name)],
  });

const isNamed = ({ source, detailTypes }: EventNames, event: BusEvent): boolean =>
  event.source === source && detailTypes.includes(event['detail-type']);

const ignoredSignal = (kind: string, name: string): Signal => ({
  kind,
  name,
  id: '',
  about: [],
  harmless: 'not-watched',
});

export const IGNORED_KINDS: readonly EventKind[] = [
  ignored(
    'alarm-configuration',
    { source: 'aws.cloudwatch', detailTypes: ['CloudWatch Alarm Configuration Change'] },
    'an alarm was changed; its new state arrives as an event of its own',
  ),
  ignored(
    'container-instance',
    { source: 'aws.ecs', detailTypes: ['ECS Container Instance State Change'] },
    'agents connect and disconnect several times an hour; the loss of an instance shows in its tasks',
  ),
  ignored(
    'schedule',
    { source: 'aws.events', detailTypes: ['Scheduled Event'] },
    'the schedule tick is handled by `plan-checks`',
  ),
  ignored(
    'instance-scaling',
    {
      source: 'aws.autoscaling',
      detailTypes: [
        'EC2 Instance Launch Successful',
        'EC2 Instance Launch Unsuccessful',
        'EC2 Instance Terminate Successful',
        'EC2 Instance Terminate Unsuccessful',
        'EC2 Instance-launch Lifecycle Action',
        'EC2 Instance-terminate Lifecycle Action',
      ],
    },
    'it concerns instances; a task that cannot be placed is a service action',
  ),
  ignored(
    'spot-instance',
    { source: 'aws.ec2', detailTypes: ['EC2 Spot Instance Interruption Warning'] },
    'ECS drains the instance; its tasks send events when they stop',
  ),
];

/** Any other event. AWS adds kinds at any time; a known kind that ends here is malformed. */
export const otherThan = (kinds: readonly EventKind[]): EventKind =>
  recognised({
    kind: 'other',
    arrives: 'EventBridge, anything else',
    leadsTo: 'ignored: it reports nothing about the health of a service',
    schema: BusEvent.refine((event) => !kinds.some(({ names }) => names && isNamed(names, event))),
    signals: ({ 'detail-type': name }, kind) => [ignoredSignal(kind, name)],
  });
