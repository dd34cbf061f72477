import { expect, test } from 'vitest'
import { zmq, zmqFrames } from '../../src/notifiers/zmq'
import { alertOf, failedAlert } from '../contracts/notifier'

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
