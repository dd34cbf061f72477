import { readdir } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { openSelfSigned } from '../../../src/wire/net'
import { INI, openWeb, type TestWeb } from '../../support/web'

const FINGERPRINT = /\b(?:[\dA-F]{2}:){31}[\dA-F]{2}\b/

let web: TestWeb
afterEach(async () => await web.close())

const page = async () => (await (await web.admin()).get('/system').set('Accept', 'text/html')).text

test('the button makes a certificate, names it in the INI and shows its fingerprint', async () => {
  web = await openWeb()
  expect(await page()).toContain('The page is sent in the clear')
  const admin = await web.admin()
  const { status, text } = await admin
    .post('/system/tls')
    .set('Accept', 'text/html')
    .set('Host', 'localhost:8080')
  const { current } = await openSelfSigned(web.where.home).state()
  expect([status, FINGERPRINT.exec(text)?.[0]]).toEqual([200, current?.fingerprint])
  expect(text).toContain('href="https://localhost:8080/"')
  expect(current?.names).toContain('127.0.0.1')
  expect(await web.ini()).toContain('tlscert = self-signed.pem\ntlskey = self-signed.pem\n')
  expect(web.logged.at(-1)).toContain(`https was switched on with the certificate ${current?.fingerprint}`)
})

test('behind a proxy that speaks https there is nothing to switch on', async () => {
  web = await openWeb({ ini: INI.replace('trustproxy = off', 'trustproxy = on') })
  const proxied = (await web.admin())
    .get('/system')
    .set('Accept', 'text/html')
    .set('X-Forwarded-Proto', 'https')
  const { text } = await proxied
  expect(text).toContain('This page came by https, through a proxy')
  expect(text).not.toContain('Switch https on')
})

test('nobody without a log-in, and no page of another site, switches it on', async () => {
  web = await openWeb()
  expect((await web.visitor().post('/system/tls')).status).toBe(401)
  const admin = await web.admin()
  expect((await admin.post('/system/tls').set('Origin', 'http://elsewhere.example')).status).toBe(403)
  expect(await web.ini()).toBe(INI)
})

test('a certificate of the owner stays', async () => {
  const ini = INI.replace('[Web]\n', '[Web]\ntlscert = mine.crt\ntlskey = mine.key\n')
  web = await openWeb({ ini })
  const { status, text } = await (await web.admin()).post('/system/tls').set('Accept', 'text/html')
  expect([status, text.includes('names a certificate of your own')]).toEqual([409, true])
  expect(await web.ini()).toBe(ini)
  expect((await readdir(web.where.home)).filter(name => name.endsWith('.pem'))).toEqual([])
})

test.each([
  ['self-signed', 'renewed by itself in time'],
  ['own', 'a certificate of your own'],
] as const)('a certificate that is %s is shown with fingerprint, names and end', async (kind, words) => {
  web = await openWeb()
  const facts = await openSelfSigned(web.where.home).make(['pi.example'])
  Object.assign(web.ports.certificate, { kind, facts: async () => facts })
  const text = await page()
  for (const part of [facts.fingerprint, words, 'pi.example']) expect(text).toContain(part)
  expect(text).not.toContain('Switch https on')
})

test('one that cannot be used is shown as trouble', async () => {
  web = await openWeb()
  Object.assign(web.ports.certificate, { kind: 'own', facts: async () => undefined })
  expect(await page()).toContain('cannot be used; the log has the reason')
})

test('Home and the monitoring page show the fingerprint of the next one', async () => {
  web = await openWeb()
  const now = Date.now()
  const current = { fingerprint: 'AA:BB', names: [], from: 0, until: now + 20 * 86_400_000 }
  const next = { ...current, fingerprint: 'CC:DD', until: now + 800 * 86_400_000 }
  Object.assign(web.ports.certificate, { selfSigned: () => ({ current, next }) })
  const admin = await web.admin()
  for (const path of ['/', '/monitoring'])
    expect((await admin.get(path).set('Accept', 'text/html')).text).toContain('will be CC:DD')
})
