import { expect, test } from 'vitest'
import { supportBundle } from '../../../src/web/appliance/support-bundle'
import { inZone } from '../../support/zone'

const NOW = Date.UTC(2026, 10, 28, 12)
const SEEN = {
  now: NOW,
  reading: { kind: 'ok' },
  chain: [],
  queue: { reached: false, reason: 'away' },
  last: undefined,
}
const bundleOf = (seen: object, parts: object = {}) =>
  inZone('UTC', () =>
    supportBundle({
      hostName: 'pi',
      seen: { ...SEEN, ...seen } as never,
      rows: [],
      ticks: { source: 'the journal', lines: [] },
      ini: '',
      mask: text => text,
      ...parts,
    }),
  )

test('a bundle of an appliance of which nothing is known has all its sections', () => {
  expect(bundleOf({})).toBe(`Support bundle of pi, 2026/11/28 12:00:00 UTC+00:00. Secrets were removed.

== Facts ==

nothing


== From the timer to the answer ==

nothing


== Last result ==

none yet


== Faults in the INI ==

none


== Last ticks, from the journal ==

nothing


== Last heartbeats ==

nothing


== INI ==


`)
})

test('a bundle has the facts, the chain, the faults and the heartbeats, a line each', () => {
  const attempt = (result: string) => ({ result })
  const bundle = bundleOf(
    {
      reading: { kind: 'faulty', faults: [{ section: 'Web', key: 'port', reason: 'is no port' }] },
      chain: [
        { name: 'Timer', state: 'ok', detail: 'it fires', at: NOW },
        { name: 'Queue', state: 'broken', detail: 'it is away' },
      ],
      last: { at: NOW, result: '200' },
      queue: {
        reached: true,
        history: [
          {
            finishedAt: NOW,
            outcome: 'delivered',
            occasion: 'due',
            job: '7',
            attempts: [attempt('Timeout error'), attempt('200')],
            reason: 'OK',
            receiver: 'Healthchecks',
          },
        ],
      },
    },
    {
      rows: [
        { name: 'Host', value: 'pi' },
        { name: 'Node', value: 'v22' },
      ],
      ticks: { source: 'the file', lines: ['one', 'two'] },
    },
  )
  for (const section of [
    '== Facts ==\n\nHost: pi\nNode: v22\n',
    '== From the timer to the answer ==\n\nok      Timer: it fires (2026/11/28 12:00:00)\nbroken  Queue: it is away\n',
    '== Last result ==\n\n2026/11/28 12:00:00 (200)\n',
    '== Faults in the INI ==\n\n[Web] port: is no port\n',
    '== Last ticks, from the file ==\n\none\ntwo\n',
    '== Last heartbeats ==\n\n2026/11/28 12:00:00 delivered 7 (due) Healthchecks Timeout error, then 200: OK\n',
  ])
    expect(bundle).toContain(`\n${section}`)
})

test('everything but the INI, which has lost its secrets already, goes through the mask', () => {
  const bundle = bundleOf(
    {},
    { ini: '[Web]\nport = 80\n\n', mask: (text: string) => text.replace('pi', '***') },
  )
  expect(bundle.startsWith('Support bundle of ***,')).toBe(true)
  expect(bundle.endsWith('\n== INI ==\n\n[Web]\nport = 80\n')).toBe(true)
})
