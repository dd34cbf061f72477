/** The reasons of flips in words, for pages, commands and alerts. Pure. */

import type { FlipReason } from './flip'

/** Each completes "the check went down:". */
export const FLIP_WORDS: Readonly<Record<FlipReason, string>> = {
  success: 'it checked in',
  failure: 'it reported a failure',
  silence: 'no signal came in time',
  blind: 'it could not be looked at',
  overrun: 'a run took too long',
  'too-frequent': 'it checked in too often',
  paused: 'it was paused',
  resumed: 'it was resumed',
  replanned: 'its plan was changed',
}

/** `No signal came in time.` */
export function flipSentence(reason: FlipReason): string {
  const words = FLIP_WORDS[reason]
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
