import { expect } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Reading } from '../../../src/domain/settings/reading'
import { announceStart } from '../../../src/operations/alerts/announce-start'
import { type AlertingPlace, eventually, alertingTest as it } from '../../support/alerting-test'
import { answer } from '../../support/receiver'

const SERVICE = '0123456789abcdef0123456789abcdef'
const NOW = new Date(2026, 10, 28, 9, 20).getTime()
const WELL = ['a', 'b', 'c'].map(name => `[check.${name}]\nperiod = 1d\n`).join('')
const INI = `[Monitoring]\nheartbeatfrequency = Off\n[Watch]\nstartchannel = start\n${WELL}`

const read = async (text: string) => parseSettings(text) as Reading

async function start(place: AlertingPlace, ...texts: string[]) {
  place.receiver.answerWith(answer(200))
  const channel: Channel = {
    name: 'start',
    kind: 'pagerduty',
    origin: 'ini',
    settings: { routingkey: SERVICE, version: '1', url: place.receiver.url },
  }
  const watch = place.open({ channels: [channel], now: () => NOW })
  const troubles: (string | undefined)[] = []
  for (const text of texts) {
    const ports = { store: watch.store, channels: { list: async () => [channel] }, now: () => NOW }
    troubles.push(await announceStart({ ...ports, settings: { read: () => read(text) } }))
  }
  await watch.turn()
  return troubles
}

it('a start with a faulty check is a FAILURE that names it, and no key (R15)', async ({ place }) => {
  await start(place, `${INI}[check.fourth]\nperiod = ${SERVICE}\n`)
  await eventually(() => expect(place.receiver.requests).toHaveLength(1))
  const event = JSON.parse(place.receiver.requests[0]?.body ?? '')
  expect(event).toMatchObject({
    service_key: SERVICE,
    event_type: 'trigger',
    incident_key: 'intvlm8r-start-20261128-09-failure',
    description: 'FAILURE: the watch has started',
    details: {
      text: expect.stringMatching(/^3 checks of the INI are watched\.\n\[check\.fourth\] period: /),
    },
  })
  expect(JSON.stringify({ ...event, service_key: '' })).not.toMatch(/\b[A-Za-z\d]{32}\b/)
})

it('a start without faults is OK, and several in an hour are one event', async ({ place }) => {
  expect(await start(place, INI, INI)).toEqual([undefined, undefined])
  await eventually(() => expect(place.receiver.requests).toHaveLength(1))
  expect(JSON.parse(place.receiver.requests[0]?.body ?? '')).toMatchObject({
    description: 'OK: the watch has started',
    details: { text: '3 checks of the INI are watched.' },
  })
})

it('a channel that there is not is named, and without one nothing is sent', async ({ place }) => {
  const troubles = await start(place, INI.replace('= start', '= nobody'), INI.replace('= start', '='))
  expect(troubles).toEqual([
    '[Watch] startchannel: there is no channel "nobody"; the start is announced to nobody',
    undefined,
  ])
  expect(place.receiver.requests).toEqual([])
})
