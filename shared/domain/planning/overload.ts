import { earliest, type Finding } from '../model/finding.ts';
import { MINUTE } from '../model/time.ts';
import { escalate, type Planner, recheckAfter } from './proposal.ts';

/** New tasks need minutes to start and to take over their share of the load (engineering judgement). */
const RELIEF_WITHIN_MS = 10 * MINUTE;

/** Waits while tasks are being added or replaced in due time, or answers already get better; escalates an overload without relief. */
export const planForOverload: Planner = ({ findings, diagnosis, now }) => {
  const isRelieved = findings.some(isRelief);
  return isRelieved && now - earliest(diagnosis.evidence) < RELIEF_WITHIN_MS
    ? recheckAfter('relief-under-way', 15)
    : escalate('manual-action-required');
};

const isRelief = ({ id, numbers }: Finding): boolean =>
  id === 'scale-out-under-way' || id === 'improving' || (id === 'replacement-under-way' && numbers.overdue !== 1);
