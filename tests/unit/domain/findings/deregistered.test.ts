// Unit layer: revisions that a roll-back cannot deploy.
import { revisionDeregistered } from '#shared/domain/findings/deregistered.ts';
import { OLDER_REVISION } from '#tests/builders/constants.ts';
import { snapshot } from '#tests/builders/given.ts';

it.each(['INACTIVE', 'DELETE_IN_PROGRESS'] as const)('a proven revision that is %s is named', (status) => {
  const [found] = revisionDeregistered(snapshot({ rollBackTargets: [{ arn: OLDER_REVISION, status }] }));
  expect(found).toMatchObject({
    id: 'revision-deregistered',
    subject: OLDER_REVISION,
    message: `the proven revision mlflow-registry:41 is ${status}, and ECS deploys only ACTIVE ones`,
  });
});

it('a proven revision that is ACTIVE is not named', () => {
  expect(revisionDeregistered(snapshot({ rollBackTargets: [{ arn: OLDER_REVISION, status: 'ACTIVE' }] }))).toEqual([]);
});

it('nothing is named where no status was read', () => {
  expect(revisionDeregistered(snapshot())).toEqual([]);
});
