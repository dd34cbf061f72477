import { createServer } from 'node:net'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Alert } from '../../src/domain/alerts/alert'
import { type Channel, channelFaults } from '../../src/domain/alerts/channel'
import { mqtt } from '../../src/notifiers/mqtt'
import {
  AT,
  alertOf,
  context,
  expectReport,
  failedAlert,
  GREEDY,
  greedyAlert,
  ODD,
} from '../contracts/notifier'
import { type Broker, listenAt, startBroker, USER } from '../support/broker'
import { CHECK_PAGE } from '../support/channel-test'
import { refusingUrl } from '../support/receiver'

let broker: Broker
let listener: Awaited<ReturnType<typeof listenAt>>
beforeAll(async () => {
  broker = await startBroker()
})
afterAll(() => broker.close())
beforeEach(async () => {
  listener = await listenAt(broker.url, 'intvlm8r/#')
})
afterEach(() => listener.close())

const channel = (more: Record<string, string> = {}): Channel => ({
  name: 'home',
  kind: 'mqtt',
  origin: 'page',
  settings: { url: broker.url, ...USER, ...more },
})
const send = (alert: Alert, more: Record<string, string> = {}, signal = AbortSignal.timeout(10_000)) =>
  mqtt(alert, channel(more), context(undefined, { signal }))
const last = async () => {
  await expect.poll(() => listener.all.length).toBeGreaterThan(0)
  return JSON.parse(listener.all.at(-1)?.payload ?? '')
}

it('the library is built as a file of its own, which the programs load as they do here', async () => {
  const built: object = await import(pathToFileURL('dist/bin/mqtt.js').href)
  expect(built).toHaveProperty('default.connect', expect.any(Function))
})

describe('MQTT, as every notifier,', () => {
  it('has settings without a fault', () => {
    expect(channelFaults(channel())).toEqual([])
  })

  it.each(['trigger', 'reminder', 'resolve', 'digest', 'test'] as const)('delivers a %s', async kind => {
    expect(await send(alertOf(kind))).toEqual({ ok: true, detail: 'acknowledged by the broker' })
    expect((await last()).kind).toBe(kind)
  })

  it('tells all that one needs to know at three in the morning, the last lines as a quote', async () => {
    await send(failedAlert())
    const { text, tags, url } = await last()
    expectReport([text, ...tags, url].join('\n'))
  })

  it.each(GREEDY)('takes no more than is sensible, of %j', async character => {
    expect(await send(greedyAlert(character))).toMatchObject({ ok: true })
    const { text, subject } = await last()
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_000)
    expect(Array.from(subject).length).toBeLessThanOrEqual(250)
    expect(text).toContain('the end')
  })

  it('delivers odd and long texts', async () => {
    const odd = alertOf('trigger', { name: ODD, subject: ODD, text: `${ODD}\n`.repeat(3_000), tags: [ODD] })
    expect(await send(odd)).toMatchObject({ ok: true })
    expect((await last()).name).toBe(ODD)
  })

  it('takes a refused log-in for final, and shows no secret', async () => {
    for (const wrong of [{ password: 'wrong-secret' }, { username: '', password: '' }]) {
      const delivery = await send(alertOf('trigger'), wrong)
      expect(delivery).toMatchObject({ ok: false, permanent: true, untaken: true })
      expect(delivery.detail).toContain('127.0.0.1 refused the connection')
      expect(JSON.stringify(delivery)).not.toContain('wrong-secret')
    }
  })

  it('takes a broker that is away for something that passes', async () => {
    const url = (await refusingUrl()).replace('http', 'mqtt')
    expect(await send(alertOf('trigger'), { url })).toEqual({
      ok: false,
      permanent: false,
      untaken: true,
      detail: 'no connection to the broker 127.0.0.1 (ECONNREFUSED)',
    })
  })

  it('takes something else than a broker for something that passes, and ends in time', async () => {
    const silent = createServer(socket => socket.on('error', () => {}).resume())
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const url = `mqtt://127.0.0.1:${port}`
    const delivery = await send(alertOf('trigger'), { url }, AbortSignal.timeout(300))
    expect(delivery).toMatchObject({ ok: false, permanent: false })
    await new Promise(resolve => silent.close(resolve))
  })

  it('publishes the facts as JSON, below the topic that was chosen', async () => {
    await send(alertOf('trigger'), { topic: 'intvlm8r/attic' })
    await expect.poll(() => [...listener.seen.keys()]).toEqual(['intvlm8r/attic/alerts'])
    expect(await last()).toEqual({
      kind: 'trigger',
      status: 'down',
      name: 'backup',
      subject: '[DOWN] backup',
      text: `${alertOf('trigger').text}\n\nTags: nas night\n\n${CHECK_PAGE}`,
      key: alertOf('trigger').key,
      tags: ['nas', 'night'],
      at: new Date(AT).toISOString(),
      check: alertOf('trigger').check,
      reason: 'silence',
      since: new Date(AT - 60_000).toISOString(),
      url: CHECK_PAGE,
    })
  })

  it.each([
    ['http://a', 'url'],
    ['mqtt://', 'url'],
    ['mqtt://user:secret@a', 'url'],
    ['mqtt://a/path', 'url'],
    ['a/#', 'topic'],
    ['$SYS', 'topic'],
    ['a/', 'topic'],
    ['+', 'discovery'],
  ])('%s is no %s', (value, key) => {
    const faults = channelFaults(channel({ [key]: value }))
    expect(faults.map(fault => fault.key)).toEqual([key])
    expect(faults[0]?.reason).not.toContain('secret')
  })
})
