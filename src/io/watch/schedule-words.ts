/** Schedules in words, by the package cronstrue, which is loaded for the first one that needs it. */
import type { ScheduleWords } from '../../domain/alerts/ports'
import { spoken } from '../../domain/language/language'
import { t } from '../../domain/language/text'
import { calendarAsCron } from '../../domain/time/calendar-as-cron'
import { cronTexts } from '../../domain/time/cron-fields'
import { formatDuration } from '../../domain/time/duration'
import { shownSchedule } from '../../domain/watch/plan-words'
import { type Schedule, scheduleWords } from '../../domain/watch/schedule'

/** Expressions whose words are remembered. */
const MOST_REMEMBERED = 1_000

export function openScheduleWords(): ScheduleWords {
  const remembered = new Map<string, string>()
  return async (schedule, grace) => {
    const written = scheduleWords(schedule)
    const key = `${spoken().language} ${written}`
    let words = remembered.get(key)
    if (words === undefined) {
      words = await wordsOf(schedule)
      if (remembered.size >= MOST_REMEMBERED) remembered.clear()
      remembered.set(key, words)
    }
    return t('{words}; {span} of grace', { words, span: formatDuration(grace) })
  }
}

/** `At 02:30, Monday through Friday, Europe/Berlin (cron 30 2 * * 1-5)`; the expression alone where there are no words. */
async function wordsOf(schedule: Schedule): Promise<string> {
  if (schedule.kind === 'period') return shownSchedule(schedule)
  const cron = asCron(schedule)
  const words = cron && (await describe(cron))
  if (words === undefined) return shownSchedule(schedule)
  const { expression } = schedule
  const zone = cron?.zone || schedule.zone || Intl.DateTimeFormat().resolvedOptions().timeZone
  return schedule.kind === 'cron'
    ? t('{words}, {zone} (cron {expression})', { words, zone, expression })
    : t('{words}, {zone} (OnCalendar {expression})', { words, zone, expression })
}

interface Cron {
  readonly fields: readonly string[]
  /** Whether both day fields have to match; else one of them is enough. */
  readonly both: boolean
  readonly zone: string | undefined
}

function asCron({ kind, expression }: Exclude<Schedule, { readonly kind: 'period' }>): Cron | undefined {
  if (kind === 'oncalendar') {
    const calendar = calendarAsCron(expression)
    return calendar && { ...calendar, both: true }
  }
  const cron = cronTexts(expression)
  return cron && { fields: cron.texts, both: cron.both, zone: undefined }
}

async function describe({ fields, both }: Cron): Promise<string | undefined> {
  const { default: cronstrue } = await import('cronstrue')
  const locale = spoken().language
  if (locale === 'de') await import('cronstrue/locales/de.js')
  const toWords = (texts: readonly string[]) =>
    cronstrue.toString(texts.join(' '), { use24HourTimeFormat: true, logicalAndDayFields: both, locale })
  try {
    return both ? toWords(fields) : eitherDayWords(fields, toWords)
  } catch {
    return undefined // It knows fewer expressions than cron does.
  }
}

/** The words where a match of one day field is enough, which the package's "and", or its comma, leaves open. */
function eitherDayWords(
  [second = '', minute = '', hour = '', day = '', month = '', weekday = '']: readonly string[],
  toWords: (texts: readonly string[]) => string,
): string {
  const upToDay = toWords([second, minute, hour, day, '*', '*'])
  const upToWeekday = toWords([second, minute, hour, day, '*', weekday])
  const whole = toWords([second, minute, hour, day, month, weekday])
  const weekdays = upToWeekday.slice(upToDay.length).replace(/^, (?:and |und )?/, '')
  return `${t('{days}, or {weekdays}', { days: upToDay, weekdays })}${whole.slice(upToWeekday.length)}`
}
