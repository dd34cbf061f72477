import { expect, test } from 'vitest'
import { zmq, zmqFrames } from '../../src/notifiers/zmq'
import { alertOf, expectReport, failedAlert, GREEDY, greedyAlert } from '../contracts/notifier'

const MOMENT = '2026-11-20T11:59:00.000Z'

test.each([
  ['a miss', alertOf('trigger', { job: 'clientA/nightly' }), ['MISSED', 'clientA', 'nightly', MOMENT]],
  ['a failure', failedAlert({ job: 'clientA/a/b' }), ['FAILED', 'clientA', 'a/b', MOMENT]],
  [
    'a recovery',
    alertOf('resolve', { name: 'clientA/nightly' }),
    ['RECOVERED', 'clientA', 'nightly', MOMENT],
  ],
  ['a check without an event', alertOf('trigger'), ['MISSED', 'backup', '', MOMENT]],
  ['a test', alertOf('test', { name: 'hook' }), ['TEST', 'hook', '', MOMENT]],
])('%s is a message of five frames', (_name, alert, start) => {
  const [message = []] = zmqFrames(alert)
  expect(message.slice(0, 4)).toEqual(start)
  expect(message[4]).toContain('backup is down since 12:00.')
})

test('it tells all that one needs to know at three in the morning, the last lines as a quote', () => {
  const digest = alertOf('digest', { items: [failedAlert()] })
  for (const alert of [failedAlert(), digest]) {
    const [[, , , , text = ''] = []] = zmqFrames(alert, 'http://pi:8080')
    expectReport(text)
  }
})

test.each(GREEDY)('its text is no longer than one that is taken, of %j', character => {
  const [[, , , , text = ''] = []] = zmqFrames(greedyAlert(character), 'http://pi:8080')
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(10_000)
  expect(text).toContain('the end')
})

test('each change of a digest is a message of its own', () => {
  const items = [alertOf('trigger', { job: 'a/b' }), alertOf('resolve', { job: 'c/d' })]
  expect(zmqFrames(alertOf('digest', { items })).map(([type, sender]) => [type, sender])).toEqual([
    ['MISSED', 'a'],
    ['RECOVERED', 'c'],
  ])
})

test('it is delivered when a program publishes it, and tried again when none does', async () => {
  const sent: (readonly string[])[] = []
  const context = (count: number) => ({
    publish: async (frames: readonly string[]) => {
      sent.push(frames)
      return count
    },
  })
  const send = (count: number) =>
    zmq(
      alertOf('trigger', { job: 'a/b' }),
      { name: 'others', kind: 'zmq', origin: 'page', settings: {} },
      context(count) as Parameters<typeof zmq>[2],
    )
  expect(await send(1)).toEqual({ ok: true, detail: 'published' })
  expect(sent[0]?.slice(0, 3)).toEqual(['MISSED', 'a', 'b'])
  expect(await send(0)).toMatchObject({ ok: false, permanent: false, untaken: true })
})

test('a digest of which a part was published may have been taken', async () => {
  const counts = [1, 0]
  const digest = alertOf('digest', { items: [alertOf('trigger'), alertOf('resolve')] })
  const context = { publish: async () => counts.shift() ?? 0 } as unknown as Parameters<typeof zmq>[2]
  const delivery = await zmq(digest, { name: 'others', kind: 'zmq', origin: 'page', settings: {} }, context)
  expect(delivery).toMatchObject({ ok: false, permanent: false })
  expect(delivery).not.toHaveProperty('untaken')
})
