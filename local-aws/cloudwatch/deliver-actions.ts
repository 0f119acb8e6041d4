import type { Deliver } from '../service.ts';
import { serviceOf } from '../stack/account.ts';
import { lambdaActionEvent, snsActionMessage } from './alarm-events.ts';
import type { AlarmTransition } from './alarm-status.ts';

const LAMBDA_PRINCIPAL = 'lambda.alarms.cloudwatch.amazonaws.com';
const PRINCIPAL = 'cloudwatch.amazonaws.com';

/** Delivers a transition to the actions of the state that the alarm entered, each in the format of its target. */
export const deliverActions = (transition: AlarmTransition, deliver: Deliver): void => {
  const { alarm, current } = transition;
  if (!alarm.actionsEnabled) return;
  for (const targetArn of alarm.actions[current.value]) {
    const isFunction = serviceOf(targetArn) === 'lambda';
    deliver({
      targetArn,
      payload: isFunction ? lambdaActionEvent(transition) : snsActionMessage(transition),
      principal: isFunction ? LAMBDA_PRINCIPAL : PRINCIPAL,
      sourceArn: alarm.arn,
    });
  }
};
