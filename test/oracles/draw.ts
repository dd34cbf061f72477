/** Expressions, zones and moments as a seed draws them. Moments are whole seconds since 1970. */

/** Zones that set their clocks, by half an hour to two hours, at different times of the day and of the year. */
export const ZONES = [
  'Europe/Berlin',
  'Europe/Dublin',
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Antarctica/Troll',
] as const

const DAY = 86_400
const FIRST = Date.UTC(2026, 0, 1) / 1_000
const LAST = Date.UTC(2029, 0, 1) / 1_000

export interface Draw {
  below(limit: number): number
  one<T>(from: readonly T[]): T
  chance(share: number): boolean
}

export function drawer(random: () => number): Draw {
  const below = (limit: number) => Math.floor(random() * limit)
  return { below, one: from => from[below(from.length)] as never, chance: share => random() < share }
}

/** The first moments of a new offset, from the beginning of 2026 to the end of 2040. */
export function changesIn(offset: (at: number) => number): number[] {
  const found: number[] = []
  for (let day = FIRST; day < Date.UTC(2041, 0, 1) / 1_000; day += DAY)
    for (let at = day + 900; offset(day) !== offset(day + DAY) && at <= day + DAY; at += 900)
      if (offset(at) !== offset(at - 900)) found.push(at)
  return found
}

/** Four of five lie within a day and a half before a change of the clocks, or shortly after it. */
export function drawMoment({ below, one, chance }: Draw, changes: readonly number[]): number {
  const near = changes.filter(at => at < LAST)
  if (near.length === 0 || chance(0.2)) return FIRST + below(LAST - FIRST)
  return one(near) - below(1.5 * DAY) + below(7_200)
}

/** Hours in which clocks are set are drawn more often. */
const hourOf = ({ below, chance }: Draw) => (chance(0.7) ? below(5) : below(24))

/** @param beyond whether to draw forms that Debian's cron does not have, and typing errors */
export function drawCron(draw: Draw, beyond: boolean): string {
  const { below, one, chance } = draw
  const field = (least: number, most: number, value = () => least + below(most - least + 1)): string => {
    const item = (): string => {
      const kind = below(10)
      if (kind < 2) return chance(0.5) ? '*' : `*/${1 + below(most)}`
      if (kind < 7) return String(value())
      const [from, to] = [value(), value()].sort((a, b) => a - b)
      return kind < 9 ? `${from}-${to}` : `${from}-${to}/${1 + below(4)}`
    }
    return Array.from({ length: one([1, 1, 1, 2, 3]) }, item).join(',')
  }
  if (chance(0.02)) return one(['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly'])
  const days = chance(0.6) ? '*' : beyond && chance(0.1) ? 'L' : field(1, 31)
  const months = chance(0.85) ? '*' : chance(0.5) ? field(1, 12) : one(['mar', 'OCT', 'jan-apr', 'sep-nov'])
  const names = [
    'mon',
    'SUN',
    'mon-fri',
    'sat,sun',
    '7',
    '6-7',
    ...(beyond ? ['fri#2', '0#3', 'sat-sun'] : []),
  ]
  const weekdays = chance(0.6) ? '*' : chance(0.7) ? field(0, 7) : one(names)
  const hours = chance(0.15) ? '*' : field(0, 23, () => hourOf(draw))
  const expression = [field(0, 59), hours, days, months, weekdays].join(' ')
  return beyond && chance(0.1) ? spoiled(draw, expression) : expression
}

/** Usually a typing error. */
function spoiled({ below, one }: Draw, expression: string): string {
  const at = below(expression.length)
  return `${expression.slice(0, at)}${one(['9', '/', '-', 'x', ',', '*'])}${expression.slice(at + 1)}`
}

const SHORTHANDS = [
  'minutely',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'semiannually',
  'semi-annually',
  'bi-annually',
  'biannually',
  'yearly',
  'Annually',
  'daily EST5EDT',
  'monthly Europe/Berlin',
]
const WEEKDAYS = [
  'Mon',
  'sunday',
  'Mon..Fri',
  'Sat,Sun',
  'Mon,Wed..Fri',
  'Tue-Thu',
  'Thu,Fri',
  'Sat..Sun',
] as const
const YEARS = ['*', '*', '*', '2026..2028', '27', '26,28', '2027/1', '70..28'] as const
const NAMED = ['UTC', 'America/New_York', 'EST5EDT', 'Asia/Kathmandu', 'Etc/GMT+5', 'NZ-CHAT'] as const

export function drawCalendar(draw: Draw): string {
  const { below, one, chance } = draw
  const field = (least: number, most: number, value = () => least + below(most - least + 1)): string => {
    const item = (): string => {
      const kind = below(10)
      if (kind < 6) return String(value()).padStart(one([1, 2]), '0')
      const [from, to] = [value(), value()].sort((a, b) => a - b)
      if (kind < 8) return `${from}..${to}`
      return kind < 9 ? `${from}/${1 + below(20)}` : `${from}..${to}/${1 + below(4)}`
    }
    return chance(0.2) ? '*' : Array.from({ length: one([1, 1, 1, 2, 3]) }, item).join(',')
  }
  if (chance(0.05)) return one(SHORTHANDS)
  const day = chance(0.25) ? `~${field(1, 28)}` : `-${field(1, 31)}`
  const date = `${chance(0.7) ? `${one(YEARS)}-` : ''}${chance(0.7) ? '*' : field(1, 12)}${day}`
  const seconds = chance(0.3) ? `:${field(0, 59)}` : ''
  const time = `${chance(0.3) ? '*' : field(0, 23, () => hourOf(draw))}:${field(0, 59)}${seconds}`
  const words = [
    ...(chance(0.3) ? [one(WEEKDAYS)] : []),
    ...(chance(0.3) ? [date] : []),
    ...(chance(0.9) ? [time] : []),
    ...(chance(0.15) ? [one(NAMED)] : []),
  ]
  const expression = words.length === 0 ? 'daily' : words.join(' ')
  return chance(0.03) ? spoiled(draw, expression) : expression
}
