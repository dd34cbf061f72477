import { expect, test } from 'vitest'
import { NO_PROXY_AT_ALL, proxyProblem, proxyUrl } from '../../../src/domain/net/proxy-url'

const NO_ADDRESS = 'is no address of a proxy, such as http://proxy.example.org:3128. '
const MORE = 'has more behind the port of the proxy; remove that (a proxy.pac cannot be used)'

test.each([
  ['proxy:3128', 'http://proxy:3128/'],
  ['http://proxy:3128', 'http://proxy:3128/'],
  ['https://proxy/', 'https://proxy/'],
  ['me:pw@proxy:3128', 'http://me:pw@proxy:3128/'],
])('%s is the address of a proxy', (written, url) => {
  expect(proxyProblem(written)).toBeUndefined()
  expect(proxyUrl(written).href).toBe(url)
})

test.each([
  ['', `${NO_ADDRESS}The host is missing: a name or an address belongs after the two slashes.`],
  ['socks5://proxy', `${NO_ADDRESS}Only http:// and https:// can be used, not socks5:.`],
  ['proxy:0', `${NO_ADDRESS}The port after the colon has to be a number from 1 to 65535.`],
  ['http://proxy/proxy.pac', MORE],
  ['http://proxy/?a', MORE],
  ['http://proxy/#a', MORE],
])('%s is none', (written, problem) => {
  expect(proxyProblem(written)).toBe(problem)
})

test('none at all is a word of its own', () => expect(NO_PROXY_AT_ALL).toBe('off'))
