/** Conditions of Gatus (its README, "Conditions") as settings of a probe. */

type Settings = Record<string, string>
type Operator = '==' | '!=' | '<=' | '>=' | '<' | '>'

export interface Conditions {
  readonly settings: Readonly<Record<string, string>>
  /** Days before the end of the certificate; undefined where no condition is about it. */
  readonly certificateDays: string | undefined
  /** Conditions that no setting says, as they are written. */
  readonly left: readonly string[]
}

const DAY = 86_400_000
const UNITS = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
} as const

/** Go's durations, such as `1m30s` and `48h` -> milliseconds; undefined for other text. */
export function goDuration(text: string): number | undefined {
  const plain = text.trim()
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(plain)) return undefined
  let sum = 0
  for (const [, count, unit] of plain.matchAll(/([\d.]+)(\D+)/g))
    sum += Number(count) * UNITS[unit as keyof typeof UNITS]
  return sum
}

/** @param kind of the probe: each has settings for some of them only */
export function settingsOfConditions(conditions: readonly string[], kind: string): Conditions {
  const settings: Settings = {}
  const left: string[] = []
  let certificateDays: string | undefined
  for (const condition of conditions) {
    const match = /==|!=|<=|>=|<|>/.exec(condition)
    if (match === null) {
      left.push(condition)
      continue
    }
    const operator = match[0] as Operator
    const subject = condition.slice(0, match.index).trim()
    const value = condition.slice(match.index + operator.length).trim()
    if (subject === '[CONNECTED]' && operator === '==' && value === 'true') continue
    if (subject === '[DNS_RCODE]' && operator === '==' && kind === 'dns') {
      if (value === 'NOERROR') continue
      if (value === 'NXDOMAIN') {
        settings.expect = 'nxdomain'
        continue
      }
    }
    if (subject === '[CERTIFICATE_EXPIRATION]' && operator.startsWith('>')) {
      const span = goDuration(value)
      if (span !== undefined) {
        certificateDays = String(Math.max(1, Math.ceil(span / DAY)))
        continue
      }
    }
    if (!isSaid(settings, kind, subject, operator, value)) left.push(condition)
  }
  return { settings, left, certificateDays }
}

/** Adds the setting for a condition; false where there is none, or it is in use. */
function isSaid(
  settings: Settings,
  kind: string,
  subject: string,
  operator: Operator,
  value: string,
): boolean {
  const set = (key: string, text: string | undefined): boolean => {
    if (text === undefined || text === '' || settings[key] !== undefined) return false
    settings[key] = text
    return true
  }
  if (subject === '[RESPONSE_TIME]' && operator.startsWith('<') && /^\d+$/.test(value))
    return ['http', 'dns', 'ping'].includes(kind) && set('slow', `${value}ms`)
  if (kind === 'dns' && subject === '[BODY]' && operator === '==' && !value.includes('('))
    return set('expect', value)
  if (kind === 'tcp' && subject === '[BODY]' && operator === '==') return set('expect', wildcardInside(value))
  if (kind !== 'http') return false
  if (subject === '[STATUS]') return set('status', statuses(operator, value))
  if (subject === '[BODY]' && operator === '==') {
    const inside = wildcardInside(value)
    if (inside !== undefined) return set('contains', inside)
    const glob = /^pat\((.+)\)$/.exec(value)?.[1]
    if (glob !== undefined) return !/[?[\\]/.test(glob) && set('matches', patternOf(glob))
    return !value.includes('(') && set('matches', `/^\\s*${escaped(value)}\\s*$/`)
  }
  const path = pathOf(subject)
  if (path === undefined || value.includes('(') || value === '') return false
  return set('json', `${path} ${operator} ${value}`)
}

/** Statuses that hold; a status other than one is none of the ranges around it. */
function statuses(operator: Operator, value: string): string | undefined {
  const any = /^any\((.*)\)$/.exec(value)?.[1]
  if (any !== undefined && operator === '==')
    return any
      .split(',')
      .map(part => part.trim())
      .join(', ')
  if (!/^\d{3}$/.test(value)) return undefined
  const status = Number(value)
  const ranges: Readonly<Record<Operator, readonly (readonly [number, number])[]>> = {
    '==': [[status, status]],
    '!=': [
      [100, status - 1],
      [status + 1, 599],
    ],
    '<': [[100, status - 1]],
    '<=': [[100, status]],
    '>': [[status + 1, 599]],
    '>=': [[status, 599]],
  }
  return ranges[operator]
    .filter(([least, most]) => least <= most)
    .map(([least, most]) => (least === most ? String(least) : `${least}-${most}`))
    .join(', ')
}

/** `[BODY].data[0].name` -> `$.data[0].name`, `len([BODY].list)` -> `$.list.length`; undefined for anything else. */
function pathOf(subject: string): string | undefined {
  const [, inside] = /^len\((.+)\)$/.exec(subject) ?? []
  const [, path] = /^\[BODY\]((?:\.[\w$-]+|\[\d+\])*)$/.exec(inside ?? subject) ?? []
  if (path === undefined || (inside === undefined && path === '')) return undefined
  return `$${path}${inside === undefined ? '' : '.length'}`
}

/** `pat(*text*)` -> `text`, where that is all. */
function wildcardInside(value: string): string | undefined {
  return /^pat\(\*([^*?[\]]+)\*\)$/.exec(value)?.[1]
}

function patternOf(glob: string): string {
  return `/^${glob.split('*').map(escaped).join('[\\s\\S]*')}$/`
}

const escaped = (text: string) => text.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&')
