import { expect, it } from 'vitest'
import { guardOf, type Origin } from '../../../src/io/net/address-guard'
import type { Reach } from '../../../src/io/net/reach'
import type { Hop } from '../../../src/io/net/redirect'

const PORT = 8080
const hop = (url: string, more: Partial<Hop> = {}) => ({ url: new URL(url), ...more }) as Hop
const from = (reach: Reach, isOurs = false): Origin => ({ host: 'start.example', reach, isOurs })
const said = (failure: Error | undefined) => failure?.message

it.each([
  ['9.9.9.9', 'public', undefined],
  ['10.0.0.1', 'public', 'which is on a private network'],
  ['169.254.0.1', 'public', 'which is on this network'],
  ['127.0.0.1', 'public', 'which is this machine itself'],
  ['10.0.0.1', 'private', undefined],
  ['169.254.0.1', 'private', 'which is on this network'],
  ['169.254.0.1', 'link-local', undefined],
  ['127.0.0.1', 'link-local', 'which is this machine itself'],
  ['127.0.0.1', 'loopback', undefined],
] as const)('a redirect to %s from a %s place is refused where it is nearer', (host, reach, words) => {
  const guard = guardOf(hop('http://end.example'), from(reach), undefined)
  expect(said(guard.objection({ host, port: 80 }, false))).toBe(
    words && `start.example redirects to end.example, ${words}: an answer from outside may not lead there`,
  )
})

const ITSELF =
  'end.example:8080 is the appliance itself: a heartbeat has to go to another machine, which notices when this one falls silent'

it.each([
  ['127.0.0.1', PORT, false, ITSELF],
  ['127.0.0.1', 80, false, undefined],
  ['9.9.9.9', PORT, false, undefined],
  ['9.9.9.9', PORT, true, ITSELF],
  ['9.9.9.9', 80, true, undefined],
])('a heartbeat to %s, port %i (here: %s) may not reach its own page', (host, port, isHere, words) => {
  const url = 'http://end.example:8080'
  expect(said(guardOf(hop(url, { toOthers: true }), undefined, PORT).objection({ host, port }, isHere))).toBe(
    words,
  )
  // A probe of the owner may look at it.
  expect(guardOf(hop(url), undefined, PORT).objection({ host, port }, isHere)).toBeUndefined()
})

it('a redirect leads to the page of the appliance from there alone', () => {
  const to = (origin: Origin) =>
    said(
      guardOf(hop('http://end.example:8080'), origin, PORT).objection(
        { host: '127.0.0.1', port: PORT },
        false,
      ),
    )
  expect(to(from('loopback'))).toBe('start.example redirects to the appliance itself (end.example:8080)')
  expect(to(from('loopback', true))).toBeUndefined()
})

it.each([
  ['9.9.9.9', false],
  ['10.0.0.1', true],
  ['127.0.0.1', true],
])('where only public addresses are allowed, %s is refused: %s', (host, isRefused) => {
  const guard = guardOf(hop('http://end.example', { onlyPublic: true }), undefined, undefined)
  expect(said(guard.objection({ host, port: 80 }, false))).toBe(
    isRefused ? 'end.example has no public address' : undefined,
  )
})

it.each([
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:8080', true],
  ['http://127.0.0.1', false],
  ['http://localhost:8080', false],
  ['http://9.9.9.9:8080', false],
])('for %s a proxy is refused by the written address: %s', (url, isRefused) => {
  const failure = guardOf(hop(url, { toOthers: true }), undefined, PORT).objectionByName()
  expect(failure !== undefined).toBe(isRefused)
})

it.each([
  ['http://127.0.0.1', 80, true],
  ['https://127.0.0.1', 443, true],
  ['https://127.0.0.1', 80, false],
  ['https://127.0.0.1:80', 80, true],
])('%s is the page at port %i: %s', (url, port, isOurs) => {
  expect(
    guardOf(hop(url), undefined, port).origin({ remoteAddress: '127.0.0.1', localAddress: 'x' }),
  ).toEqual({
    host: new URL(url).host,
    reach: 'loopback',
    isOurs,
  })
})

it('the place of a redirect is judged by its connection, or by its name where a proxy made that', () => {
  const guard = guardOf(hop('http://end.example:8080'), undefined, PORT)
  const host = 'end.example:8080'
  expect([
    guard.origin({ remoteAddress: '10.0.0.1', localAddress: '10.0.0.2' }),
    guard.origin({ remoteAddress: '10.0.0.1', localAddress: '10.0.0.1' }),
    guard.origin(undefined),
    guardOf(hop('http://nas.local:8080'), undefined, PORT).origin(undefined),
  ]).toEqual([
    { host, reach: 'private', isOurs: false },
    { host, reach: 'private', isOurs: true },
    { host, reach: 'public', isOurs: false },
    { host: 'nas.local:8080', reach: 'private', isOurs: false },
  ])
})
