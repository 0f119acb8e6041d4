// Unit layer: how failures of AWS calls become missing parts.
import { AnswerInvalid, convert, missingFrom, partOf } from '#shared/adapters/transport/failures.ts';
import { frozen, missing, observed } from '#shared/domain/model/part.ts';

const named = (name: string, message = 'something happened'): Error => Object.assign(new Error(message), { name });

describe('a failed call', () => {
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
    ['TargetGroupNotFoundException', 'not-found'],
    ['TargetGroupNotFound', 'not-found'],
    ['ServerException', 'unavailable'],
    ['TimeoutError', 'unavailable'],
    ['TypeError', 'unavailable'],
  ])('named %s leaves a part missing as %s', (name, reason) => {
    expect(missingFrom(named(name))).toEqual(missing(reason as never, `${name}: something happened`));
  });

  it.each([
    { status: 428, reason: 'unavailable' },
    { status: 429, reason: 'throttled' },
    { status: 430, reason: 'unavailable' },
  ])('answered with status $status leaves a part missing as $reason', ({ status, reason }) => {
    const error = Object.assign(named('Unknown'), { $metadata: { httpStatusCode: status } });
    expect(missingFrom(error).reason).toBe(reason);
  });

  it('leaves a short word of why: one line, at most 200 characters', () => {
    const { detail } = missingFrom(named('ServerException', `${'long '.repeat(100)}\nsecond line`));
    expect(detail).toHaveLength(200);
    expect(missingFrom(named('E', 'one\ntwo')).detail).toBe('E: one');
  });

  it('names the permission that a denial asks for, however long the names before it', () => {
    const session = 'long'.repeat(60);
    const words = `User: arn:aws:sts::123456789012:assumed-role/medic/${session} is not authorized to perform: ecs:ListTasks on resource: *`;
    expect(missingFrom(named('AccessDeniedException', words))).toEqual({
      ...missing('access-denied', `AccessDeniedException: ${words}`.slice(0, 200)),
      permission: 'ecs:ListTasks',
    });
    expect(missingFrom(named('AccessDeniedException', 'no'))).not.toHaveProperty('permission');
  });

  it.each(['a text', undefined, null])('that throws %p is missing all the same', (thrown) => {
    expect(missingFrom(thrown)).toEqual(missing('unavailable', `Error: ${thrown}`));
  });
});

describe('a part', () => {
  it('is observed with what was read', async () => {
    expect(await partOf(7, async () => 'value')).toEqual(observed(7, 'value'));
  });

  it('is missing when reading throws, at once or later', async () => {
    const fail = (): never => {
      throw new AnswerInvalid('nonsense');
    };
    expect(await partOf(7, fail)).toEqual(missing('invalid', 'AnswerInvalid: nonsense'));
    expect(await partOf(7, async () => fail())).toEqual(missing('invalid', 'AnswerInvalid: nonsense'));
    expect(convert(observed(7, 'value'), fail)).toEqual(missing('invalid', 'AnswerInvalid: nonsense'));
  });

  it('that is frozen or missing is not converted', () => {
    const never = (): never => {
      throw new Error('converted');
    };
    expect(convert(frozen(7), never)).toEqual(frozen(7));
    expect(convert(missing('no-data', ''), never)).toEqual(missing('no-data', ''));
  });
});
