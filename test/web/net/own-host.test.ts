import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { foreignHost, isOwnAddress, isOwnHost } from '../../../src/web/net/own-host'

const BARE = hostname().toLowerCase().split('.', 1)[0] ?? ''
const HERE = '192.0.2.7'

describe('a host of this machine', () => {
  test.each(['', '.local', '.lan', '.home', '.home.arpa', '.internal', '.localdomain'])(
    'is its name with the suffix %j of the local network',
    suffix => {
      expect(isOwnHost(`${BARE}${suffix}`, HERE, [])).toBe(true)
      expect(isOwnHost(`${BARE}x${suffix}`, HERE, [])).toBe(false)
    },
  )

  test.each([
    [HERE, HERE, true],
    [HERE, `::ffff:${HERE}`, true],
    ['192.0.2.8', HERE, false],
    ['[2001:db8:0:0::7]', '2001:db8::7', true],
    ['[2001:DB8::7]:8080', '2001:db8::7', true],
    ['[2001:db8::7]', '2001:db8::7%eth0', true],
    ['[2001:db8::8]', '2001:db8::7', false],
    ['[2001:db8::x]', '2001:db8::7', false],
    ['[::]', '', false],
    ['', '', false],
    [undefined, '', false],
  ])('is %j for a request that was sent to %j: %j', (host, localAddress, isOwn) => {
    expect(isOwnHost(host, localAddress, [])).toBe(isOwn)
  })

  test.each([
    ['proxy.example', true],
    ['PROXY.example.', true],
    ['other.example:80', true],
    ['example', false],
    ['proxy.example.evil', false],
    ['proxy.example:80:80', false],
    ['proxy.example:', false],
    ['proxy.example:123456', false],
    ['proxy example', false],
  ])('may have a name of its owner, such as %s: %j', (host, isOwn) => {
    expect(isOwnHost(host, HERE, ['proxy.example', 'Other.Example.'])).toBe(isOwn)
  })
})

describe('the Host header', () => {
  const objection = (rawHeaders: readonly string[], web?: object) =>
    foreignHost(
      {
        headers: { host: rawHeaders[1] },
        rawHeaders,
        socket: { localAddress: HERE },
      } as unknown as IncomingMessage,
      web as never,
    )

  test('has to be one, and to name this machine', () => {
    expect(objection(['Host', 'localhost'])).toBeUndefined()
    expect(objection(['hOST', HERE, 'Accept', 'host'])).toBeUndefined()
    expect(objection(['Host', 'evil.example'])).toContain('add the name to hostnames')
    expect(objection(['Host', 'localhost', 'host', 'localhost'])).toContain('add the name to hostnames')
    expect(objection(['Hosts', 'localhost'])).toContain('add the name to hostnames')
    expect(objection(['X-Host', 'localhost'])).toContain('add the name to hostnames')
    expect(objection([])).toContain('add the name to hostnames')
  })

  test('may be a name that the INI has', () => {
    expect(objection(['Host', 'pi.example'], { hostnames: ['pi.example'] })).toBeUndefined()
    expect(objection(['Host', 'pi.example'], { hostnames: [] })).toBeDefined()
  })
})

describe('a URL leads to the appliance itself', () => {
  const asked: string[] = []
  const isOwn = (
    url: string,
    { host, secure = false, port = 8080 }: { host?: string; secure?: boolean; port?: number } = {},
    leads = false,
  ) =>
    isOwnAddress(
      new URL(url),
      { socket: { localPort: 3000, localAddress: HERE }, headers: { host }, secure } as never,
      { port, hostnames: ['pi.example'] } as never,
      async name => {
        asked.push(name)
        return leads
      },
    )

  test.each<[string, Parameters<typeof isOwn>[1], boolean]>([
    ['http://localhost:3000/ping', {}, true],
    ['http://localhost:8080/ping', {}, true],
    ['http://pi.example:8080/', {}, true],
    [`http://${HERE}:8080/`, {}, true],
    ['http://localhost:9000/', {}, false],
    ['http://localhost:9000/', { host: 'proxy:9000' }, true],
    ['http://localhost/', {}, true],
    ['http://localhost/', { host: 'proxy:9000' }, false],
    ['https://localhost/', {}, false],
    ['https://localhost/', { secure: true }, true],
    ['https://localhost/', { secure: true, host: 'proxy' }, true],
    ['http://localhost/', { secure: true }, false],
    ['https://localhost:80/', {}, true],
    ['http://localhost/', { port: 80, host: 'proxy:9000' }, true],
  ])('%s, by its port and its name, of a request with %j: %j', async (url, request, own) => {
    expect(await isOwn(url, request)).toBe(own)
  })

  test('where its name leads here, which is asked only for a port of the page', async () => {
    asked.length = 0
    expect(await isOwn('http://other.example:8080/', {}, true)).toBe(true)
    expect(await isOwn('http://other.example:8080/', {}, false)).toBe(false)
    expect(await isOwn('http://other.example:9000/', {}, true)).toBe(false)
    expect(asked).toEqual(['other.example', 'other.example'])
  })
})
