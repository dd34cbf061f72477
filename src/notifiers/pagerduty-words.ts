/** The words of an alert as PagerDuty shows them, by either version of its Events API. */

import type { Alert } from '../domain/alerts/alert'
import { quoteOf, runTime } from '../domain/alerts/report'
import { t } from '../domain/language/text'
import { firstCharacters } from '../domain/shorten'
import { localDate } from '../domain/time/local-date'

const SUMMARY_LIMIT = 1_024
/** Characters; an event may have 512 kB in all. */
const TEXT_LIMIT = 20_000

export function detailsOf({ text, tags, reason, signal, schedule, about }: Alert) {
  const { lines } = quoteOf(signal)
  return {
    text: firstCharacters(text, TEXT_LIMIT),
    tags,
    ...(about && { about }),
    ...(reason && { reason }),
    ...(schedule !== undefined && { schedule }),
    ...(signal && { last_signal: `${signal.kind}, ${localDate(signal.at)}` }),
    ...(signal?.exitCode !== undefined && { exit_code: signal.exitCode }),
    ...(signal?.duration !== undefined && { run_time: runTime(signal.duration) }),
    ...(lines.length > 0 && { last_lines_of_the_sender: lines.join('\n') }),
  }
}

/** It is all that a phone shows: `[DOWN] backup: exit code 3, the sender's last line: > no space left`. */
export function summaryOf({ subject, signal }: Alert): string {
  const last = quoteOf(signal).lines.at(-1)
  const parts = [
    ...(signal?.exitCode === undefined ? [] : [t('exit code {code}', { code: signal.exitCode })]),
    ...(last === undefined ? [] : [t("the sender's last line: {line}", { line: last })]),
  ]
  return firstCharacters(parts.length === 0 ? subject : `${subject}: ${parts.join(', ')}`, SUMMARY_LIMIT)
}
