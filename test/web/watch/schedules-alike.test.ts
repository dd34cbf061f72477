import type supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { startRedis, type TestRedis } from '../../support/redis'
import { openWeb, type TestWeb } from '../../support/web'

let redis: TestRedis
let web: TestWeb
let admin: supertest.Agent
let key: string

beforeAll(async () => {
  redis = await startRedis()
  web = await openWeb({ redis: redis.target })
  admin = await web.admin()
  key = (await web.ports.apiKeys.create('full', 'full', Date.now())).secret
})
afterAll(async () => {
  await web.close()
  await redis.close()
})

type Kind = 'cron' | 'oncalendar'

/** Why the INI refuses it; undefined when it does not. */
function refusalOfIni(kind: Kind, expression: string): string | undefined {
  const parsed = parseSettings(`[Monitoring]\nheartbeatfrequency = Off\n[check.x]\n${kind} = ${expression}\n`)
  if (parsed.kind === 'ok') return undefined
  return parsed.faults.map(fault => `${fault.key}: ${fault.reason}`).join('; ')
}

async function refusalOfApi(kind: Kind, expression: string): Promise<string | undefined> {
  const { status, body } = await admin
    .post('/api/checks')
    .set('X-Api-Key', key)
    .send({ name: 'x', schedule: { kind, expression } })
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
    ['oncalendar', '*-*~1', 'counting days from the end of a month with ~ is not supported'],
  ])('refuse alike: %s %s', async (kind, expression, reason) => {
    const ini = refusalOfIni(kind, expression)
    expect(ini).toContain(`${kind}: ${reason}`)
    expect([await refusalOfApi(kind, expression), await refusalOfPage(kind, expression)]).toEqual([ini, ini])
  })
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
