// Unit layer: texts are read from their beginning, in a time that grows only with their length.
import { readText } from '#shared/domain/aws-messages/known-message.ts';
import { readServiceEvent } from '#shared/domain/aws-messages/service-events.ts';
import { STOP_REASONS } from '#shared/domain/aws-messages/stop-reasons.ts';

const NOT_FOUND = 'CannotPullContainerError: registry:2.41.0: not found';

it.each([
  { before: 1_024 - NOT_FOUND.length, isKnown: true },
  { before: 1_024 - NOT_FOUND.length + 1, isKnown: false },
])('reads a text of 1,024 characters, with $before before the reason: $isKnown', ({ before, isKnown }) => {
  const reading = readText(`${' '.repeat(before)}${NOT_FOUND}`, STOP_REASONS);
  expect(reading.kind === 'known' && reading.meaning === 'image-missing').toBe(isKnown);
});

it('quotes the first 1,024 characters', () => {
  expect(readText('?'.repeat(5_000), STOP_REASONS)).toEqual({ kind: 'unknown', text: '?'.repeat(1_024) });
});

const WORDS = [
  'x',
  'env ',
  '(',
  'tag repository ',
  'CannotPullContainerError: manifest for ',
  'environment ',
  'secret ',
];

it.each(WORDS)('reads 60 stop reasons and events that repeat "%s" for a kilobyte within milliseconds', (word) => {
  const text = word.repeat(1_024 / word.length);
  const startedAt = performance.now();
  for (let count = 0; count < 60; count += 1) {
    readText(text, STOP_REASONS);
    readServiceEvent(text);
  }
  // Measured 1 to 12 ms; without anchored expressions up to 5,000 ms. The margin is for a busy machine.
  expect(performance.now() - startedAt).toBeLessThan(500);
});
