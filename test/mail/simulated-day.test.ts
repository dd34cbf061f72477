/**
 * A day of a Robopager's list with an injected clock, each step awaited: the day on which summer time ends in Berlin, of
 * 25 hours, with mails, a workflow, and a mailbox that cannot be read for a while.
 */
import { expect, onTestFinished } from 'vitest'
import { alertingTest } from '../support/alerting-test'
import { allChecks } from '../support/all-checks'
import { startImap } from '../support/imap-server'
import { accountOf, toolsFor } from '../support/mail'
import { openProbedWatch } from '../support/probed-watch'
import { answer, startReceiver } from '../support/receiver'
import { ETL, sectionsOf } from '../support/robopager'
import { whileInZone } from '../support/zone'

const ZONE = 'Europe/Berlin'
const LIST = `reports:
  type: email
  subjects: [Great, Good]
  delivery_time: 02:30
  check_time: 03:15
evening:
  type: email
  subjects: [Evening]
  delivery_time: "23:50"
  check_time: "00:10"
load:
  type: batchy
  wf_name: load
  check_time: 9:00
  poll_sec: 180
  latency_min: 60
`

/** Berlin's clock on the 25th of October: summer time until three. */
const summer = (clock: string) => Date.parse(`2026-10-25T${clock}+02:00`)
const winter = (clock: string, day = 25) => Date.parse(`2026-10-${day}T${clock}+01:00`)

alertingTest(
  'a day of 25 hours has each look once, each alert once, and none that is false',
  async ({ place }) => {
    const server = await startReceiver()
    const box = await startImap()
    onTestFinished(async () => {
      await Promise.all([server.close(), box.close()])
    })
    const { checks } = await sectionsOf(
      LIST,
      ETL.replace('America/New_York', ZONE)
        .replace('batch.lan', '127.0.0.1')
        .replace('8050', new URL(server.url).port),
    )
    const ini = checks
      .map(({ section, values }) => {
        const { probe = '', ...more } = { ...values, channels: 'hook' } as Record<string, string>
        const lines = Object.entries({ ...more, probe: probe.replace('inbox robopager', 'inbox home') })
        return `[${section}]\n${lines.map(([key, value]) => `${key} = ${value}\n`).join('')}`
      })
      .join('')
    let now = 0
    const letter = (subject: string, at: number) =>
      box.deliver(
        `From: a@example.org\nSubject: ${subject}\nDate: ${new Date(at).toUTCString().replace('GMT', '+0000')}\n\nx`,
        'INBOX',
        new Date(at),
      )
    /** Of each minute, what happens in it. */
    const events = new Map<number, () => void>([
      [summer('02:29:00'), () => letter('Good', summer('02:29:00'))], // Before the first 02:30: it does not count.
      [summer('02:31:00'), () => letter('Great', summer('02:31:00'))],
      [winter('02:40:00'), () => letter('Good', winter('02:40:00'))], // The second 02:40.
      [winter('08:50:00'), () => begin(winter('08:50:00'))],
      [winter('10:40:00'), () => begin(winter('10:39:00'))],
      [winter('11:20:00'), () => begin(winter('11:19:00'))],
      [winter('12:00:00'), () => begin(winter('11:59:00'), 'failure')],
      [winter('12:30:00'), () => begin(winter('12:29:00'))],
      [winter('23:55:00'), () => letter('Evening', winter('23:55:00'))],
    ])
    const begin = (at: number, status = 'success') =>
      server.answerWith(
        answer(
          200,
          JSON.stringify({ global: { status, batch_start: new Date(at).toISOString().slice(0, 19) } }),
        ),
      )
    // The workflow keeps beginning after its two outages.
    for (let minute = winter('13:00:00'); minute < winter('00:20:00', 26); minute += 30 * 60_000)
      events.set(minute, () => begin(minute))
    await whileInZone(ZONE, async () => {
      const mail = toolsFor(accountOf({ imap: box.port }), { now: () => now, pause: async () => {} })
      const watch = await openProbedWatch(place, ini, summer('00:11:00'), { mail, isSwept: true })
      onTestFinished(watch.close)
      await watch.pass(winter('00:20:00', 26), async minute => {
        now = minute
        events.get(minute)?.()
      })
      expect(watch.errors).toEqual([])
      expect(
        place.receiver.requests.map(({ body }) => {
          const { kind, name, at } = JSON.parse(body)
          return `${new Date(at).toISOString().slice(11, 16)} ${name} ${kind}`
        }),
      ).toEqual([
        // Overdue an hour after 08:50, at a poll of three minutes; failed at noon. Moments in UTC.
        '08:51 load trigger',
        '09:42 load resolve',
        '11:00 load trigger',
        '11:30 load resolve',
      ])
      const looks = (verb: string) => box.verbs().filter(one => one === verb).length
      expect(looks('EXAMINE')).toBe(2)
      const all = (await allChecks(watch.web.store)).map(
        ({ check, state }) => `${check.name} ${state.status}`,
      )
      expect(all.sort()).toEqual(['evening up', 'load up', 'reports up'])
    })
  },
  600_000,
)
