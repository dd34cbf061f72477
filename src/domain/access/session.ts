/** The rules of a session, by OWASP ASVS 5 (7.3, 7.5). Spans in milliseconds. */

const DAY_MS = 86_400_000

export const SESSION_MS = {
  /** It ends so long after its last use. */
  idle: 30 * DAY_MS,
  /** It ends so long after the log-in, however often it is used. */
  longest: 90 * DAY_MS,
  /** After this time the password is asked for again before what matters most is changed. */
  confirmed: 15 * 60_000,
} as const

/** Whether the password was typed lately; a clock that was set back does not prolong it. */
export function isConfirmed(typedAt: number | undefined, now: number): boolean {
  const age = now - (typedAt ?? Number.NaN)
  return age >= 0 && age < SESSION_MS.confirmed
}

/** The time step of one-time codes at a moment, in epoch milliseconds (RFC 6238, 4.1). */
export function stepAt(now: number): number {
  return Math.floor(now / CODE_MS)
}

export const CODE_MS = 30_000

/** In this order, since browsers name others for compatibility: Edge and Opera name Chrome, and Chrome names Safari. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(Macintosh|Mac OS X)\b/, 'a Mac'],
  [/\bLinux\b/, 'Linux'],
]

/** Words for a device by the User-Agent that it sends, such as `Firefox on Android`. A user may know it by them; they prove nothing. */
export function deviceWords(userAgent = ''): string {
  const named = (table: typeof BROWSERS) => table.find(([pattern]) => pattern.test(userAgent))?.[1]
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)]
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`
  const [program = ''] = /^[\w.+-]{1,30}/.exec(userAgent) ?? []
  return program === '' ? 'an unknown program' : program
}
