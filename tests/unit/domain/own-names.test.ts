// Unit layer: what the medic calls what it is deployed as.
import { RESOURCE_PREFIX, resourceName } from '#shared/domain/model/resource-names.ts';

it.each([
  { stage: 'prod', rest: 'recovery', name: 'ecs-medic-prod-recovery' },
  { stage: 'my-stage', rest: 'registry-elb-503', name: 'ecs-medic-my-stage-registry-elb-503' },
  { stage: 'dev', rest: undefined, name: 'ecs-medic-dev' },
])('$name is the own name of $rest in $stage', ({ stage, rest, name }) => {
  expect(resourceName(stage, rest)).toBe(name);
  expect(name.startsWith(RESOURCE_PREFIX)).toBe(true);
});
