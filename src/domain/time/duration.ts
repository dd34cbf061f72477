/** Spans of time as people write them in settings. */

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** `90s`, `5m`, `1h30m`, `2 d` -> milliseconds; a bare number is minutes. Anything else is undefined. */
export function parseDuration(text: string): number | undefined {
  const plain = text.trim().toLowerCase()
  if (/^\d{1,9}$/.test(plain)) return Number(plain) * UNITS.m
  if (!/^(?:\d{1,9} ?[smhdw] ?)+$/.test(plain)) return undefined
  let sum = 0
  for (const [, count, unit] of plain.matchAll(/(\d{1,9}) ?([smhdw])/g))
    sum += Number(count) * UNITS[unit as keyof typeof UNITS]
  return sum
}

/** Milliseconds -> `1h30m`, in whole seconds; `parseDuration` reads it back. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms / 1000) * 1000
  if (rest <= 0) return '0s'
  let text = ''
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / UNITS[unit])
    if (count > 0) text += `${count}${unit}`
    rest %= UNITS[unit]
  }
  return text
}

/** As `parseDuration`, and also `500ms` and `0.5s`; a bare number is undefined, since it could be meant as either. */
export function parseShortDuration(text: string): number | undefined {
  const plain = text.trim().toLowerCase()
  if (/\d$/.test(plain)) return undefined
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s)$/.exec(plain)
  return match === null ? parseDuration(text) : Number(match[1]) * (match[2] === 's' ? 1_000 : 1)
}

export function shortDurationProblem(text: string): string | undefined {
  return parseShortDuration(text) === undefined
    ? 'has to be a span of time such as 500ms, 2s or 1m'
    : undefined
}
