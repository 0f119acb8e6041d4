// Unit layer: the meaning of exit codes.
import { meaningOfExit } from '#shared/domain/aws-messages/exit-codes.ts';

it.each([
  { exitCode: 0, meaning: 'orderly' },
  { exitCode: 1, meaning: 'ended-with-error' },
  { exitCode: 2, meaning: 'ended-with-error' },
  { exitCode: 127, meaning: 'ended-with-error' },
  { exitCode: 134, meaning: 'crashed' },
  { exitCode: 137, meaning: 'killed' },
  { exitCode: 139, meaning: 'crashed' },
  { exitCode: 143, meaning: 'orderly' },
  { exitCode: 255, meaning: 'ended-with-error' },
])('the exit code $exitCode means $meaning', ({ exitCode, meaning }) => {
  expect(meaningOfExit(exitCode)).toBe(meaning);
});
