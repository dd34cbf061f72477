/**
 * Messages about events, as they come by 0MQ: the frames type, sender, event and text, or one frame with blanks between
 * them. Pure.
 */

import { mark } from '../language/text'
import { isVisible } from '../visible-text'
import { BY_MESSAGE, type SignalDetail, type SignalKind } from './signal'

export const MESSAGE_KINDS = {
  STARTED: 'start',
  PROGRESS: 'log',
  FAILED: 'fail',
  SUCCEEDED: 'success',
} as const satisfies Readonly<Record<string, SignalKind>>

export interface EventMessage {
  readonly kind: SignalKind
  /** `sender/event`. */
  readonly job: string
  readonly sender: string
  readonly detail: SignalDetail
}

/** How many messages are dropped, and why, in words for people. */
export const DROPS = {
  type: mark('{n} of another type'),
  form: mark('{n} with too many frames, or without a sender and an event'),
  size: mark('{n} that are too long'),
  name: mark('{n} whose sender or event is no name'),
  word: mark('{n} without the right word'),
  unknown: mark('{n} from unknown senders'),
  rate: mark('{n} that came too often'),
  full: mark('{n} for which no check is made any more'),
  failed: mark('{n} that could not be written down'),
  lost: mark('{n} that were lost, at most, when the program was killed'),
} as const

export type Drop = keyof typeof DROPS

export const MOST_FRAMES = 8
/** Bytes of all frames; a socket drops a frame as long by itself. */
export const MOST_BYTES = 65_536
/** Characters of a sender, and of an event. */
export const MOST_CHARACTERS = 100

/** @param word what frame 1 has to be; empty: frame 1 is the sender */
export function eventMessage(frames: readonly Uint8Array[], word: string): EventMessage | Drop {
  if (frames.length > MOST_FRAMES) return 'form'
  if (frames.reduce((sum, frame) => sum + frame.length, 0) > MOST_BYTES) return 'size'
  const [first, ...rest] = frames
  if (first === undefined) return 'form'
  return frames.length === 1 ? inOneFrame(textOf(first), word) : inFrames(textOf(first), rest, word)
}

function inOneFrame(text: string | undefined, word: string): EventMessage | Drop {
  const [type = '', ...words] = (text ?? '').split(' ').filter((part, index) => part !== '' || index > 4)
  const kind = kindOf(type)
  if (kind === undefined) return 'type'
  if (word !== '' && !isSame(words.shift() ?? '', word)) return 'word'
  const [sender, event, ...others] = words
  return sender === undefined || event === undefined
    ? 'form'
    : messageOf(kind, sender, event, others.join(' '))
}

function inFrames(
  type: string | undefined,
  frames: readonly Uint8Array[],
  word: string,
): EventMessage | Drop {
  const kind = kindOf(type ?? '')
  if (kind === undefined) return 'type'
  const rest = [...frames]
  if (word !== '' && !isSame(textOf(rest.shift() ?? new Uint8Array()) ?? '', word)) return 'word'
  const [sender, event, text] = rest
  if (sender === undefined || event === undefined) return 'form'
  const names = [textOf(sender), textOf(event)]
  const [from, what] = names
  if (from === undefined || what === undefined) return 'name'
  return messageOf(kind, from, what, text === undefined ? '' : LENIENT.decode(text))
}

function messageOf(kind: SignalKind, sender: string, event: string, body: string): EventMessage | Drop {
  if (!isName(sender) || !isName(event) || sender.includes('/')) return 'name'
  const percent = kind === 'log' ? percentIn(body) : undefined
  const detail = { via: BY_MESSAGE, ...(body !== '' && { body }), ...(percent !== undefined && { percent }) }
  return { kind, sender, job: `${sender}/${event}`, detail }
}

/** Whether a message can have it as its sender or its event; a sender has no slash besides. */
export function isName(name: string): boolean {
  return name !== '' && name.length <= MOST_CHARACTERS && name.trim() === name && isVisible(name)
}

/** Whether a message can be for it: `sender/event`. */
export function isJob(job: string): boolean {
  const [sender = '', ...event] = job.split('/')
  return isName(sender) && isName(event.join('/'))
}

function kindOf(type: string): SignalKind | undefined {
  return Object.hasOwn(MESSAGE_KINDS, type) ? MESSAGE_KINDS[type as keyof typeof MESSAGE_KINDS] : undefined
}

/** `50`, `50 %`, `copied 12.5% of it`: a share of a run. */
function percentIn(text: string): number | undefined {
  const [, alone, inside] =
    /^\s*(\d{1,3}(?:\.\d{1,3})?)\s*%?\s*$|(?<![\d.])(\d{1,3}(?:\.\d{1,3})?)\s?%/.exec(text) ?? []
  const percent = Number(alone ?? inside ?? Number.NaN)
  return percent >= 0 && percent <= 100 ? percent : undefined
}

const STRICT = new TextDecoder('utf-8', { fatal: true })
const LENIENT = new TextDecoder('utf-8')

function textOf(frame: Uint8Array): string | undefined {
  try {
    return STRICT.decode(frame)
  } catch {
    return undefined // The caller drops the message.
  }
}

/** Compares all characters, however early they differ. */
function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index++)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index % b.length)
  return difference === 0
}
