/** The sections [check.<name>], read by themselves. */
import { describe, expect, test } from 'vitest'
import { scanIni } from '../../../src/config/ini/ini-text'
import { type CheckSection, checksOf } from '../../../src/config/settings/checks'
import type { IniFault } from '../../../src/domain/settings/reading'

const ID = '0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9'

function read(text: string, others: readonly CheckSection[] = [], writtenAt = 0) {
  const faults: IniFault[] = []
  const { checks, soundChecks } = checksOf(scanIni(text), faults, writtenAt, others)
  return {
    checks,
    sound: soundChecks.map(({ key }) => key),
    faults: faults.map(({ section, key, reason }) => `[${section}] ${key}: ${reason}`),
  }
}
const plan = (lines: string) => read(`[check.Name]\n${lines}`).checks?.[0]?.plan
const faultsOf = (lines: string) =>
  read(`[check.a]\n${lines}`).faults.map(fault => fault.slice('[check.a] '.length))

test('of an option that cannot be read and of others that break a rule every fault is named', () => {
  expect(
    faultsOf('period = 1d\nreminders = 2h\nfailuresbeforealert = 101\nquiethours = 22-7\ntags = a b\n'),
  ).toEqual([
    expect.stringMatching(/^reminders: "2h" is not one of /),
    expect.stringMatching(/^failuresbeforealert: /),
    'quiethours: have to be two times of day such as 22:00-07:00',
  ])
})

describe('a check', () => {
  test('is known by its section in small letters, and has its plan', () => {
    const [check] = read(`[check.Night Run]\nperiod = 1h\nid = ${ID}\ngrace = 5m\n`).checks ?? []
    expect(check).toMatchObject({ key: 'night run', id: ID.toLowerCase(), byDefault: true })
    expect(check?.plan).toMatchObject({
      name: 'Night Run',
      slug: 'night-run',
      schedule: { kind: 'period', period: 3_600_000 },
      grace: 300_000,
    })
    const [other] = read('[check.a]\nperiod = 1h\nchannels = mail\nid =\n').checks ?? []
    expect(other).not.toHaveProperty('id')
    expect(other).not.toHaveProperty('byDefault')
  })

  test.each([
    ['cron = 0 3 * * *', { kind: 'cron', expression: '0 3 * * *', zone: '' }],
    [
      'cron = 0 3 * * *\ntimezone = Europe/Berlin',
      { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Berlin' },
    ],
    ['oncalendar = daily\ntimezone = UTC', { kind: 'oncalendar', expression: 'daily', zone: 'UTC' }],
    ['period = 1d\ntimezone = UTC', { kind: 'period', period: 86_400_000 }],
  ])('with %j has a schedule', (lines, schedule) => {
    expect(plan(lines)?.schedule).toEqual(schedule)
  })

  test.each([
    ['channels = none', []],
    ['channels = NONE', []],
    ['channels = mail, phone', ['mail', 'phone']],
  ])('with %j has these channels', (lines, channels) => {
    expect(plan(`period = 1d\n${lines}`)?.channels).toEqual(channels)
  })

  test('with a probe has no schedule of its own, and its targets are a check each', () => {
    expect(plan('probe = tcp nas:80')?.probe).toMatchObject({ kind: 'tcp', target: 'nas:80' })
    const { checks } = read('[check.Ports]\nprobe = tcp\ntargets = A:1, b:2\nslug = p\n')
    expect(checks?.map(({ key, plan }) => [key, plan.name, plan.slug, plan.probe?.target])).toEqual([
      ['ports/a:1', 'Ports/A:1', 'p-a-1', 'A:1'],
      ['ports/b:2', 'Ports/b:2', 'p-b-2', 'b:2'],
    ])
    const plain = read('[check.Ports]\nprobe = tcp\ntargets = A:1\n').checks?.[0]?.plan
    expect([plain?.name, plain?.slug]).toEqual(['Ports/A:1', 'ports-a-1'])
  })

  test('whose looks have parts has the section for their ids', () => {
    expect(plan('probe = checker-job /srv/jobs')?.probe).toMatchObject({ section: 'name' })
    expect(plan('probe = tcp nas:80')!.probe).not.toHaveProperty('section')
  })
})

describe('a fault', () => {
  const BESIDE = 'has no place beside a probe, which looks as often as "every" says; remove the line'
  test.each([
    ['', [': has no schedule; give it a period, cron or oncalendar']],
    ['period = 1d\ncron = * * * * *', [': has both period and cron; keep one of them']],
    ['cron = * * * * *\noncalendar = daily', [': has both cron and oncalendar; keep one of them']],
    ['period = 1d\nid = x', ['id: is not a UUID; leave it empty for one of our own']],
    ['probe = tcp a:1\nperiod = 1d', [`period: ${BESIDE}`]],
    [
      'probe = tcp a:1\ncron = * * * * *\ngrace = 5m\ntimezone = UTC',
      [`cron: ${BESIDE}`, `grace: ${BESIDE}`, `timezone: ${BESIDE}`],
    ],
    [
      `probe = tcp\ntargets = a:1, b:2\nid = ${ID}`,
      ['id: is for one check, and there is one for each of the targets; remove the line'],
    ],
  ])('of %j is named', (lines, faults) => {
    expect(faultsOf(lines)).toEqual(faults)
  })

  test.each([
    ['period = soon', /^period: "soon" /],
    ['cron = soon', /^cron: /],
    ['cron = 0 3 * * *\ntimezone = Mars', /^timezone: "Mars" /],
    ['period = 1d\ngrace = soon', /^grace: "soon" /],
    ...['channels', 'escalateto', 'tags'].map((key): [string, RegExp] => [
      `period = 1d\n${key} = ,`,
      new RegExp(`^${key}: has a comma and no word; leave it empty, or write one$`),
    ]),
    ['period = 1d\nodd = x', /^odd: is no setting of a check; there are .*, id$/],
    ['period = 1d\ngräce = 5m', /^gräce: is no setting of a check; there are .*, id$/],
    ['period = 1d\nlong.run = 5m', /^long\.run: is no setting of a check; there are .*, id$/],
    ['period = 1d\n"grace" = 5m', /^"grace": is no setting of a check; there are .*, id$/],
    ['period = 1d\nfailuresbeforealert = 0', /^failuresbeforealert: /],
    ['period = 1d\nname = ', undefined],
    [`probe = tcp\ntargets = a:1\nid = ${ID}`, undefined],
    ['cron = 0 3 * * *\n  more', /^cron: goes on in the indented line below/],
  ])('of %j has its key', (lines, fault) => {
    const faults = faultsOf(lines)
    if (fault === undefined) expect(faults).toEqual([])
    else expect(faults).toEqual([expect.stringMatching(fault)])
  })

  test('of a schedule is named beside another one', () => {
    expect(faultsOf('cron = soon\ngrace = x')).toEqual([
      expect.stringMatching(/^grace: /),
      expect.stringMatching(/^cron: /),
    ])
  })

  test('is a schedule that never comes true after the INI was written', () => {
    const text = '[check.a]\noncalendar = 2026-11-20 00:00 UTC\n'
    expect(read(text, [], Date.UTC(2026, 10, 19)).faults).toEqual([])
    expect(read(text, [], Date.UTC(2026, 10, 21)).faults).toEqual([
      expect.stringMatching(/^\[check\.a\] oncalendar: /),
    ])
  })

  test('leaves the checks that have no part in it', () => {
    const { checks, sound } = read('[check.a]\nperiod = 1d\n[check.B]\nperiod = x\n[Check.c]\nperiod = 1d\n')
    expect(checks).toBeUndefined()
    expect(sound).toEqual(['a', 'c'])
  })

  test('is a name or an id that two have; neither counts', () => {
    const twins = read(
      `[check.a]\nperiod = 1d\nid = ${ID}\n[check.b]\nperiod = 1d\nid = ${ID}\n[check.c]\nperiod = 1d\n`,
    )
    expect(twins.faults).toEqual(['[check.b] id: is that of [check.a] too; give each check one of its own'])
    expect([twins.checks, twins.sound]).toEqual([undefined, ['c']])
    const named = read('[check.a/x]\nperiod = 1d\n[check.A/X ]\nperiod = 1d\n')
    expect(named.faults).toEqual([
      '[check.A/X ] : has the name of [check.a/x]; give each check one of its own',
    ])
    expect(named.sound).toEqual([])
  })

  test('of a section counts in whatever case that is named', () => {
    const ini = scanIni('[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\n')
    const faults: IniFault[] = [{ section: 'CHECK.A', key: '', reason: 'stands twice' }]
    expect(checksOf(ini, faults, 0, []).soundChecks.map(({ key }) => key)).toEqual(['b'])
  })

  test('is none for a setting of a probe that has the name of an option, nor for what only an INI may say', () => {
    expect(faultsOf('probe = tcp nas:80\nexpect = 220')).toEqual([])
    expect(plan('probe = tcp nas:80\nexpect = 220')).toMatchObject({
      expect: 'success',
      probe: { settings: { expect: '220' } },
    })
    expect(faultsOf('probe = command true')).toEqual([])
  })

  test('of a text that is too broken leaves none', () => {
    expect(read(`[check.a]\nperiod = 1d\n[b]\n${'x\n'.repeat(19)}`).sound).toEqual(['a'])
    expect(read(`[check.a]\nperiod = 1d\n[b]\n${'x\n'.repeat(20)}`).sound).toEqual([])
  })
})

describe('an INI', () => {
  test('makes 2,000 checks at most', () => {
    const targets = (count: number) => Array.from({ length: count }, (_, n) => `t${n}:1`).join(',')
    const section = (name: string, count: number) =>
      `[check.${name}]\nprobe = tcp\ntargets = ${targets(count)}\n`
    expect(read(section('a', 1_000) + section('b', 1_000)).checks).toHaveLength(2_000)
    expect(read(section('a', 1_000) + section('b', 1_000) + section('c', 1)).faults).toEqual([
      '[check.c] : goes beyond the 2000 checks that an INI may make; make the others on the page or by the API',
    ])
    expect(read(section('a', 1_001)).faults).toEqual([
      '[check.a] targets: names more than 1000 targets; divide them among several checks',
    ])
  })

  test('has further sections that make checks, whose keys have names of their own', () => {
    const other = (values: Record<string, string>): CheckSection => ({
      section: 'peer.A',
      name: 'Peer A',
      key: 'peer.a',
      values,
      ownKeys: { probe: 'url' },
    })
    const { checks } = read('', [other({ probe: 'tcp a:1' })])
    expect(checks?.map(({ key, plan }) => [key, plan.name])).toEqual([['peer.a', 'Peer A']])
    expect(read('', [other({ probe: 'tcp a', timeout: 'x' })]).faults).toEqual([
      expect.stringMatching(/^\[peer\.A\] timeout: /),
      expect.stringMatching(/^\[peer\.A\] url: /),
    ])
    expect(read('', [other({ probe: 'tcp a' })]).faults).toEqual([
      expect.stringMatching(/^\[peer\.A\] url: /),
    ])
    expect(read('', [other({ probe: 'tcp a:1\nb' })]).faults[0]).toMatch(/^\[peer\.A\] url: goes on/)
  })
})
