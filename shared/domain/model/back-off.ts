/** The jitter to either side, as a share of the wait. */
const JITTER = 0.2;

interface BackOff {
  readonly first: number;
  readonly longest: number;
  /** The number of failures before this wait; 0 gives the first wait. */
  readonly failures: number;
  /** The jitter is drawn from this text, so that every check computes the same wait. */
  readonly key: string;
}

/** Answers an exponential back-off with a jitter of 20 % that depends on the key alone: pure, and different between services. */
export const backOffMs = ({ first, longest, failures, key }: BackOff): number =>
  Math.min(longest, first * 2 ** failures * (1 - JITTER + 2 * JITTER * shareOf(key)));

/** Answers a number in [0, 1) from a text by FNV-1a, 32 bit (RFC 9923). */
export const shareOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
};
