/** Hours in which no alert goes out, in the process's time zone. */

const MINUTE = 60_000
const HOUR = 3_600_000

/**
 * `22:00-07:00` -> the end of the quiet hours that `now` (epoch milliseconds) falls into; undefined outside of them. They
 * follow the wall clock: an hour that summer time skips or repeats makes them shorter or longer. With two equal times
 * they are empty.
 */
export function quietUntil(quietHours: string | undefined, now: number): number | undefined {
  const [, h1, m1, h2, m2] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(quietHours ?? '') ?? []
  if (m2 === undefined) return undefined
  const from = Number(h1) * 60 + Number(m1)
  const to = Number(h2) * 60 + Number(m2)
  const t = new Date(now)
  const minute = t.getHours() * 60 + t.getMinutes()
  const inside = from <= to ? minute >= from && minute < to : minute >= from || minute < to
  if (!inside) return undefined
  const nextDay = minute >= to ? 1 : 0
  const end = new Date(t.getFullYear(), t.getMonth(), t.getDate() + nextDay, 0, to).getTime()
  // In the hour that the end of summer time repeats, its second turn counts.
  return end > now ? end : Math.max(end + HOUR, now + MINUTE)
}
