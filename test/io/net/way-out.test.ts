import { expect, it } from 'vitest'
import { STRAIGHT, wayOut } from '../../../src/io/net/way-out'

const INI = { proxy: '', noproxy: '', cafile: '' }
const NOTHING = { http: '', https: '', no: '' }
const proxyOf = (ini: Partial<typeof INI>, variables: Partial<typeof NOTHING>, url: string) => {
  const found = wayOut({ ...INI, ...ini }, { ...NOTHING, ...variables }).proxyFor(new URL(url))
  return found && [found.url.href, found.name]
}
const ONE = ['http://one:3128/', 'the proxy one:3128']
const TWO = ['http://two:3128/', 'the proxy two:3128']

it.each([
  ['http://a.example', {}, {}, undefined],
  ['http://a.example', { proxy: 'http://one:3128' }, { http: 'http://two:3128' }, ONE],
  ['https://a.example', { proxy: 'http://one:3128' }, {}, ONE],
  ['http://a.example', {}, { http: 'http://one:3128', https: 'http://two:3128' }, ONE],
  ['https://a.example', {}, { http: 'http://one:3128', https: 'http://two:3128' }, TWO],
  ['https://a.example', {}, { http: 'http://one:3128' }, undefined],
  ['http://localhost', { proxy: 'http://one:3128' }, {}, undefined],
  ['http://127.0.0.1', {}, { http: 'http://one:3128' }, undefined],
  ['http://a.example', { proxy: 'http://one:3128', noproxy: 'a.example' }, {}, undefined],
  ['http://a.example', { proxy: 'http://one:3128' }, { no: 'a.example' }, undefined],
  ['http://a.example', { proxy: 'http://one:3128', noproxy: 'b.example' }, { no: 'a.example' }, ONE],
])('the way to %s by %j and %j leads through %j', (url, ini, variables, expected) => {
  expect(proxyOf(ini, variables, url)).toEqual(expected)
})

it('a proxy of the environment that cannot be used is named by its variable, where it would be used', () => {
  const bad = { http: 'ftp://one', https: 'ftp://two' }
  expect(() => proxyOf({}, bad, 'http://a.example')).toThrow(/^HTTP_PROXY in the environment /)
  expect(() => proxyOf({}, bad, 'https://a.example')).toThrow(/^HTTPS_PROXY in the environment /)
  expect(proxyOf({ proxy: 'http://one:3128' }, bad, 'http://a.example')).toEqual(ONE)
})

it('the way has the further authorities and the own port; straight ahead has neither', () => {
  expect(wayOut({ ...INI, cafile: '/ca.pem' }, NOTHING, 8080)).toMatchObject({
    cafile: '/ca.pem',
    ownPort: 8080,
  })
  expect([STRAIGHT.proxyFor(new URL('http://a.example')), STRAIGHT.cafile, STRAIGHT.ownPort]).toEqual([
    undefined,
    '',
    undefined,
  ])
})
