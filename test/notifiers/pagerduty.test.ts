import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AT, alertOf, deliver, failedAlert, notifierContract } from '../contracts/notifier'
import { answer, type Receiver, startReceiver } from '../support/receiver'

const KEY = '0123456789abcdef0123456789abcdef'
const settings = (url: string) => ({ routingkey: KEY, url })

notifierContract({
  kind: 'pagerduty',
  settings,
  success: 202,
  secrets: [KEY],
  shown: body => {
    const { payload, client_url } = JSON.parse(body)
    const details = Object.entries(payload.custom_details).map(([key, value]) => `${key}:\n${value}`)
    return [payload.summary, ...details, `exit_code ${payload.custom_details.exit_code}`, client_url].join(
      '\n',
    )
  },
  expectFit: body => {
    expect([...JSON.parse(body).payload.summary].length).toBeLessThanOrEqual(1_024)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(512_000)
  },
})

describe('PagerDuty', () => {
  let server: Receiver
  beforeEach(async () => {
    server = await startReceiver()
    server.answerWith(answer(202, '{"status":"success"}'))
  })
  afterEach(() => server.close())

  const send = (...alert: Parameters<typeof alertOf>) =>
    deliver(
      { name: 'pager', kind: 'pagerduty', origin: 'ini', settings: settings(`${server.url}/`) },
      alertOf(...alert),
    )
  const events = () => server.requests.map(({ body }) => JSON.parse(body))

  it('gets an outage and its end by one key, as its Events API v2 documents', async () => {
    await send('trigger')
    await send('resolve')
    const [trigger, resolve] = events()
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v2/enqueue',
      headers: { 'content-type': 'application/json' },
    })
    expect(trigger).toEqual({
      routing_key: KEY,
      event_action: 'trigger',
      dedup_key: alertOf('trigger').key,
      payload: {
        summary: '[DOWN] backup',
        source: 'backup',
        severity: 'critical',
        timestamp: new Date(AT - 60_000).toISOString(),
        component: 'backup',
        custom_details: { text: alertOf('trigger').text, tags: ['nas', 'night'], reason: 'silence' },
      },
      client: 'intvlm8r',
      client_url: `http://pi:8080/checks/${alertOf('trigger').check}`,
    })
    expect(resolve).toEqual({ routing_key: KEY, event_action: 'resolve', dedup_key: trigger.dedup_key })
  })

  it('gets what a phone shows in one line', async () => {
    await send('trigger', { ...failedAlert(), kind: 'trigger' })
    expect(events()[0].payload.summary).toBe(
      "[DOWN] backup: exit code 3, the sender's last line: > no space left on device (28)",
    )
    expect(events()[0].payload.custom_details).toMatchObject({
      exit_code: 3,
      run_time: '12m4s',
      schedule: failedAlert().schedule,
    })
  })

  it('gets no more than it accepts', async () => {
    await send('trigger', {
      subject: '😀'.repeat(3_000),
      name: 'n'.repeat(999),
      key: 'k'.repeat(999),
      text: 't'.repeat(900_000),
    })
    const [{ payload, dedup_key }] = events()
    expect([...payload.summary]).toHaveLength(1_024)
    expect(dedup_key).toHaveLength(255)
    expect(Buffer.byteLength(server.requests[0]?.body ?? '')).toBeLessThan(512_000)
  })

  it('keeps no incident of a test', async () => {
    await send('test')
    expect(events().map(event => [event.event_action, event.payload?.severity])).toEqual([
      ['trigger', 'info'],
      ['resolve', undefined],
    ])
  })

  it.each([200, 201, 204])('has not accepted what it answers with %i', async status => {
    server.answerWith(answer(status))
    expect(await send('trigger')).toMatchObject({ ok: false })
  })
})
