/** A loss of what Redis held, and what was put back. Pure. */

import { counted } from '../counted'
import { localStamp } from '../time/local-time'

export interface Loss {
  /** Epoch milliseconds at which it was noticed. */
  readonly at: number
  /** Sentences about the damage; none where Redis just lacked what the copy has. */
  readonly damage: readonly string[]
  /** Single records were damaged; all others are as they were. */
  readonly isPartial: boolean
  /** The moment from which on everything is lost; missing: all of the history is, or that is not known. */
  readonly since?: number
  /** Numbers of those that were put back. */
  readonly checks: number
  readonly channels: number
  /** Of mail; absent: none. */
  readonly accounts?: number
  /** Of the owner about outages; absent: none. */
  readonly notes?: number
  /** Of maintenance; absent: none. */
  readonly windows?: number
  readonly apiKeys: number
  /** The copy: `before` is the one before the last, as the last one was damaged; `damaged`: both were. */
  readonly copy: 'last' | 'before' | 'damaged' | 'none'
  /** Of the copy. */
  readonly savedAt?: number
}

/** The loss that nobody has acknowledged yet. */
export interface Losses {
  current(): Promise<Loss | undefined>
  /** The number of checks whose records in Redis are there and cannot be read, as far as they were noticed. */
  damaged(): Promise<number>
  /** Ends the notices about the loss of that moment. */
  acknowledge(at: number): Promise<void>
}

const DAMAGED = 'Single records in Redis were missing or damaged, as by a failing card.'

/** Whole sentences, for the page, the shell and the alert. */
export function lossSentences(loss: Loss): readonly string[] {
  const { damage, isPartial, since, copy } = loss
  return [
    ...(damage.length > 0 ? damage : [isPartial ? DAMAGED : 'Redis came up without data that it had held.']),
    isPartial
      ? 'Lost are the check-ins and states of the checks concerned.'
      : since === undefined
        ? 'Lost are the history of heartbeats, the check-ins and states of all checks, and what was known of alerts.'
        : `Lost is what happened since ${localStamp(since)}: heartbeats, check-ins and states of checks, and what was known of alerts.`,
    ...(copy !== 'none' && copy !== 'damaged' && isNothingPutBack(loss)
      ? ['No check, channel or API key was lost.']
      : []),
    ...putBackSentences(loss),
    ...(copy === 'damaged'
      ? [
          'Nothing could be put back: both copies of checks, channels and API keys are damaged. Make them again, or import a file of yours: intvlm8r import FILE.',
        ]
      : []),
    ...(copy === 'none'
      ? [
          'There was no copy of checks, channels and API keys that were made on the page or by the API. Make them again, or import a file of yours: intvlm8r import FILE.',
        ]
      : []),
    ...(loss.checks > 0
      ? [
          'A check that was put back is new: it is watched again from its next check-in on. Check in once for each, to be sure.',
        ]
      : []),
    'Incidents that were open at a paging service may have to be resolved there by hand.',
  ]
}

function putBackSentences(loss: Loss): readonly string[] {
  const { copy, savedAt } = loss
  if (isNothingPutBack(loss)) return []
  const all = putBack(loss)
  const at = savedAt === undefined ? undefined : localStamp(savedAt)
  if (copy === 'last')
    return [at === undefined ? `Put back from the copy: ${all}.` : `Put back from the copy of ${at}: ${all}.`]
  if (copy !== 'before') return []
  return [
    at === undefined
      ? `Put back from the copy, the one before the last, since the last one was damaged: ${all}. The change that came after it is missing.`
      : `Put back from the copy of ${at}, the one before the last, since the last one was damaged: ${all}. The change that came after it is missing.`,
  ]
}

function isNothingPutBack({
  checks,
  channels,
  accounts = 0,
  windows = 0,
  notes = 0,
  apiKeys,
}: Loss): boolean {
  return [checks, channels, accounts, windows, notes, apiKeys].every(count => count === 0)
}

function putBack({ checks, channels, accounts = 0, windows = 0, notes = 0, apiKeys }: Loss): string {
  const beside = [
    ...(accounts > 0 ? [counted(accounts, 'mail account')] : []),
    ...(windows > 0
      ? [windows === 1 ? `${windows} window of maintenance` : `${windows} windows of maintenance`]
      : []),
    ...(notes > 0 ? [notes === 1 ? `${notes} note on outages` : `${notes} notes on outages`] : []),
  ]
  const all = [counted(checks, 'check'), counted(channels, 'channel'), ...beside].join(', ')
  return `${all} and ${counted(apiKeys, 'API key')}`
}
