import { valueIn } from '../model/part.ts';
import { MINUTE } from '../model/time.ts';
import type { FindingRule } from './rule.ts';

/** A rebalancing without an end for this long is over; ECS moves few tasks at a time (engineering judgement). */
const REBALANCES_WITHIN_MS = 30 * MINUTE;

/**
 * ECS moves tasks between zones. Tasks start and stop without a deployment and without a fault:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing-event-messages-list.html
 */
export const rebalancingZones: FindingRule = ({ observation, now }) => {
  const ecs = valueIn(observation.ecs);
  const newest = ecs?.events
    .filter(({ at }) => now - at < REBALANCES_WITHIN_MS)
    .find(({ message }) => ABOUT_REBALANCING.test(message));
  if (newest === undefined || /\bis AZ balanced\b/i.test(newest.message)) return [];
  return [
    {
      id: 'rebalancing-zones',
      strength: 'hard',
      at: newest.at,
      numbers: {},
      message: 'ECS moves tasks between zones to balance them',
    },
  ];
};

const ABOUT_REBALANCING = /\bis (not )?AZ balanced\b|\bto AZ Rebalance\b|due to AZ rebalancing/i;
