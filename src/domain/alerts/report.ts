/** An alert as its readers get it: what happened, the facts, and the end of what the sender sent. Pure. */

import { decimal, mark, t, tStored } from '../language/text'
import { formatDuration } from '../time/duration'
import { localDate } from '../time/local-date'
import type { SignalKind } from '../watch/signal'
import type { SignalExcerpt } from '../watch/signal-excerpt'
import type { Alert } from './alert'
import { plainLine, type Quote, quoted } from './quote'

export interface Fact {
  readonly term: string
  readonly words: string
}

const KINDS: Readonly<Record<SignalKind, string>> = {
  success: mark('success'),
  fail: mark('failure'),
  start: mark('start'),
  log: mark('note'),
}

/** The facts besides the alert's own text. */
export function factsOf({ signal, schedule, since, until }: Alert): readonly Fact[] {
  const facts: Fact[] = []
  const add = (term: string, words: string | undefined) => {
    if (words !== undefined) facts.push({ term, words })
  }
  const { exitCode, duration, kind, at } = signal ?? {}
  if (kind !== undefined && at !== undefined && at !== (until ?? since))
    add(t('Last signal'), `${t(KINDS[kind])}, ${localDate(at)}`)
  add(t('Exit code'), exitCode?.toString())
  add(t('Run time'), duration === undefined ? undefined : runTime(duration))
  add(t('Schedule'), schedule)
  return facts
}

/** Milliseconds -> `40 ms`, `1.5 s`, `12m4s`. */
export function runTime(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  return ms < 60_000 ? `${decimal((ms / 1_000).toFixed(1))} s` : formatDuration(ms)
}

/** The last lines of the sender; none where it sent none. A look's sentence is in the language in use. */
export function quoteOf(signal: SignalExcerpt | undefined): Quote {
  const { lines, isWhole } = quoted(signal?.words ?? '', signal?.isCut === true)
  const [why, shown] = sentenceOf(signal)
  const isLook = why !== undefined && lines.at(-1) === `> ${why}`
  return { lines: isLook ? [...lines.slice(0, -1), `> ${shown}`] : lines, isWhole }
}

/** The same below a text, without the sentence of a look that the text has. */
export function quoteBelow({
  text,
  signal,
}: Pick<Alert, 'text' | 'signal'>): Quote & { readonly head: string } {
  const { lines, isWhole } = quoteOf(signal)
  const told = sentenceOf(signal)
  // A text from before a change of the language has the English sentence.
  const isTold = lines.at(-1) === `> ${told.at(-1)}` && told.some(words => text.includes(words))
  const rest = isTold ? lines.slice(0, lines.at(-2) === '>' ? -2 : -1) : lines
  return { lines: rest, isWhole, head: quoteHead(isWhole, signal?.why !== undefined) }
}

/** The sentence of a look as it is stored, and in the language in use; none of a check-in. */
function sentenceOf(signal: SignalExcerpt | undefined): readonly string[] {
  if (signal?.why === undefined) return []
  const why = plainLine(signal.why)
  return [why, tStored(why)]
}

export interface ReportOptions {
  /**
   * Whether the channel takes a text. Of one that does not fit the description goes first, then the beginning of the quote
   * but for its last line, then the tags.
   */
  readonly fits?: (text: string) => boolean
  /** With the tags, for channels that have no other place for them. */
  readonly tags?: boolean
  /** The last line. */
  readonly link?: string | undefined
}

/** The whole of an alert as text. */
export function reportOf(
  alert: Alert,
  { fits = () => true, tags = false, link }: ReportOptions = {},
): string {
  const facts = [
    ...factsOf(alert),
    ...(tags && alert.tags.length > 0 ? [{ term: t('Tags'), words: alert.tags.join(' ') }] : []),
  ].map(({ term, words }) => `${term}: ${words}`)
  const text = (quote: readonly string[], isWhole: boolean, about = '') => {
    const marked = quote.length === 0 ? [] : [quoteHead(isWhole, isLook), ...quote]
    const parts = [alert.text, facts.join('\n'), marked.join('\n'), about, link ?? '']
    return parts.filter(part => part !== '').join('\n\n')
  }
  const isLook = alert.signal?.why !== undefined
  const { lines, isWhole } = quoteBelow(alert)
  const quote = [...lines]
  for (const about of [alert.about, ''])
    if (fits(text(quote, isWhole, about))) return text(quote, isWhole, about)
  while (quote.length > 1) {
    quote.shift()
    if (fits(text(quote, false))) return text(quote, false)
  }
  if (tags && alert.tags.length > 0) return reportOf(alert, { fits, link })
  const [last = ''] = quote
  const ending = (length: number) => text([`> …${whole(last.slice(last.length - length))}`], false)
  const end = longest(last.length - 2, length => fits(ending(length)))
  if (end > 0) return ending(end)
  const rest = text([], false)
  const beginning = (length: number) => whole(rest.slice(0, length))
  return beginning(longest(rest.length, length => fits(beginning(length))))
}

/** Without the half of a character that a cut has left. */
function whole(text: string): string {
  return text.replace(/^\p{Cs}|\p{Cs}$/gu, '')
}

function quoteHead(isWhole: boolean, isLook: boolean): string {
  if (isLook) return t(isWhole ? 'Found by the look:' : 'Found by the look, at the end:')
  return t(isWhole ? 'The sender sent:' : 'The sender sent, at the end:')
}

/** The greatest length up to `most` that fits; 0 where none does. */
function longest(most: number, fits: (length: number) => boolean): number {
  let [good, bad] = [0, Math.max(0, most) + 1]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (fits(middle)) good = middle
    else bad = middle
  }
  return good
}
