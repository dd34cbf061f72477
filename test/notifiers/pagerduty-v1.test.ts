import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { channelFaults } from '../../src/domain/alerts/channel'
import { incidentKeyOf } from '../../src/domain/alerts/incident-key'
import { alertOf, context, deliver, failedAlert, notifierContract } from '../contracts/notifier'
import { answer, type Receiver, startReceiver } from '../support/receiver'
import { inZone } from '../support/zone'

const KEY = '0123456789abcdef0123456789abcdef'
const settings = (url: string) => ({ routingkey: KEY, url, version: '1' })

notifierContract({
  kind: 'pagerduty',
  settings,
  success: 200,
  passing: 403,
  secrets: [KEY],
  shown: body => {
    const { description, details, client_url } = JSON.parse(body)
    const lines = Object.entries(details).map(([key, value]) => `${key}:\n${value}`)
    return [description, ...lines, `exit_code ${details.exit_code}`, client_url].join('\n')
  },
  expectFit: body => expect([...JSON.parse(body).description].length).toBeLessThanOrEqual(1_024),
})

describe('PagerDuty with version = 1', () => {
  let server: Receiver
  beforeEach(async () => {
    server = await startReceiver()
    server.answerWith(answer(200, '{"status":"success"}'))
  })
  afterEach(() => server.close())

  const send = (...alert: Parameters<typeof alertOf>) =>
    deliver(
      { name: 'pager', kind: 'pagerduty', origin: 'ini', settings: settings(`${server.url}/`) },
      alertOf(...alert),
    )
  const events = () => server.requests.map(({ body }) => JSON.parse(body))

  it('gets an outage and its end by the key that Robopager derives (R11)', async () => {
    const job = { name: 'job1', since: new Date(2026, 10, 28, 2, 22).getTime() }
    await send('trigger', { ...failedAlert(), kind: 'trigger', ...job })
    await send('resolve', job)
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/generic/2010-04-15/create_event.json',
      headers: { 'content-type': 'application/json' },
    })
    const [trigger, resolve] = events()
    expect(trigger).toMatchObject({
      service_key: KEY,
      incident_key: 'job1-20261128-02',
      event_type: 'trigger',
      description: "[DOWN] backup: exit code 3, the sender's last line: > no space left on device (28)",
      client: 'intvlm8r',
      client_url: `http://pi:8080/checks/${alertOf('trigger').check}`,
      details: { exit_code: 3, tags: ['nas', 'night'] },
    })
    expect(resolve).toEqual({
      service_key: KEY,
      incident_key: 'job1-20261128-02',
      event_type: 'resolve',
      description: '[UP] backup',
    })
  })

  it('has a key by the local time of this machine', () => {
    const since = Date.parse('2026-11-28T23:30:00Z')
    const key = inZone('Asia/Kolkata', () => incidentKeyOf(alertOf('trigger', { name: 'job1', since })))
    expect(key).toBe('job1-20261129-05')
  })

  it('keeps no incident of a test, and knows the watch by its own key', async () => {
    await send('test')
    await send('digest', { key: 'intvlm8r-room-1' })
    expect(events().map(({ event_type, incident_key }) => [event_type, incident_key])).toEqual([
      ['trigger', alertOf('test').key],
      ['resolve', alertOf('test').key],
      ['trigger', 'intvlm8r-room-1'],
    ])
  })

  it.each([
    [403, false],
    [429, false],
    [500, false],
    [503, false],
    [400, true],
    [404, true],
    [202, true],
  ])('answers %i: final is %s', async (status, permanent) => {
    server.answerWith(answer(status))
    expect(await send('trigger')).toMatchObject({ ok: false, permanent })
  })

  it('has no offset with version 2, and no severity with version 1', () => {
    const faults = (more: object) =>
      channelFaults({ name: 'p', kind: 'pagerduty', origin: 'ini', settings: { routingkey: KEY, ...more } })
    expect(faults({ version: '1', offset: '60s' })).toEqual([])
    expect(faults({ offset: '60s' })).toEqual([
      { key: 'offset', reason: 'belongs to version = 1; remove it' },
    ])
    expect(faults({ version: '1', severity: 'info' })).toEqual([
      { key: 'severity', reason: 'is not known to version 1; remove it' },
    ])
    expect(faults({ version: '1', offset: '2h' })).toEqual([
      { key: 'offset', reason: 'has to be a span of time up to 1h, such as 60s' },
    ])
  })

  it('is alerted although the store of shared incidents is away', async () => {
    const away = () => Promise.reject(new Error('away'))
    const incidents = { keyFor: away, openedBy: away, noteOpened: away, noteEnded: away }
    const channel = {
      name: 'pager',
      kind: 'pagerduty',
      origin: 'ini',
      settings: { ...settings(server.url), offset: '60s' },
    } as const
    const { NOTIFIERS } = await import('../../src/notifiers/index')
    const sent = await NOTIFIERS.pagerduty(alertOf('trigger'), channel, context(undefined, { incidents }))
    expect(sent).toEqual({ ok: true, detail: 'answered 200' })
    expect(server.requests).toHaveLength(1)
  })
})
