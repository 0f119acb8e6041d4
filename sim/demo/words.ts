import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { DemoWorld } from './demo-world.ts';

interface Played {
  readonly faults: readonly string[];
  readonly speed: number;
  readonly seed: number;
  readonly policy: ServicePolicy;
}

export const greeting = ({ stack, url }: DemoWorld, { faults, speed, seed, policy }: Played): string =>
  [
    `A world with the service ${policy.name} (${policy.cluster}/${policy.service}) is up on ${url}, ${speed} times as fast as real time, seed ${seed}.`,
    `Deployed into it from the package: ${stack.functions.length} functions, each under its own role, ${stack.rules.length} rules, ` +
      `${stack.queues.length} queues, ${stack.alarms.length} alarms, ${stack.tables.length} table, ${stack.stateMachines.length} state machine.`,
    `To be played: ${faults.join(', ')}.`,
  ].join('\n');

export const whereToLookOn = (
  { url, logFolder }: DemoWorld,
  { name, cluster, service }: ServicePolicy,
  keep: boolean,
): string =>
  keep
    ? [
        `Still up on ${url}; Ctrl-C ends it. Try, with any credentials and region us-east-1:`,
        `  aws --endpoint-url ${url} ecs describe-services --cluster ${cluster} --services ${service}`,
        `  npx medic score ${name} --endpoint-url ${url}`,
        `  npx medic remediate ${name} --reason "a look" --dry-run --endpoint-url ${url}`,
        `What the functions logged is in ${logFolder}.`,
      ].join('\n')
    : [
        `What the functions logged is in ${logFolder}. To explore the world afterwards: npm start -- --keep.`,
        'A day in seconds: npm run sim -- --hours 24. How it works: docs/architecture.md; every guard: docs/gates.md.',
      ].join('\n');
