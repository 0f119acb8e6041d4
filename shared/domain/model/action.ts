/** The catalogue of actions. */
export const ACTIONS = [
  'stop-task',
  'roll-back',
  'scale-out',
  'raise-limits',
  'force-deployment',
  'restore-desired-count',
  'reset-breaker',
  'tune-health-check',
] as const;

export type Action = (typeof ACTIONS)[number];
