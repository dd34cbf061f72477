/** A signal as an alert about it carries it: short, with the end of what its sender sent. Pure. */

import { lastBytes } from '../shorten'
import type { KeptBody } from './ports'
import { ENDING_LIMIT, type KeptSignal, type Signal, type SignalKind } from './signal'

export interface SignalExcerpt {
  readonly kind: SignalKind
  /** Epoch milliseconds. */
  readonly at: number
  readonly exitCode?: number
  /** Milliseconds. */
  readonly duration?: number
  /** The end of the body, as it was sent: it may hold any character. */
  readonly words?: string
  /** Of a look: its sentence, with which the words end. */
  readonly why?: string
  /** The body is longer. */
  readonly isCut?: true
}

/** Of a signal as it arrives; `duration` is that of the run which it ended. */
export function excerptOf({ kind, at, detail }: Signal, duration: number | undefined): SignalExcerpt {
  return excerpt({ kind, at, detail, duration }, detail)
}

/** Of a signal in the history. */
export function storedExcerpt(signal: KeptSignal, body: KeptBody | undefined): SignalExcerpt {
  return excerpt(signal, body ?? {})
}

function excerpt(
  {
    kind,
    at,
    detail,
    duration,
  }: Pick<KeptSignal, 'kind' | 'at' | 'detail'> & { readonly duration?: number | undefined },
  { body = '', ending }: { readonly body?: string; readonly ending?: string },
): SignalExcerpt {
  const text = detail.via === 'probe' ? reasonLast(body) : body
  const words = ending ?? lastBytes(text, ENDING_LIMIT)
  const isCut = ending !== undefined || words.length < text.length
  return {
    kind,
    at,
    ...(detail.exitCode !== undefined && { exitCode: detail.exitCode }),
    ...(duration !== undefined && { duration }),
    ...(words.trim() !== '' && { words }),
    ...(detail.via === 'probe' && { why: lookSentence(body) }),
    ...(isCut && { isCut }),
  }
}

/** The sentence of a look, from the body of its signal. */
export function lookSentence(body: string): string {
  return body.split('\n\n', 1)[0] ?? ''
}

/** A look's sentence stands before the output that it is about; at the end no limit of a channel takes it away. */
function reasonLast(body: string): string {
  const [sentence = '', ...output] = body.split('\n\n')
  return [...output, sentence].join('\n\n')
}
