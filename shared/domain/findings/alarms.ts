import { itemsOf } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** An alarm about the service is in ALARM: a reason to look closer, and nothing that is wrong by itself. */
export const alarmFiring: FindingRule = ({ observation: { alarms, at } }) =>
  itemsOf(alarms).map(({ name, since, reason }) => ({
    id: 'alarm-firing',
    strength: 'hard',
    subject: name,
    at,
    since,
    numbers: {},
    message: `alarm ${name} is in ALARM: ${reason}`,
  }));
