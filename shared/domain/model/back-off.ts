/** How far the jitter goes to either side. */
const JITTER = 0.2;

interface BackOff {
  readonly first: number;
  readonly longest: number;
  /** Failures before this wait; 0 gives the first wait. */
  readonly failures: number;
  /** What the jitter is drawn from, so that the same wait is the same on every look. */
  readonly key: string;
}

/** Exponential back-off with a jitter of 20 % that depends on the key alone: pure, and different between services. */
export const backOffMs = ({ first, longest, failures, key }: BackOff): number =>
  Math.min(longest, first * 2 ** failures * (1 - JITTER + 2 * JITTER * shareOf(key)));

/** A number in [0, 1) made of a text: FNV-1a, 32 bit. Source: RFC 9923. */
export const shareOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0) / 2 ** 32;
};
