// Changes single parts of evidence; a part that was not observed stays as it is.
import type { Evidence } from '#shared/domain/model/evidence.ts';
import type { EcsService, Observation } from '#shared/domain/model/observation.ts';
import { type Observed, observed, type Part } from '#shared/domain/model/part.ts';

type PartOf<Name extends keyof Observation> = Observation[Name] extends Part<infer _> ? Name : never;
/** The names of the parts of an observation. */
export type PartName = { [Name in keyof Observation]: PartOf<Name> }[keyof Observation];
export type ValueOf<Name extends PartName> = Extract<Observation[Name], Observed<unknown>>['value'];

export const withPart = <Name extends PartName>(
  evidence: Evidence,
  name: Name,
  change: (value: ValueOf<Name>) => ValueOf<Name>,
): Evidence => {
  const part = evidence.observation[name] as Part<ValueOf<Name>>;
  if (part.state !== 'observed') return evidence;
  return { ...evidence, observation: { ...evidence.observation, [name]: observed(part.at, change(part.value)) } };
};

/** Changes the desired and running counts of the service and of the deployment of the revision. */
export const withCounts = (evidence: Evidence, taskDefinition: string, by: { desired: number; running: number }) =>
  withPart(evidence, 'ecs', (ecs): EcsService => {
    const [deployment] = ecs.deployments.filter((each) => each.taskDefinition === taskDefinition);
    return {
      ...ecs,
      desiredCount: ecs.desiredCount + by.desired,
      runningCount: ecs.runningCount + by.running,
      deployments: ecs.deployments.map((each) =>
        each === deployment
          ? { ...each, desiredCount: each.desiredCount + by.desired, runningCount: each.runningCount + by.running }
          : each,
      ),
    };
  });
