/** Mails that are expected by a time of day: which of them came. Pure. */

import { isAboutAlert } from '../mail/alert-mail'
import type { MailHead } from '../mail/mailbox'
import { toLocal } from '../time/zone'
import { type MatchInTime, patternOf } from './body-pattern'
import { DAY, momentOf, parseTimeOfDay } from './daily'
import type { Look } from './look'
import { listOf, plainListOf } from './subject-list'

const HOUR = 3_600_000
/** Characters of a subject that are compared: senders may be hostile. */
const LONGEST_SUBJECT = 1_000

type Settings = Readonly<Record<string, string>>

export function sendersOf({ senders = '' }: Settings): readonly string[] {
  return senders.split(',').flatMap(sender => sender.trim() || [])
}

/**
 * The moment from which on mails count: today's time of delivery in the zone, or that of the day before where it is later
 * than the time of the check: then the night lies between them.
 */
export function countsFrom(
  { deliverytime = '', checktime = '', timezone = '', deliveryzone = '' }: Settings,
  now: number,
): number {
  const [delivery, check] = [parseTimeOfDay(deliverytime) ?? 0, parseTimeOfDay(checktime) ?? 0]
  const midnight = Math.floor(toLocal(now, timezone) / DAY) * DAY
  const zone = deliveryzone || timezone
  const today = momentOf(midnight + delivery, zone)
  // Times of two zones cannot be compared: the moment decides alone.
  const isNight = zone === timezone && delivery >= check
  return isNight || today > now ? momentOf(midnight - DAY + delivery, zone) : today
}

/**
 * The moment that a mail counts for: its Date with its own offset, or the server's (INTERNALDATE) where that is missing or
 * absurd: later than the arrival, or more than a month before it.
 */
export function momentOfMail({
  sentAt,
  arrivedAt,
}: Pick<MailHead, 'sentAt' | 'arrivedAt'>): number | undefined {
  if (sentAt === undefined || arrivedAt === undefined) return sentAt ?? arrivedAt
  const isAbsurd = sentAt > arrivedAt + 24 * HOUR || sentAt < arrivedAt - 31 * DAY
  return isAbsurd ? arrivedAt : sentAt
}

/** An address has to be the same; a part of one (`@example.org`, `Backup`) stands anywhere in the sender. */
function isSender(wanted: string, { name, address }: MailHead['from'][number]): boolean {
  const [text, own] = [wanted.toLowerCase(), address.toLowerCase()]
  if (/^[^@]+@[^@]+$/.test(text)) return own === text
  return own.includes(text) || name.toLowerCase().includes(text)
}

/** Whether a mail counts, whatever its subject. */
export function isFromOneOf(senders: readonly string[], { from }: Pick<MailHead, 'from'>): boolean {
  return senders.length === 0 || senders.some(wanted => from.some(one => isSender(wanted, one)))
}

function matcherOf(
  wanted: string,
  { match = 'exact', ignorecase = 'off' }: Settings,
  matchInTime: MatchInTime,
): (subject: string) => boolean | undefined {
  if (match === 'pattern') {
    const { source, flags } = patternOf(wanted)
    const pattern = new RegExp(source, ignorecase === 'on' && !flags.includes('i') ? `${flags}i` : flags)
    return subject => matchInTime(pattern, subject)
  }
  const plain = (text: string) => (ignorecase === 'on' ? text.toLowerCase() : text).normalize('NFC')
  const text = plain(wanted)
  return match === 'contains' ? subject => plain(subject).includes(text) : subject => plain(subject) === text
}

/** The subjects that came, with their moments, and those that did not. */
export function createSieve(settings: Settings, from: number, matchInTime: MatchInTime) {
  const senders = sendersOf(settings)
  const list = settings.match === 'pattern' ? listOf : plainListOf
  const wanted = list(settings.subjects ?? '').map(subject => ({
    subject,
    matches: matcherOf(subject, settings, matchInTime),
  }))
  const slow = new Set<string>()
  const came = new Map<string, number>()
  return {
    take(head: MailHead): void {
      const at = momentOfMail(head)
      if (at === undefined || at < from || !isFromOneOf(senders, head) || isAboutAlert(head)) return
      for (const { subject, matches } of wanted) {
        // The first such mail shows it, and further ones would cost as much.
        const matched = !slow.has(subject) && matches(head.subject.slice(0, LONGEST_SUBJECT))
        if (matched === undefined) slow.add(subject)
        else if (matched) came.set(subject, Math.min(at, came.get(subject) ?? at))
      }
    },
    look(): Look {
      const unclear = [...slow].filter(subject => !came.has(subject))
      if (unclear.length > 0)
        return {
          answer: 'blind',
          detail: `a mail came for whose subject ${unclear.map(each => `"${each}"`).join(', ')} takes too long; simplify it`,
        }
      const zone = settings.deliveryzone || settings.timezone || ''
      const arrived = wanted.flatMap(({ subject }) => {
        const at = came.get(subject)
        return at === undefined ? [] : [`"${subject}" at ${clock(at, zone)}`]
      })
      const missing = wanted.filter(({ subject }) => !came.has(subject)).map(({ subject }) => `"${subject}"`)
      const there = arrived.join(', ')
      const findings = Object.fromEntries(
        wanted.map(({ subject }) => [subject, came.has(subject) ? 'ok' : 'not received']),
      )
      if (missing.length === 0)
        return { answer: 'success', detail: there === '' ? '' : `came: ${there}`, findings }
      const since = `not received since ${clock(from, zone)}: ${missing.join(', ')}`
      return { answer: 'failure', detail: `${since}${there === '' ? '' : `; came: ${there}`}`, findings }
    },
  }
}

/** `03:01`, in the zone. */
function clock(at: number, zone: string): string {
  return new Date(toLocal(at, zone)).toISOString().slice(11, 16)
}
