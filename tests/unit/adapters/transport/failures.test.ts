// Unit layer: how failed AWS calls become missing parts.
import { AnswerInvalid, convert, missingFrom, partOf } from '#shared/adapters/transport/failures.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';

const named = (name: string, message = 'something happened'): Error => Object.assign(new Error(message), { name });

const invalid = (): never => {
  throw new AnswerInvalid('nonsense');
};

it.each([
  ['AccessDeniedException', 'access-denied'],
  ['AccessDenied', 'access-denied'],
  ['UnauthorizedOperation', 'access-denied'],
  ['AuthorizationError', 'unavailable'],
  ['Forbidden', 'access-denied'],
  ['ThrottlingException', 'throttled'],
  ['Throttling', 'throttled'],
  ['TooManyRequestsException', 'throttled'],
  ['RequestLimitExceeded', 'throttled'],
  ['ProvisionedThroughputExceededException', 'throttled'],
  ['ServiceNotFoundException', 'not-found'],
  ['TargetGroupNotFound', 'not-found'],
  ['ServerException', 'unavailable'],
  ['TimeoutError', 'unavailable'],
  ['TypeError', 'invalid'],
])('the error %s makes a part missing as %s', (name, reason) => {
  expect(missingFrom(named(name))).toEqual(missing(reason as never, `${name}: something happened`));
});

it.each([
  { status: 428, reason: 'unavailable' },
  { status: 429, reason: 'throttled' },
  { status: 430, reason: 'unavailable' },
])('an unknown error with HTTP status $status makes a part missing as $reason', ({ status, reason }) => {
  expect(missingFrom(Object.assign(named('Unknown'), { $metadata: { httpStatusCode: status } })).reason).toBe(reason);
});

it('the detail of a missing part is the first line of the message, at most 200 characters', () => {
  expect(missingFrom(named('E', 'one\ntwo')).detail).toBe('E: one');
  expect(missingFrom(named('ServerException', 'long '.repeat(100))).detail).toHaveLength(200);
});

it('a denial names the missing permission, even beyond the length of the detail', () => {
  const session = 'long'.repeat(60);
  const message = `User: arn:aws:sts::123456789012:assumed-role/medic/${session} is not authorized to perform: ecs:ListTasks on resource: *`;
  expect(missingFrom(named('AccessDeniedException', message))).toEqual({
    ...missing('access-denied', `AccessDeniedException: ${message}`.slice(0, 200)),
    permission: 'ecs:ListTasks',
  });
  expect(missingFrom(named('AccessDeniedException', 'no'))).not.toHaveProperty('permission');
});

it.each(['a text', undefined, null])('a thrown %p makes a part missing as well', (thrown) => {
  expect(missingFrom(thrown)).toEqual(missing('unavailable', `Error: ${thrown}`));
});

it('a part is observed with the answer, and missing when reading or converting throws', async () => {
  expect(await partOf(7, async () => 'value')).toEqual(observed(7, 'value'));
  const unreadable = missing('invalid', 'AnswerInvalid: nonsense');
  expect(await partOf(7, invalid)).toEqual(unreadable);
  expect(await partOf(7, async () => invalid())).toEqual(unreadable);
  expect(convert(observed(7, 'value'), invalid)).toEqual(unreadable);
});

it.each([frozen(7), missing('no-data', '')])('a part that is $state is not converted', (part) => {
  expect(convert(part, invalid)).toEqual(part);
});
