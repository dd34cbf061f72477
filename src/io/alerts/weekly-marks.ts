/** The moments up to which weekly reports are dealt with. */
import type { WeeklyMarks } from '../../domain/alerts/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'

/** On a connection made by `connectStore`. */
export function openWeeklyMarks(connection: Redis): WeeklyMarks {
  const { weekly } = namesOf(connection).alerts
  const inTime = inTimeOn(connection)
  return {
    since: async (report, now) => {
      await inTime(connection.hsetnx(weekly, report, now))
      return Number((await inTime(connection.hget(weekly, report))) ?? now)
    },
    note: async (report, at) => void (await inTime(connection.hset(weekly, report, at))),
  }
}
