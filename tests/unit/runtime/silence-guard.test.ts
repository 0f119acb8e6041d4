// Unit layer: when an endpoint counts as silent, and for how long.
import { silenceGuard } from '#shared/runtime/wiring/silence-guard.ts';

type Request = 'answered' | 'timed out' | 'refused';

const SILENCE_MS = 10_000;

const send = (request: Request) => async (): Promise<string> => {
  if (request === 'answered') return 'an answer';
  throw Object.assign(new Error(request), { name: request === 'refused' ? 'AccessDeniedException' : 'TimeoutError' });
};

/** Sends the requests one after the other, then a last one that would be answered, so many milliseconds later. */
const lastAfter = async (requests: readonly Request[], laterMs: number): Promise<string> => {
  let now = 0;
  const guard = silenceGuard({ silenceMs: SILENCE_MS, now: () => now });
  for (const request of requests) await guard(send(request)).catch(() => undefined);
  now += laterMs;
  return guard(send('answered')).catch((error: Error) => error.name);
};

it.each<{ requests: readonly Request[]; laterMs: number; last: string }>([
  { requests: [], laterMs: 0, last: 'an answer' },
  { requests: ['timed out'], laterMs: 0, last: 'an answer' },
  { requests: ['timed out', 'timed out'], laterMs: 0, last: 'EndpointSilent' },
  { requests: ['timed out', 'timed out', 'timed out'], laterMs: 0, last: 'EndpointSilent' },
  { requests: ['timed out', 'answered', 'timed out'], laterMs: 0, last: 'an answer' },
  { requests: ['timed out', 'refused', 'timed out'], laterMs: 0, last: 'an answer' },
  { requests: ['refused', 'refused', 'refused'], laterMs: 0, last: 'an answer' },
  { requests: ['timed out', 'timed out'], laterMs: SILENCE_MS - 1, last: 'EndpointSilent' },
  { requests: ['timed out', 'timed out'], laterMs: SILENCE_MS, last: 'an answer' },
  { requests: ['timed out', 'timed out'], laterMs: SILENCE_MS + 1, last: 'an answer' },
])('after $requests, $laterMs ms later, a request meets: $last', async ({ requests, laterMs, last }) => {
  expect(await lastAfter(requests, laterMs)).toBe(last);
});

it('a request to a silent endpoint is not sent, and says so', async () => {
  const guard = silenceGuard({ silenceMs: SILENCE_MS, now: () => 0 });
  for (let count = 0; count < 2; count += 1) await guard(send('timed out')).catch(() => undefined);
  let sent = 0;
  const sending = guard(async () => {
    sent += 1;
  });
  await expect(sending).rejects.toThrow('2 requests in a row timed out, so this one was not sent');
  expect(sent).toBe(0);
});

it('once asked again, an endpoint that is still silent is left alone after one more timeout', async () => {
  let now = 0;
  const guard = silenceGuard({ silenceMs: SILENCE_MS, now: () => now });
  for (let count = 0; count < 2; count += 1) await guard(send('timed out')).catch(() => undefined);
  now = SILENCE_MS;
  await expect(guard(send('timed out'))).rejects.toThrow('timed out');
  await expect(guard(send('answered'))).rejects.toMatchObject({ name: 'EndpointSilent' });
});
