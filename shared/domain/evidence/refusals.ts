import { median } from '../model/statistics.ts';
import type { CountedMinute } from './metric-minutes.ts';

/** The numbers of this file are engineering judgement. */
const GROWTH = 3;
/** Clients cause some refusals themselves, so the share has to differ by this much and not only grow ... */
const RISE = 0.2;
/** ... or by this much while there are as many requests as before, so that refused ones stand in for accepted ones. */
const RISE_IN_PLACE = 0.05;
const AS_MANY = 0.1;

/** Answers the highest share of refused requests that is no fault, where this share is usual. */
export const allowedRefusals = (usual: number, isInPlace = false): number =>
  Math.max(GROWTH * usual, usual + (isInPlace ? RISE_IN_PLACE : RISE));

/** True while there are about as many requests as before. */
export const areAsMany = (after: readonly CountedMinute[], requestsBefore: number): boolean =>
  Math.abs(requestsIn(after) - requestsBefore) <= AS_MANY * requestsBefore;

/** Answers the requests per minute, in the median. */
export const requestsIn = (minutes: readonly CountedMinute[]): number =>
  median(minutes.map(({ requests }) => requests));

/** Users are refused only when fewer requests succeed than before. A scanner adds refused requests and takes none away. */
const MAX_ACCEPTED_OF_BEFORE = 0.9;

export const areFewerAccepted = (accepted: number, before: number): boolean =>
  accepted <= MAX_ACCEPTED_OF_BEFORE * before;

/** Answers the requests per minute that were not refused, in the median. */
export const acceptedIn = (minutes: readonly CountedMinute[]): number =>
  median(minutes.map(({ requests, failed }) => requests - failed));
