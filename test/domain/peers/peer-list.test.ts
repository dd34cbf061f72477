import { expect, test } from 'vitest'
import { peerMetrics } from '../../../src/domain/peers/metrics'
import { isPeerCheck, peerNameOf, peerRows } from '../../../src/domain/peers/peer-list'
import type { Probe } from '../../../src/domain/probes/probe'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'

function watched(name: string, probe?: Probe, id = name): Watched {
  const check = { ...planOf({ name, ...(probe && { probe }) }), id, origin: 'ini', createdAt: 1 } as const
  return { check, state: { ...newState(1), status: 'up' }, version: '1' }
}
const peer = (target: string): Probe => ({ kind: 'peer', target, every: 60_000, settings: {} })
const checker = (target: string): Probe => ({ kind: 'checker', target, every: 60_000, settings: {} })

test('only the checks of peers and Checkers are in the list, by their names', () => {
  const all = [
    watched('Peer barn', peer('http://barn http://10.0.0.2'), '1'),
    watched('Peer Attic', checker('http://attic'), '2'),
    watched('backup', undefined, '3'),
    watched('web', { kind: 'http', target: 'http://x', every: 60_000, settings: {} }, '4'),
  ]
  expect(all.map(({ check }) => isPeerCheck(check))).toEqual([true, true, false, false])
  const row = { status: 'up', answer: 'not asked yet' }
  expect(peerRows(all, new Map(), new Map())).toEqual([
    { ...row, name: 'Attic', kind: 'checker', urls: ['http://attic'], id: '2' },
    { ...row, name: 'barn', kind: 'peer', urls: ['http://barn', 'http://10.0.0.2'], id: '1' },
  ])
})

test('a peer has its last answer, and its own last question', () => {
  const all = [
    watched('Peer Attic', peer('http://attic'), '1'),
    watched('Peer barn', peer('http://barn'), '2'),
  ]
  const answers = new Map([
    ['http://attic', { at: 9, words: 'fine', since: 0, took: 0, version: '', name: 'pi' }],
    ['http://barn', { at: 8, words: 'no answer' }],
  ])
  const asked = { id: 'x', name: 'pi', version: '1' }
  const questions = new Map([
    ['attic', { ...asked, at: 7 }],
    ['barn', { ...asked, at: 6, passesFor: 'this watch' }],
  ])
  expect(peerRows(all, answers, questions as never)).toEqual([
    {
      name: 'Attic',
      kind: 'peer',
      urls: ['http://attic'],
      id: '1',
      status: 'up',
      answer: 'fine',
      isFine: true,
      at: 9,
      since: 0,
      took: 0,
      version: '',
      machine: 'pi',
      askedAt: 7,
    },
    {
      name: 'barn',
      kind: 'peer',
      urls: ['http://barn'],
      id: '2',
      status: 'up',
      answer: 'no answer',
      isFine: false,
      at: 8,
      askedAt: 6,
      passesFor: 'this watch',
    },
  ])
})

test.each([
  ['Peer attic', 'attic'],
  ['attic', 'attic'],
  ['My Peer attic', 'My Peer attic'],
])('the check “%s” is that of the peer %s', (name, peerName) => {
  expect(peerNameOf({ name })).toBe(peerName)
})

const NOW = 1_000_000
const figures = (probe: Probe, answer: { at: number; words: string; took?: number }) =>
  peerMetrics([{ name: 'Peer attic', probe }], new Map([['http://attic', answer]]), NOW)

test('the metrics of a peer are its last answer, and whether it is fine', () => {
  const labels = { peer: 'attic' }
  expect(
    figures(peer('http://attic'), { at: NOW - 1_000, words: 'fine', took: 500 }).map(
      ({ name, type, samples }) => [name, type, samples],
    ),
  ).toEqual([
    ['intvlm8r_peer_up', 'gauge', [{ labels, value: 1 }]],
    ['intvlm8r_peer_answer', 'gauge', [{ labels: { peer: 'attic', answer: 'fine' }, value: 1 }]],
    ['intvlm8r_peer_answer_timestamp_seconds', 'gauge', [{ labels, value: 999 }]],
    ['intvlm8r_peer_round_trip_seconds', 'gauge', [{ labels, value: 0.5 }]],
  ])
  expect(
    figures(peer('http://attic'), { at: NOW, words: 'no answer' }).map(({ samples }) => samples),
  ).toEqual([
    [{ labels, value: 0 }],
    [{ labels: { peer: 'attic', answer: 'no answer' }, value: 1 }],
    [{ labels, value: 1_000 }],
    [],
  ])
})

test('a peer counts as up while it was asked within three intervals, or three minutes', () => {
  const up = (every: number, ago: number) =>
    figures({ ...peer('http://attic'), every }, { at: NOW - ago, words: 'fine' })[0]?.samples[0]?.value
  expect([up(10_000, 179_999), up(10_000, 180_000)]).toEqual([1, 0])
  expect([up(100_000, 299_999), up(100_000, 300_000)]).toEqual([1, 0])
})

test('there are no metrics of peers that were never asked', () => {
  const plans = [{ name: 'Peer attic', probe: peer('http://attic') }, { name: 'backup' }]
  expect(peerMetrics(plans, new Map([['', { at: NOW, words: 'fine' }]]), NOW)).toEqual([])
})
