import { utimes } from 'node:fs/promises'
import type supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { startRedis, type TestRedis } from '../../support/redis'
import { openWeb, type TestWeb } from '../../support/web'

const NOW = Date.UTC(2026, 10, 20, 18)

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
let key: string

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target, now: () => NOW })
  admin = await web.admin()
  key = (await web.ports.apiKeys.create('full', 'full', NOW)).secret
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

type Kind = 'cron' | 'oncalendar'

/** Why the INI refuses it; undefined when it does not. */
function refusalOfIni(kind: Kind, expression: string): string | undefined {
  const text = `[Monitoring]\nheartbeatfrequency = Off\n[check.x]\ntimezone = UTC\n${kind} = ${expression}\n`
  const parsed = parseSettings(text, {}, NOW)
  if (parsed.kind === 'ok') return undefined
  return parsed.faults.map(fault => `${fault.key}: ${fault.reason}`).join('; ')
}

async function refusalOfApi(kind: Kind, expression: string): Promise<string | undefined> {
  const { status, body } = await admin
    .post('/api/checks')
    .set('X-Api-Key', key)
    .send({ name: 'x', schedule: { kind, expression, zone: 'UTC' } })
  if (status === 201) return undefined
  const faults = body.faults as { field: string; reason: string }[]
  expect(faults.map(({ field }) => field)).toEqual(['schedule'])
  return faults.map(({ reason }) => reason.replace(/^expression/, kind)).join('; ')
}

async function refusalOfPage(kind: Kind, expression: string): Promise<string | undefined> {
  const form = {
    name: 'x',
    kind,
    [kind]: expression,
    zone: 'UTC',
    grace: '5m',
    failuresBeforeAlert: '1',
    reminders: 'change',
  }
  const { status, text } = await admin.post('/checks').type('form').set('Accept', 'text/html').send(form)
  if (status === 303) return undefined
  const [, reason = ''] = new RegExp(`<li><a href="#${kind}">[^<]*</a>: ([^<]*)</li>`).exec(text) ?? []
  return `${kind}: ${reason.replaceAll('&#34;', '"')}`
}

describe('INI, page and API', () => {
  it.each<[Kind, string]>([
    ['cron', '0 0 * * 5L'],
    ['cron', '0 0 * * friL'],
    ['cron', '0 0 LW * *'],
    ['cron', '0 0 L * *'],
    ['cron', '0 0 * * sat-sun'],
    ['cron', '*/60 * * * *'],
    ['cron', '0 0 * * fri#2'],
    ['cron', '0 0 1-7 * +mon'],
    ['cron', '*/10 0 3 * * *'],
    ['cron', '@daily'],
    ['oncalendar', 'Mon..Fri 02:30'],
    ['oncalendar', 'semi-annually'],
    ['oncalendar', '26-12-24 18:00'],
    ['oncalendar', '05:00 EST5EDT'],
    ['oncalendar', '*-*~1 12:00'],
    ['oncalendar', '26-11-20 18:01'],
  ])('take alike: %s %s', async (kind, expression) => {
    expect([
      refusalOfIni(kind, expression),
      await refusalOfApi(kind, expression),
      await refusalOfPage(kind, expression),
    ]).toEqual([undefined, undefined, undefined])
  })

  it.each<[Kind, string, string]>([
    ['cron', '0 12 30 2 *', 'never comes true; choose a day that exists'],
    ['cron', '*/90 * * * *', '"*/90" has a step that is longer'],
    ['cron', '1/5 * * * *', '"1/5" has a step without a range; write 1-59/5'],
    ['cron', '0 0 * * L', '"L" is not a weekday from 0 to 7'],
    ['cron', '0 0 L-3 * *', '"L-3" is not a day from 1 to 31'],
    ['cron', '0 0 * * sat-mon', '"sat-mon" is not a weekday from 0 to 7'],
    ['cron', '@reboot', 'is not a cron expression of five fields'],
    ['oncalendar', '*-04-31', 'never comes true; choose a day that exists'],
    ['oncalendar', '*-*~29', '"29" is not a day before the end of a month from 1 to 28'],
    ['oncalendar', '2020-01-01 00:00', 'never comes true, as its last moment is over; choose a later one'],
    ['oncalendar', '26-11-20 18:00', 'never comes true, as its last moment is over; choose a later one'],
  ])('refuse alike: %s %s', async (kind, expression, reason) => {
    const ini = refusalOfIni(kind, expression)
    expect(ini).toContain(`${kind}: ${reason}`)
    expect([await refusalOfApi(kind, expression), await refusalOfPage(kind, expression)]).toEqual([ini, ini])
  })
})

it('a moment of the INI has to come after the file was written, and may be over later', async () => {
  const before = await web.ini()
  const problem = async () => {
    const reading = await web.ports.settings.read()
    return reading.kind === 'faulty' ? reading.faults : []
  }
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
  const reason = 'never comes true, as its last moment is over; choose a later one'
  try {
    await web.writeIni(`${before}[check.once]\noncalendar = 2020-01-01 00:00\n`)
    expect(await problem()).toEqual([{ section: 'check.once', key: 'oncalendar', reason }])
    await web.writeIni(`${before}[check.once]\noncalendar = ${tomorrow} 23:59\n`)
    expect(await problem()).toEqual([])
    // The same file, a week later.
    const past = new Date(Date.now() - 7 * 86_400_000)
    await web.writeIni(`${before}[check.once]\noncalendar = ${past.toISOString().slice(0, 10)} 23:59\n`)
    await utimes(web.where.ini, past, new Date(past.getTime() - 86_400_000))
    expect(await problem()).toEqual([])
  } finally {
    await web.writeIni(before)
  }
})

it('a schedule of the INI that never comes true is shown on every page and by /healthz', async () => {
  const before = await web.ini()
  const fault = '[check.never] cron: never comes true'
  await web.writeIni(`${before}[check.never]\ncron = 0 12 30 2 *\n`)
  try {
    for (const path of ['/', '/monitoring', '/checks'])
      expect((await admin.get(path).set('Accept', 'text/html')).text, path).toContain(fault)
    expect((await web.visitor().get('/healthz')).body.ini).toBe('faulty')
  } finally {
    await web.writeIni(before)
  }
})
