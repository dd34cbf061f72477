import { describe, expect } from 'vitest'
import type { Channel } from '../../../src/domain/alerts/channel'
import type { Answer } from '../../../src/domain/probes/look'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { openMailLoops } from '../../../src/io/watch/mail-loops'
import { createJudgeMail } from '../../../src/operations/alerts/judge-mail'
import { type AlertingPlace, eventually, alertingTest as test } from '../../support/alerting-test'
import { startImap } from '../../support/imap-server'
import { accountOf, toolsFor } from '../../support/mail'
import { openProbedWatch } from '../../support/probed-watch'
import { answer } from '../../support/receiver'
import { startSmtp } from '../../support/smtp'
import { openLooks } from '../../support/watch'

const HOUR = 3_600_000
const LOOP = { kind: 'mail-loop', target: 'home', every: HOUR, settings: {} } as const

/** It reaches nobody. */
const MAIL: Channel = {
  name: 'mail',
  kind: 'email',
  origin: 'ini',
  settings: { to: 'me@example.org', host: '127.0.0.1', port: '9', security: 'none' },
}

async function watchOf(place: AlertingPlace) {
  const hook: Channel = {
    name: 'hook',
    kind: 'webhook',
    origin: 'ini',
    settings: { url: place.receiver.url },
  }
  const channels = [MAIL, hook]
  const alerting = place.open({ channels })
  const looks = openLooks(place.redis)
  const loop = await alerting.create({ name: 'Mail', probe: LOOP, channels: ['hook'] })
  let at = Date.now()
  return {
    alerting,
    canMail: (known: readonly Channel[] = channels) =>
      createJudgeMail({
        mailLoops: openMailLoops(place.admin),
        channels: { list: async () => known },
        store: alerting.store,
      })(),
    look: async (answer: Answer, later = 0) => {
      at += later
      await looks.record(loop, { answer, detail: answer }, at, LOOP)
    },
    close: looks.close,
  }
}

describe('whether this watch can mail', () => {
  test('it can with no look yet, and after a mail that arrived', async ({ place }) => {
    const { canMail, look, close } = await watchOf(place)
    expect(await canMail()).toBe(true)
    await look('success')
    expect(await canMail()).toBe(true)
    await close()
  })

  test('C3: it cannot after a mail that did not arrive, still not an hour later, and can after one that did', async ({
    place,
  }) => {
    const { canMail, look, close } = await watchOf(place)
    await look('success')
    await look('failure')
    expect(await canMail()).toBe(false)
    await look('failure', HOUR)
    expect(await canMail()).toBe(false)
    // A look that was not possible shows nothing.
    await look('blind', HOUR)
    expect(await canMail()).toBe(false)
    await look('success', HOUR)
    expect(await canMail()).toBe(true)
    await close()
  })

  test('it cannot while an alert by e-mail is undelivered, whatever the loop', async ({ place }) => {
    const { alerting, canMail, look, close } = await watchOf(place)
    await look('success')
    const check = await alerting.create({ name: 'NAS', channels: ['mail'] })
    await alerting.signal(check, 'fail')
    await alerting.turn()
    await eventually(async () => expect(await canMail()).toBe(false))
    expect(await canMail([])).toBe(true)
    await close()
  })

  test('channels of other kinds that fail are no matter of e-mail', async ({ place }) => {
    const { alerting, canMail, close } = await watchOf(place)
    place.receiver.answerWith(answer(500))
    const check = await alerting.create({ name: 'NAS', channels: ['hook'] })
    await alerting.signal(check, 'fail')
    await alerting.turn()
    await eventually(async () => expect((await alerting.store.failing()).has('hook')).toBe(true))
    expect(await canMail()).toBe(true)
    await close()
  })
})

test('C3: a mail that was sent and never arrives is one alert, also an hour later, and no mail can be sent', async ({
  place,
}) => {
  const smtp = await startSmtp()
  const box = await startImap()
  const account = accountOf({ smtp: smtp.port, imap: box.port })
  const ini = '[check.mail]\nprobe = mail-loop home\npatience = 1s\nevery = 1h\nchannels = hook\n'
  const start = Date.parse('2026-11-28T09:00:30Z')
  const watch = await openProbedWatch(place, ini, start, { mail: toolsFor(account) })
  const canMail = createJudgeMail({
    mailLoops: openMailLoops(place.admin),
    channels: { list: async () => [MAIL] },
    store: openAlertStore(place.admin),
  })
  await watch.pass(start + 1 * HOUR)
  expect(smtp.mails).toHaveLength(1)
  expect(await canMail()).toBe(false)
  await watch.pass(start + 3 * HOUR)
  expect(smtp.mails).toHaveLength(3)
  expect(await canMail()).toBe(false)
  const alerts = place.receiver.requests.map(({ body }) => JSON.parse(body))
  expect(alerts.map(({ kind, text }) => [kind, text])).toEqual([
    ['trigger', expect.stringContaining('sent, but not arrived within 1s')],
  ])
  await watch.close()
  await box.close()
})
