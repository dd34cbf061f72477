/** The reasons of flips in words, for pages, commands and alerts. Pure. */

import { oneLine } from '../probes/reported-parts'
import type { Check } from './check'
import type { Flip, FlipReason } from './flip'
import type { KeptBody } from './ports'
import type { KeptSignal } from './signal'
import { lookSentence } from './signal-excerpt'

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
  unheard: 'the watch that gets its signals does not answer',
}

/** Where a look of the check's probe, and no check-in, is behind the flip. */
const LOOK_WORDS: Partial<typeof FLIP_WORDS> = {
  success: 'it was looked at, and is well',
  failure: 'the look failed',
}

/** The look behind a flip. */
export interface LookBehind {
  /** Its sentence, without its full stop; absent where it is no longer kept. */
  readonly why?: string
}

/** Characters of a look's sentence among the words of a flip. */
const LONGEST_WHY = 300

export function lookBehind(why: string | undefined): LookBehind {
  const words = oneLine(why ?? '', LONGEST_WHY)
  return words === '' ? {} : { why: words }
}

/** Undefined where a check-in is behind the flip. What fed the check then is in its history, else as now. */
export function lookBehindFlip(
  { at, to }: Flip,
  { probe }: Pick<Check, 'probe'>,
  { history, bodies }: { readonly history: readonly KeptSignal[]; readonly bodies: readonly KeptBody[] },
): LookBehind | undefined {
  const kind = to === 'up' ? 'success' : 'fail'
  const signal = history.find(one => one.at === at && one.kind === kind)
  const isLook = signal === undefined ? probe !== undefined : signal.detail.via === 'probe'
  if (!isLook) return undefined
  const body = bodies.find(({ n }) => n === signal?.n)?.body
  return lookBehind(body && lookSentence(body))
}

/** Completes "the check went down:". */
export function flipWords(reason: FlipReason, look: LookBehind | undefined): string {
  const words = (look && LOOK_WORDS[reason]) ?? FLIP_WORDS[reason]
  return reason === 'failure' && look?.why !== undefined ? `${words}: ${look.why}` : words
}

/** `No signal came in time.` */
export function flipSentence(reason: FlipReason, look: LookBehind | undefined): string {
  const words = flipWords(reason, look)
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}
