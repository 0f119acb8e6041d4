import { itemsOf } from '../model/part.ts';
import type { FindingRule } from './rule.ts';

/** Reports each alarm of the service that is in ALARM. An alarm is a reason to read more details, not a fault by itself. */
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
