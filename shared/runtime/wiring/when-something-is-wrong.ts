import type { Services } from '#shared/ports/services.ts';
import { once } from '../once.ts';

/**
 * Services that nothing is asked of while all is well. Most processes end without a call to them, so each loads its SDK client, and makes
 * it, at the first one.
 */

export const scaling = (): Services['scaling'] => {
  const reader = once(async () => (await import('./application-auto-scaling.ts')).scaling());
  return { limits: async (policies) => (await reader()).limits(policies) };
};

export const logs = (): Services['logs'] => {
  const reader = once(async () => (await import('./cloudwatch-logs.ts')).logs());
  return { read: async (requests) => (await reader()).read(requests) };
};

export const changes = (): Services['changes'] => {
  const reader = once(async () => (await import('./cloudtrail.ts')).changes());
  return { recent: async (policies) => (await reader()).recent(policies) };
};

export const recovery = (): Services['recovery'] => {
  const workflow = once(async () => (await import('./step-functions.ts')).recovery());
  return { start: async (incident) => (await workflow()).start(incident) };
};

export const alerts = (): Services['alerts'] => {
  const topic = once(async () => (await import('./sns.ts')).alerts());
  return { publish: async (alert) => (await topic()).publish(alert) };
};

export const checks = (): Services['checks'] => {
  const queue = once(async () => (await import('./sqs.ts')).checks());
  return { send: async (messages) => (await queue()).send(messages) };
};
