/** Spans of time and moments in everyday words; the page in the browser and the server share them. */

const two = (n: number) => String(n).padStart(2, '0')
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Milliseconds -> `40 s`, `17 minutes`, `3 hours`, `2 days`: the largest unit of which there are at least two, rounded down. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 120) return '1 minute'
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} minutes`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} hours`
  return `${Math.floor(seconds / 86_400)} days`
}

/** Epoch milliseconds -> `3 minutes ago`, `in 4 minutes`, `just now`. */
export function ago(at: number, now: number): string {
  if (Math.abs(now - at) < 1_000) return 'just now'
  // A future span is rounded up: `in 1 minute` is followed by seconds, not by `in 0 minutes`.
  return at > now ? `in ${span(at - now + (at - now < 60_000 ? 999 : 59_999))}` : `${span(now - at)} ago`
}

/** Epoch milliseconds -> `10:05` on the same local day, else `Fri 20 Nov 10:05`, in the process's or the browser's zone. */
export function clockFace(at: number, now: number): string {
  const t = new Date(at)
  const clock = `${two(t.getHours())}:${two(t.getMinutes())}`
  const sameDay = t.toDateString() === new Date(now).toDateString()
  return sameDay ? clock : `${DAYS[t.getDay()]} ${t.getDate()} ${MONTHS[t.getMonth()]} ${clock}`
}
