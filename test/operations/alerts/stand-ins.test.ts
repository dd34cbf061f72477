import { describe, expect } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import { type AlertingPlace, eventually, alertingTest as test } from '../../support/alerting-test'
import { openLooks } from '../../support/watch'

const HOUR = 3_600_000

/** An e-mail channel that reaches nobody, one by an account, and a webhook. */
const channelsOf = ({ receiver }: AlertingPlace): Channel[] => [
  {
    name: 'mail',
    kind: 'email',
    origin: 'ini',
    settings: { to: 'me@example.org', host: '127.0.0.1', port: '9', security: 'none' },
  },
  { name: 'home-mail', kind: 'email', origin: 'ini', settings: { to: 'me@example.org', account: 'home' } },
  { name: 'hook', kind: 'webhook', origin: 'ini', settings: { url: receiver.url } },
]

const LOOP = {
  name: 'Mail',
  probe: { kind: 'mail-loop', target: 'home', every: HOUR, settings: {} },
} as const

/** Checks with alerts, and looks at e-mail. */
async function watchOf(place: AlertingPlace) {
  const alerting = place.open({ channels: channelsOf(place) })
  const looks = openLooks(place.redis)
  const loop = await alerting.create({ ...LOOP, channels: ['mail'] })
  const loops = async (answer: 'success' | 'failure') => {
    await looks.record(
      loop,
      { answer, detail: answer === 'success' ? 'arrived' : 'sent, but not arrived' },
      Date.now(),
      LOOP.probe,
    )
    await alerting.turn()
  }
  /** The subjects and texts that the webhook got. */
  const told = () =>
    place.receiver.requests.map(({ body }) => {
      const { subject, text } = JSON.parse(body)
      return { subject, text }
    })
  const subjects = () => told().map(({ subject }) => subject)
  return { alerting, looks, loops, told, subjects, close: looks.close }
}

describe('while a mail loop fails', () => {
  test('its own alert, and those by e-mail, go through the other channels, too, and say so', async ({
    place,
  }) => {
    const { alerting, loops, told, subjects, close } = await watchOf(place)
    await loops('success')
    await loops('failure')
    await eventually(() => expect(subjects()).toEqual(['[DOWN] Mail']))
    const check = await alerting.create({ name: 'NAS', channels: ['mail'] })
    await alerting.signal(check, 'fail')
    await alerting.turn()
    await eventually(() => expect(subjects()).toEqual(['[DOWN] Mail', '[DOWN] NAS']))
    expect(told().at(-1)?.text).toContain(
      'E-mail does not work at present (“Mail” is down), so the other channels get this, too.',
    )
    await loops('success')
    await alerting.signal(check, 'success')
    await alerting.turn()
    await eventually(() =>
      expect(subjects().sort()).toEqual(['[DOWN] Mail', '[DOWN] NAS', '[UP] Mail', '[UP] NAS']),
    )
    await close()
  })

  test('an outage that was told by e-mail alone is told by the others, once', async ({ place }) => {
    const { alerting, loops, subjects, close } = await watchOf(place)
    await loops('success')
    const check = await alerting.create({ name: 'NAS', channels: ['mail'] })
    const other = await alerting.create({ name: 'Router', channels: ['hook'] })
    for (const id of [check, other]) await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(() => expect(subjects()).toEqual(['[DOWN] Router']))
    await loops('failure')
    await alerting.turn()
    await alerting.turn()
    await eventually(() => expect(subjects().sort()).toEqual(['[DOWN] Mail', '[DOWN] NAS', '[DOWN] Router']))
    await close()
  })

  test('a channel by an account whose own loop works is trusted', async ({ place }) => {
    const { alerting, looks, subjects, close } = await watchOf(place)
    const office = { ...LOOP.probe, target: 'office' }
    const broken = await alerting.create({ name: 'Office mail', probe: office, channels: [] })
    const works = await alerting.create({ name: 'Home mail', probe: LOOP.probe, channels: [] })
    await looks.record(works, { answer: 'success', detail: 'arrived' }, Date.now(), LOOP.probe)
    await looks.record(broken, { answer: 'failure', detail: 'not sent' }, Date.now(), office)
    const [trusted, doubted] = await Promise.all([
      alerting.create({ name: 'Trusted', channels: ['home-mail'] }),
      alerting.create({ name: 'Doubted', channels: ['mail'] }),
    ])
    for (const id of [trusted, doubted]) await alerting.signal(id, 'fail')
    await alerting.turn()
    await eventually(() => expect(subjects()).toEqual(['[DOWN] Doubted']))
    await close()
  })
})
