// Unit layer: the permission and the role in the words of AWS for a denial.
import { permissionIn, roleIn } from '#shared/domain/aws-messages/access-denied.ts';

const BECAUSE = 'because no identity-based policy allows the action';

it.each([
  {
    words: `User: arn:aws:sts::111122223333:assumed-role/medic/session is not authorized to perform: ecs:ListTasks on resource: * ${BECAUSE}`,
    permission: 'ecs:ListTasks',
    role: 'medic',
  },
  {
    words: `User: arn:aws-us-gov:sts::111122223333:assumed-role/medic-assess/medic-assess is not authorized to perform: application-autoscaling:DescribeScalableTargets ${BECAUSE}`,
    permission: 'application-autoscaling:DescribeScalableTargets',
    role: 'medic-assess',
  },
  {
    words: 'User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ecs:DescribeServices on resource: *',
    permission: 'ecs:DescribeServices',
    role: undefined,
  },
  { words: 'the case has no answer for ecs ListTasks', permission: undefined, role: undefined },
  { words: 'Access Denied', permission: undefined, role: undefined },
  { words: '', permission: undefined, role: undefined },
])('"$words" names the permission $permission and the role $role', ({ words, permission, role }) => {
  expect([permissionIn(words), roleIn(words)]).toEqual([permission, role]);
});
