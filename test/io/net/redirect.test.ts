/** The request that follows an answer which redirects. */
import { describe, expect, it } from 'vitest'
import { type Hop, redirectOf } from '../../../src/io/net/redirect'

const URL_HERE = new URL('https://example.org/ping/1')
const POST: Hop = { method: 'POST', url: URL_HERE, body: 'words', toOthers: true, redirects: 3 }
const to = (hop: Hop, location: string, status = 302) => redirectOf(hop, status, location)

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('with %d keeps method and body, and all that was asked', status => {
    expect(to(POST, '/other', status)).toEqual({ ...POST, url: new URL('https://example.org/other') })
  })

  it('with 303 turns into a GET without the body, but a HEAD stays one', () => {
    expect(to(POST, '/other', 303)).toEqual({
      ...{ method: 'GET', url: new URL('https://example.org/other'), toOthers: true, redirects: 3 },
    })
    expect(to({ method: 'HEAD', url: URL_HERE }, '/other', 303)).toEqual({
      ...{ method: 'HEAD', url: new URL('https://example.org/other') },
    })
  })

  it.each([200, 204, 300, 304, 305, 306, 309, 400])('is none with %d', status => {
    expect(to(POST, '/other', status)).toBeUndefined()
  })

  it('is none without a place', () => {
    expect(redirectOf(POST, 302, undefined)).toBeUndefined()
  })

  it('is followed without a number, and with any but 0; of a request with headers only where a number is given', () => {
    const bare = { method: 'GET', url: URL_HERE } as const
    const next = { method: 'GET', url: new URL('https://example.org/x') }
    expect(to(bare, '/x')).toEqual(next)
    expect(to({ ...bare, redirects: 0 }, '/x')).toBeUndefined()
    expect(to({ ...bare, redirects: 1 }, '/x')).toEqual({ ...next, redirects: 1 })
    expect(to({ ...bare, headers: { A: 'b' } }, '/x')).toBeUndefined()
    expect(to({ ...bare, headers: { A: 'b' }, redirects: 1 }, '/x')).toEqual({
      ...next,
      ...{ headers: { A: 'b' }, redirects: 1 },
    })
  })

  it('takes headers along to the same origin only', () => {
    const hop = { ...POST, headers: { Authorization: 'secret' } }
    expect(to(hop, 'https://example.org/x')?.headers).toEqual({ Authorization: 'secret' })
    expect(to(hop, 'https://example.org/x', 303)?.headers).toEqual({ Authorization: 'secret' })
    for (const place of ['https://example.org:444/x', 'https://www.example.org/x', 'https://example.com/x'])
      expect(to(hop, place)).not.toHaveProperty('headers')
  })

  it('may be relative, and in raw UTF-8 or in Latin-1', () => {
    const latin1 = (text: string) => Buffer.from(text).toString('latin1')
    expect(to(POST, '2?a=b')?.url.href).toBe('https://example.org/ping/2?a=b')
    expect(to(POST, '//example.com/x')?.url.href).toBe('https://example.com/x')
    expect(to(POST, latin1('/grün'))?.url.href).toBe('https://example.org/gr%C3%BCn')
    expect(to(POST, '/gr\u00fcn')?.url.href).toBe('https://example.org/gr%C3%BCn')
  })

  it.each(['ftp://example.org/', 'https://', 'javascript:alert(1)', 'mailto:a@example.org', 'xhttp://a/'])(
    'to %s fails, as that is no web address',
    place => {
      expect(() => to(POST, place)).toThrow(
        expect.objectContaining({
          breakdown: 'redirect',
          message: 'example.org redirects to something that is not a web address',
        }),
      )
    },
  )

  it('from https to http fails, and not the other way round', () => {
    expect(() => to(POST, 'http://example.org/x')).toThrow('from https to plain http')
    expect(to({ ...POST, url: new URL('http://example.org/x') }, 'https://example.org/x')?.url.protocol).toBe(
      'https:',
    )
    expect(to({ ...POST, url: new URL('http://example.org/x') }, 'http://example.com/')?.url.host).toBe(
      'example.com',
    )
  })

  it.each<[string, string, boolean]>([
    ['https://example.org/', 'https://example.org/x', true],
    ['https://example.org/', 'https://www.example.org/x', true],
    ['https://www.example.org/', 'https://example.org/x', true],
    ['https://example.org/', 'https://example.org:8443/x', false],
    ['http://example.org:8080/', 'https://example.org:8443/x', true],
    ['http://example.org/', 'https://example.org/x', true],
    ['https://example.org/', 'https://example.com/x', false],
    ['https://example.org/', 'https://a.www.example.org/x', false],
    ['https://awww.example.org/', 'https://aexample.org/x', false],
  ])('that has to stay with its host: %s to %s', (from, place, stays) => {
    const hop = { ...POST, url: new URL(from), sameHost: true }
    if (stays) expect(to(hop, place)?.url.href).toBe(place)
    else expect(() => to(hop, place)).toThrow(`redirects to another host, ${new URL(place).host}: is this`)
  })
})
