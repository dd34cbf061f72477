import { describe, expect, it } from 'vitest'
import {
  activeWindows,
  covers,
  coverWords,
  type MaintenanceWindow,
  maintenanceOf,
  nextStart,
  nextTurn,
  windowFaults,
} from '../../../src/domain/alerts/maintenance'
import { formatStart, parseStart } from '../../../src/domain/alerts/maintenance-starts'
import { inZone } from '../../support/zone'

const at = (text: string) => Date.parse(text)
const words = (moment: number | undefined) =>
  moment === undefined ? 'never' : new Date(moment).toISOString()

function windowOf(settings: Readonly<Record<string, string>>, name = 'nas'): MaintenanceWindow {
  return { name, origin: 'page', settings: { all: 'on', ...settings } }
}

/** `from to` of the window while it lasts. */
function spanAt(settings: Readonly<Record<string, string>>, moment: string): string {
  const [active] = activeWindows([windowOf(settings)], at(moment))
  return active === undefined ? 'none' : `${words(active.from)} ${words(active.to)}`
}

const CHECK = {
  id: '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f',
  name: 'Backup of the NAS',
  slug: 'nas',
  tags: ['home', 'disk'],
}

describe('a maintenance window that comes once', () => {
  const once = { start: '2026-12-24 22:00', duration: '2h', timezone: 'Europe/Berlin' }

  it.each([
    ['2026-12-24T20:59:59.999Z', 'none'],
    ['2026-12-24T21:00:00Z', '2026-12-24T21:00:00.000Z 2026-12-24T23:00:00.000Z'],
    ['2026-12-24T22:59:59.999Z', '2026-12-24T21:00:00.000Z 2026-12-24T23:00:00.000Z'],
    ['2026-12-24T23:00:00Z', 'none'],
  ])('at %s: %s', (moment, span) => {
    expect(spanAt(once, moment)).toBe(span)
  })

  it('has no further beginning', () => {
    expect(nextStart(windowOf(once), at('2026-12-24T20:00:00Z'))).toBe(at('2026-12-24T21:00:00Z'))
    expect(nextStart(windowOf(once), at('2026-12-24T21:00:00Z'))).toBeUndefined()
  })

  it('lasts as long as it says where the clocks are set meanwhile', () => {
    const night = { start: '2026-03-29 01:30', duration: '2h', timezone: 'Europe/Berlin' }
    expect(spanAt(night, '2026-03-29T01:00:00Z')).toBe('2026-03-29T00:30:00.000Z 2026-03-29T02:30:00.000Z')
  })

  it('begins as summer time does, where its moment is left out', () => {
    const gap = { start: '2026-03-29 02:30', duration: '1h', timezone: 'Europe/Berlin' }
    expect(spanAt(gap, '2026-03-29T01:10:00Z')).toBe('2026-03-29T01:00:00.000Z 2026-03-29T02:00:00.000Z')
  })

  it('begins at the first of two moments with its time', () => {
    const twice = { start: '2026-10-25 02:30', duration: '1h', timezone: 'Europe/Berlin' }
    expect(spanAt(twice, '2026-10-25T00:40:00Z')).toBe('2026-10-25T00:30:00.000Z 2026-10-25T01:30:00.000Z')
  })

  it("is in the machine's zone where it names none", () => {
    inZone('America/New_York', () =>
      expect(spanAt({ start: '2026-12-24 22:00', duration: '1h' }, '2026-12-25T03:30:00Z')).toBe(
        '2026-12-25T03:00:00.000Z 2026-12-25T04:00:00.000Z',
      ),
    )
  })
})

describe('a maintenance window that repeats', () => {
  const weekly = { start: '2026-03-15 02:30', period: '7d', duration: '1h', timezone: 'Europe/Berlin' }

  it('keeps its time on the wall over the beginning and the end of summer time', () => {
    const begins = (after: string) => words(nextStart(windowOf(weekly), at(after)))
    expect(begins('2026-03-01T00:00:00Z')).toBe('2026-03-15T01:30:00.000Z')
    expect(begins('2026-03-15T01:30:00Z')).toBe('2026-03-22T01:30:00.000Z')
    // 02:30 is left out on the 29th.
    expect(begins('2026-03-22T01:30:00Z')).toBe('2026-03-29T01:00:00.000Z')
    expect(begins('2026-03-29T01:00:00Z')).toBe('2026-04-05T00:30:00.000Z')
    // It comes twice on the 25th.
    expect(begins('2026-10-18T00:30:00Z')).toBe('2026-10-25T00:30:00.000Z')
    expect(begins('2026-10-25T00:30:00Z')).toBe('2026-11-01T01:30:00.000Z')
  })

  it('follows elapsed time with a period that is no number of days', () => {
    const twelve = { ...weekly, start: '2026-03-28 15:00', period: '12h' }
    expect(words(nextStart(windowOf(twelve), at('2026-03-29T02:00:00Z')))).toBe('2026-03-29T14:00:00.000Z')
  })

  it.each([
    [
      'cron',
      { cron: '30 2 * * 0', duration: '1h', timezone: 'Europe/Berlin' },
      '2026-04-05T01:00:00Z',
      '2026-04-05T00:30:00.000Z 2026-04-05T01:30:00.000Z',
    ],
    [
      'OnCalendar',
      { oncalendar: 'Sun 02:30', duration: '1h', timezone: 'Europe/Berlin' },
      '2026-04-05T01:00:00Z',
      '2026-04-05T00:30:00.000Z 2026-04-05T01:30:00.000Z',
    ],
    [
      'cron, before its first day',
      { start: '2026-04-06 00:00', cron: '30 2 * * 0', duration: '1h', timezone: 'Europe/Berlin' },
      '2026-04-05T01:00:00Z',
      'none',
    ],
    [
      'cron, on its first day',
      { start: '2026-04-05 02:30', cron: '30 2 * * 0', duration: '1h', timezone: 'Europe/Berlin' },
      '2026-04-05T01:00:00Z',
      '2026-04-05T00:30:00.000Z 2026-04-05T01:30:00.000Z',
    ],
    [
      'beginnings that overlap: the latest one counts',
      { cron: '0 * * * *', duration: '90m', timezone: 'UTC' },
      '2026-04-05T01:20:00Z',
      '2026-04-05T01:00:00.000Z 2026-04-05T02:30:00.000Z',
    ],
    [
      'beginnings every minute for a year',
      { cron: '* * * * *', duration: '365d', timezone: 'UTC' },
      '2026-04-05T01:20:30Z',
      '2026-04-05T01:20:00.000Z 2027-04-05T01:20:00.000Z',
    ],
    [
      'a beginning long ago',
      { cron: '0 0 1 1 *', duration: '300d', timezone: 'UTC' },
      '2026-10-27T23:59:59Z',
      '2026-01-01T00:00:00.000Z 2026-10-28T00:00:00.000Z',
    ],
    ['and its end', { cron: '0 0 1 1 *', duration: '300d', timezone: 'UTC' }, '2026-10-28T00:00:00Z', 'none'],
  ])('by %s', (_name, settings, moment, span) => {
    expect(spanAt(settings, moment)).toBe(span)
  })

  it('turns at its beginnings and ends', () => {
    const window = windowOf({ cron: '0 3 * * *', duration: '1h', timezone: 'UTC' })
    expect(words(nextTurn([window], at('2026-04-05T02:00:00Z')))).toBe('2026-04-05T03:00:00.000Z')
    expect(words(nextTurn([window], at('2026-04-05T03:00:00Z')))).toBe('2026-04-05T04:00:00.000Z')
    expect(nextTurn([], 0)).toBeUndefined()
  })
})

describe('the checks of a window', () => {
  it.each([
    [{ all: 'on' }, true],
    [{ all: 'off', checks: 'nas' }, true],
    [{ all: 'off', checks: 'x, backup of the nas' }, true],
    [{ all: 'off', checks: '6F6A0B6E-5f6c-4f9e-9a3b-0a4b1c2d3e4f' }, true],
    [{ all: 'off', checks: 'backup' }, false],
    [{ all: 'off', checks: 'na' }, false],
    [{ all: 'off', tags: 'x, disk' }, true],
    [{ all: 'off', tags: 'dis' }, false],
    [{ all: 'off' }, false],
  ])('%j: %s', (settings, isCovered) => {
    expect(covers(windowOf(settings), CHECK)).toBe(isCovered)
  })

  it('are with a name also its targets and parts', () => {
    const window = windowOf({ all: 'off', checks: 'ports' })
    expect(covers(window, { ...CHECK, name: 'ports/nas:22' })).toBe(true)
    expect(covers(window, { ...CHECK, name: 'portside' })).toBe(false)
  })

  it('are in words', () => {
    expect(coverWords(windowOf({ all: 'on', tags: 'x' }))).toBe('all checks')
    expect(coverWords(windowOf({ all: 'off', checks: 'nas,Backup of all', tags: 'a b' }))).toBe(
      'nas, Backup of all, #a, #b',
    )
  })

  it('are held back by the window that ends last', () => {
    const now = at('2026-04-05T03:30:00Z')
    const short = windowOf({ cron: '0 3 * * *', duration: '1h', timezone: 'UTC' }, 'short')
    const long = windowOf({ cron: '0 3 * * *', duration: '2h', timezone: 'UTC' }, 'long')
    const other = windowOf(
      { cron: '0 3 * * *', duration: '9h', timezone: 'UTC', all: 'off', tags: 'x' },
      'other',
    )
    const active = activeWindows([short, long, other], now)
    expect(active.map(({ window }) => window.name)).toStrictEqual(['short', 'long', 'other'])
    expect(maintenanceOf(CHECK, active)?.window.name).toBe('long')
    expect(maintenanceOf(CHECK, [])).toBeUndefined()
  })
})

describe('the faults of a window', () => {
  const good = { start: '2026-12-24 22:00', duration: '2h', all: 'on' }
  const faults = (settings: Readonly<Record<string, string>>, name = 'nas') =>
    windowFaults({ name, origin: 'page', settings }).map(({ key, reason }) => `${key} ${reason}`)

  it('are none where it can be used', () => {
    expect(faults(good)).toStrictEqual([])
    expect(
      faults({ oncalendar: 'Sun 03:00', duration: '1h', tags: 'nas', timezone: 'UTC', announce: 'mail' }),
    ).toStrictEqual([])
  })

  it.each([
    ['59s', false],
    ['1m', true],
    ['400d', true],
    ['401d', false],
    ['long', false],
  ])('are none with a duration and a period of %s: %s', (span, isUsable) => {
    const SPAN = ', from 1m to 400d'
    const found = faults({ ...good, duration: span, period: span })
    expect(found).toStrictEqual(
      isUsable
        ? []
        : [
            `duration has to be a span such as 90m, 2h or 1d${SPAN}`,
            `period has to be a span such as 12h or 7d${SPAN}`,
          ],
    )
  })

  it('all come at once', () => {
    expect(
      faults(
        {
          start: 'soon',
          duration: 'long',
          period: '1s',
          cron: '* *',
          timezone: 'Mars',
          all: 'maybe',
          opengates: 'x',
          odd: 'y',
        },
        'N A S',
      ),
    ).toStrictEqual([
      'name may hold small letters, digits, - and _ only (at most 50)',
      'start has to be a moment such as 2026-12-24 22:00',
      'duration has to be a span such as 90m, 2h or 1d, from 1m to 400d',
      'period has to be a span such as 12h or 7d, from 1m to 400d',
      expect.stringMatching(/^cron /),
      'timezone is not a time zone such as Europe/Berlin or UTC',
      'all has to be one of off, on',
      'opengates has to be one of off, on',
      expect.stringMatching(/^odd is no setting of a maintenance window; there are start, duration/),
      'cron stands beside period; keep one of them',
      'checks are empty, and so are the tags; name some, or choose all checks',
    ])
  })

  it.each([
    [
      'it never begins',
      { duration: '1h', all: 'on' },
      'start is empty; enter when it begins, such as 2026-12-24 22:00',
    ],
    [
      'a period has no first beginning',
      { period: '7d', duration: '1h', all: 'on' },
      'start is empty; enter when it begins, such as 2026-12-24 22:00',
    ],
    [
      'it is for nothing',
      { ...good, all: 'off' },
      'checks are empty, and so are the tags; name some, or choose all checks',
    ],
  ])('where %s', (_name, settings, fault) => {
    expect(faults(settings)).toStrictEqual([fault])
  })

  it.each(['2026-02-30 10:00', '2026-13-01 10:00', '2026-01-01 24:00', '2026-01-01', '10:00'])(
    '%s is no moment',
    text => {
      expect(parseStart(text)).toBeUndefined()
    },
  )

  it('a window with faults that was stored holds nothing back', () => {
    expect(
      activeWindows(
        [windowOf({ ...good, timezone: 'Mars' }), windowOf({ start: 'x', duration: '1h' })],
        at('2026-12-24T22:00:00Z'),
      ),
    ).toStrictEqual([])
  })

  it('a moment is written as it is read', () => {
    expect(formatStart(at('2026-07-01T20:00:00Z'), 'Europe/Berlin')).toBe('2026-07-01 22:00')
  })
})
