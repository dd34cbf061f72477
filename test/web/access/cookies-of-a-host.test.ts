/** A browser sends the cookies of a host to every port of it, as to two appliances that are reached by tunnels at localhost. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { INI, openWeb, PASSWORD, type TestWeb } from '../../support/web'

const NAMES = { http: 'intvlm8r', https: '__Host-intvlm8r' } as const
type Scheme = keyof typeof NAMES

let one: TestWeb
let other: TestWeb
/** The cookies that the browser has of the host, by their names. */
let jar: Map<string, string>

beforeEach(async () => {
  const ini = INI.replace('trustproxy = off', 'trustproxy = on')
  jar = new Map()
  one = await openWeb({ ini })
  other = await openWeb({ ini })
})
afterEach(async () => {
  await one.close()
  await other.close()
})

async function send(web: TestWeb, scheme: Scheme, method: 'get' | 'post', path: string, form?: object) {
  const answer = await web
    .visitor()
    [method](path)
    .set('X-Forwarded-Proto', scheme)
    .set('Accept', 'application/json')
    .set('Cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    .type('form')
    .send(form)
  for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (name.startsWith('__Host-')) expect(cookie).toMatch(/; Path=\/;.*; Secure|; Path=\/;.* Secure/)
    if (/Max-Age=0|Expires=Thu, 01 Jan 1970/.test(cookie)) jar.delete(name)
    else jar.set(name, value)
  }
  return answer
}
const logIn = async (web: TestWeb, scheme: Scheme, password = PASSWORD) =>
  (await send(web, scheme, 'post', '/login', { username: 'admin', password })).status
const isIn = async (web: TestWeb, scheme: Scheme) =>
  (await send(web, scheme, 'get', '/nowhere')).status === 404
/** The browser has the cookie as an earlier version named it. */
function rename(from: RegExp, to: string): void {
  const [name = '', value = ''] = [...jar].find(([name]) => from.test(name)) ?? []
  expect(value).not.toBe('')
  jar.delete(name)
  jar.set(to, value)
}

describe.each<Scheme>(['http', 'https'])('two appliances on one host, over %s', scheme => {
  const own = new RegExp(`^${NAMES[scheme]}-[0-9a-f]{8}$`)

  test('keep the log-ins of a browser, and log out each by itself', async () => {
    for (const web of [one, other]) expect(await logIn(web, scheme)).toBe(303)
    expect([await isIn(one, scheme), await isIn(other, scheme)]).toEqual([true, true])
    await send(one, scheme, 'post', '/logout')
    expect([await isIn(one, scheme), await isIn(other, scheme)]).toEqual([false, true])
  })

  test('go on with a log-in of an earlier version, whose cookie gets another name', async () => {
    await logIn(one, scheme)
    rename(own, NAMES[scheme])
    expect(await isIn(other, scheme)).toBe(false)
    expect([...jar.keys()], 'not of the other one').toContain(NAMES[scheme])
    expect(await isIn(one, scheme)).toBe(true)
    expect([...jar.keys()].filter(name => own.test(name))).toHaveLength(1)
    expect([...jar.keys()]).not.toContain(NAMES[scheme])
    expect(await isIn(one, scheme)).toBe(true)
  })

  test('leave the cookie of an appliance that is still of an earlier version alone', async () => {
    await logIn(other, scheme)
    rename(own, NAMES[scheme])
    const before = jar.get(NAMES[scheme])
    await logIn(one, scheme)
    expect(await isIn(one, scheme)).toBe(true)
    await send(one, scheme, 'post', '/logout')
    expect(jar.get(NAMES[scheme])).toBe(before)
  })

  test('take no cookie of an earlier version that is not signed', async () => {
    await logIn(one, scheme)
    rename(own, NAMES[scheme])
    const signed = jar.get(NAMES[scheme]) ?? ''
    jar.set(NAMES[scheme], signed.replace(/\.[^.]*$/, '.made-up'))
    const { status, headers } = await send(one, scheme, 'get', '/nowhere')
    expect([status, headers['set-cookie']]).toEqual([401, undefined])
  })
})

test('a log-in over http goes on over https, and its cookie is of no use there after that', async () => {
  await logIn(one, 'http')
  const [[name = '', value = ''] = []] = [...jar].filter(([name]) => /^intvlm8r-[0-9a-f]{8}$/.test(name))
  expect(await isIn(one, 'https')).toBe(true)
  expect([...jar.keys()].filter(name => !name.includes('device'))).toEqual([`__Host-${name}`])
  jar = new Map([[name, value]])
  expect(await isIn(one, 'https')).toBe(false)
})

describe('the mark of a device that has logged in before', () => {
  const guess = async (web: TestWeb) => {
    for (let n = 0; n < 5; n++) expect(await logIn(web, 'http', 'x')).toBe(401)
    return await logIn(web, 'http', 'x')
  }

  test('is of one appliance alone', async () => {
    for (const web of [one, other]) await logIn(web, 'http')
    for (const web of [one, other]) expect(await guess(web)).toBe(429)
    jar = new Map([...jar].filter(([name]) => !name.includes('device')))
    for (const web of [one, other]) expect(await logIn(web, 'http'), 'by their address').toBe(303)
  })

  test('of an earlier version counts, and gets another name at the next log-in', async () => {
    await logIn(one, 'http')
    rename(/^intvlm8r-device-[0-9a-f]{8}$/, 'intvlm8r-device')
    expect(await guess(one)).toBe(429)
    const known = jar.get('intvlm8r-device')
    jar = new Map()
    expect(await logIn(one, 'http'), 'by its address').toBe(303)
    jar = new Map([['intvlm8r-device', known ?? '']])
    await logIn(other, 'http')
    expect(jar.get('intvlm8r-device'), 'not that of another one').toBe(known)
  })

  test('of an earlier version is replaced at the next log-in', async () => {
    await logIn(one, 'http')
    rename(/^intvlm8r-device-[0-9a-f]{8}$/, 'intvlm8r-device')
    const known = jar.get('intvlm8r-device')
    await logIn(one, 'http')
    const marks = [...jar].filter(([name]) => name.includes('device'))
    expect(marks).toEqual([[expect.stringMatching(/^intvlm8r-device-[0-9a-f]{8}$/), known]])
  })
})
