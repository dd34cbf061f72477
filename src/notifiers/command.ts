/** A command: a program of the owner's, named in the INI, gets the alert as standard input and its facts as environment. */
import { type Alert, alertAddress, type Delivery } from '../domain/alerts/alert'
import { settingOf } from '../domain/alerts/channel'
import type { Notifier } from '../domain/alerts/ports'
import { reportOf } from '../domain/alerts/report'
import { splitWords } from '../domain/probes/words'
import { firstCharacters } from '../domain/shorten'
import { isRefused, oneLine } from './program-end'

/** Bytes of a text. */
const LIMIT = 16_000
const TITLE_LIMIT = 250
/** Exit codes with which a program says that another attempt is in vain (sysexits.h), or a shell that it cannot be run. */
const FINAL = [64, 65, 66, 67, 68, 76, 77, 78, 126, 127]

export const command: Notifier = async (alert, channel, { programs, page, signal }) => {
  // The INI alone may name a program, wherever else the channel may have come from.
  if (channel.origin !== 'ini') return refusal('only the INI may name a program')
  if (programs === undefined) return refusal('only the worker runs programs')
  const { words, fault } = splitWords(settingOf(channel, 'command'))
  const [name, ...args] = words
  if (name === undefined) return refusal(`the command ${fault ?? 'names no program'}`)
  const place = await programs.find(name)
  if ('refused' in place) return refusal(place.refused)
  const input = `${firstCharacters(alert.subject, TITLE_LIMIT)}\n\n${reportOf(alert, { tags: true, link: alertAddress(alert, page), fits: text => Buffer.byteLength(text) <= LIMIT })}`
  const end = await programs.job(['env', ...variablesOf(alert, page), place.program, ...args], {
    signal,
    input,
  })
  if (signal.aborted) return passing(`${name} did not end in time, and was stopped`)
  if (end.kind === 'killed') return passing(`${name} was ended by ${end.signal}`)
  if (isRefused(end)) return { ...refusal(end.reason), permanent: end.kind === 'missing' }
  if (end.code === 0) return { ok: true, detail: `${name} succeeded` }
  // Its output may hold secrets, and stays out of every record.
  const detail = `${name} ended with exit code ${end.code}`
  return { ok: false, permanent: FINAL.includes(end.code), detail }
}

function refusal(detail: string): Delivery & { ok: false } {
  return { ok: false, permanent: true, untaken: true, detail }
}

function passing(detail: string): Delivery {
  return { ok: false, permanent: false, detail }
}

/** `INTVLM8R_NAME=backup` and the like, each in one line. */
function variablesOf(alert: Alert, page: string | undefined): string[] {
  const { kind, status, name, subject, key, check = '', tags, reason = '', since, until, at, signal } = alert
  const moment = (ms: number | undefined) => (ms === undefined ? '' : new Date(ms).toISOString())
  const values = {
    kind,
    status,
    name,
    subject,
    key,
    check,
    tags: tags.join(' '),
    reason,
    since: moment(since),
    until: moment(until),
    at: moment(at),
    exitcode: signal?.exitCode?.toString() ?? '',
    url: alertAddress(alert, page) ?? '',
  }
  return Object.entries(values).map(([key, value]) => `INTVLM8R_${key.toUpperCase()}=${oneLine(value)}`)
}
