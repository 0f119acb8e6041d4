import type { ServicePolicy } from '#shared/domain/model/policy.ts';
import type { DemoWorld } from './demo-world.ts';

interface Run {
  readonly faults: readonly string[];
  readonly speed: number;
  readonly seed: number;
  readonly policy: ServicePolicy;
}

/** Describes the started demo: the service, its deployed stack and the faults to come. */
export const startMessage = ({ stack, url }: DemoWorld, { faults, speed, seed, policy }: Run): string =>
  [
    `The service ${policy.name} (${policy.cluster}/${policy.service}) runs in a local world on ${url}, ${speed} times as fast as real time, seed ${seed}.`,
    `Deployed from the package: ${stack.functions.length} functions, each under its own role, ${stack.rules.length} rules, ` +
      `${stack.queues.length} queues, ${stack.alarms.length} alarms, ${stack.tables.length} table, ${stack.stateMachines.length} state machine.`,
    `Faults to inject: ${faults.join(', ')}.`,
  ].join('\n');

/** Names the commands that continue from here, for a demo that stays up or one that ends. */
export const endMessage = (
  { url, logFolder }: DemoWorld,
  { name, cluster, service }: ServicePolicy,
  staysUp: boolean,
): string =>
  staysUp
    ? [
        `Still running on ${url}; stop it with Ctrl-C. Commands to try, with any credentials and region us-east-1:`,
        `  aws --endpoint-url ${url} ecs describe-services --cluster ${cluster} --services ${service}`,
        `  npx medic score ${name} --endpoint-url ${url}`,
        `  npx medic remediate ${name} --reason "a manual check" --dry-run --endpoint-url ${url}`,
        `Logs of the functions: ${logFolder}.`,
      ].join('\n')
    : [
        `Logs of the functions: ${logFolder}. To explore the local world after the demo: npm start -- --keep.`,
        'To simulate a day in seconds: npm run sim -- --hours 24. How it works: docs/architecture.md; all gates: docs/gates.md.',
      ].join('\n');
