// Unit layer: the exponential back-off with its jitter.
import { backOffMs, shareOf } from '#shared/domain/model/back-off.ts';

const wait = (failures: number) => backOffMs({ first: 30_000, longest: 900_000, failures, key: 'registry:1' });

it('the back-off doubles within 20 %, up to its limit, and is the same for the same key', () => {
  for (let failures = 0; failures < 40; failures += 1) {
    const nominal = 30_000 * 2 ** failures;
    expect(wait(failures)).toBeGreaterThanOrEqual(Math.min(900_000, 0.8 * nominal));
    expect(wait(failures)).toBeLessThanOrEqual(Math.min(900_000, 1.2 * nominal));
    expect(wait(failures)).toBe(wait(failures));
  }
});

it('the shares of different keys are spread over the range', () => {
  const shares = Array.from({ length: 1_000 }, (_, index) => shareOf(`service-${index}:1`));
  expect(Math.min(...shares)).toBeLessThan(0.05);
  expect(Math.max(...shares)).toBeGreaterThan(0.95);
  const below = shares.filter((share) => share < 0.5).length;
  expect(below).toBeGreaterThan(400);
  expect(below).toBeLessThan(600);
});

it.each([
  { text: '', hash: 0x811c9dc5 },
  { text: 'a', hash: 0xe40c292c },
  { text: 'foobar', hash: 0xbf9cf968 },
])('the share of "$text" is its FNV-1a hash', ({ text, hash }) => {
  expect(shareOf(text)).toBe(hash / 2 ** 32);
});
