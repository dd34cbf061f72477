/** The reasons of flips in words, for pages, commands and alerts. Pure. */

import { oneLine } from '../probes/reported-parts'
import type { Check } from './check'
import type { Flip, FlipReason } from './flip'
import type { KeptBody } from './ports'
import type { KeptSignal } from './signal'
import { lookSentence } from './signal-excerpt'

/** Each completes "the check went down:", and is a sentence by itself. */
export const FLIP_WORDS: Readonly<Record<FlipReason, readonly [words: string, sentence: string]>> = {
  success: ['it checked in', 'It checked in.'],
  failure: ['it reported a failure', 'It reported a failure.'],
  silence: ['no signal came in time', 'No signal came in time.'],
  blind: ['it could not be looked at', 'It could not be looked at.'],
  overrun: ['a run took too long', 'A run took too long.'],
  'too-frequent': ['it checked in too often', 'It checked in too often.'],
  paused: ['it was paused', 'It was paused.'],
  resumed: ['it was resumed', 'It was resumed.'],
  replanned: ['its plan was changed', 'Its plan was changed.'],
  unheard: [
    'the watch that gets its signals does not answer',
    'The watch that gets its signals does not answer.',
  ],
}

/** Where a look of the check's probe, and no check-in, is behind the flip. */
const LOOK_WORDS: Partial<typeof FLIP_WORDS> = {
  success: ['it was looked at, and is well', 'It was looked at, and is well.'],
  failure: ['the look failed', 'The look failed.'],
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
  const why = reason === 'failure' ? look?.why : undefined
  return why === undefined ? wordsOf(reason, look)[0] : `the look failed: ${why}`
}

/** `No signal came in time.` */
export function flipSentence(reason: FlipReason, look: LookBehind | undefined): string {
  const why = reason === 'failure' ? look?.why : undefined
  return why === undefined ? wordsOf(reason, look)[1] : `The look failed: ${why}.`
}

function wordsOf(reason: FlipReason, look: LookBehind | undefined): readonly [string, string] {
  return (look && LOOK_WORDS[reason]) ?? FLIP_WORDS[reason]
}
