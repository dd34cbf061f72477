import { X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSelfSigned } from '../../../src/wire/net'
import { makeSelfSigned } from '../../support/certificates'
import { openWeb, type TestWeb } from '../../support/web'

let web: TestWeb
beforeEach(async () => {
  web = await openWeb()
})
afterEach(async () => await web.close())

const page = async () =>
  (await (await web.admin()).get('/system/authority').set('Accept', 'text/html').expect(200)).text
const has = (kind: 'self-signed' | 'own') => Object.assign(web.ports.certificate, { kind })

describe('the page on trust', () => {
  it('leads to https first where there is none', async () => {
    expect(await page()).toContain('The page is not encrypted by this appliance yet')
    await (await web.admin()).get('/system/authority.crt').expect(404)
  })

  it('has the file for the device, with the certificate and without the key, and its fingerprint', async () => {
    await openSelfSigned(web.where.home).make(['pi.example'])
    has('self-signed')
    const authority = (await openSelfSigned(web.where.home).authority())?.pem ?? ''
    const { body, headers } = await (await web.admin())
      .get('/system/authority.crt')
      .buffer(true)
      .parse(bytesOf)
      .expect(200)
    expect(body.toString()).toBe(authority)
    expect(authority).not.toContain('PRIVATE KEY')
    expect(headers['content-type']).toBe('application/x-x509-ca-cert')
    expect(headers['content-disposition']).toBe('attachment; filename=heartbeat-authority.crt')
    expect(await page()).toContain(new X509Certificate(authority).fingerprint256)
  })

  it('makes the authority where a certificate of an earlier release vouches for itself', async () => {
    const { cert, key } = makeSelfSigned(30, '/O=intvlm8r heartbeat (self-signed)/CN=pi')
    await writeFile(join(web.where.home, 'self-signed.pem'), cert + key)
    has('self-signed')
    expect(await page()).toContain('vouches for itself')
    const admin = await web.admin()
    await admin.post('/system/authority').expect(303)
    expect(await page()).toContain('Download the authority')
    const { current } = await openSelfSigned(web.where.home).state()
    expect(web.logged.join('\n')).toContain(`and with it the certificate ${current?.fingerprint}`)
  })

  it('does nothing about a certificate of the owner', async () => {
    has('own')
    expect(await page()).toContain('one of your own')
    const admin = await web.admin()
    expect((await admin.post('/system/authority')).status).toBe(409)
  })

  it('is for nobody without a log-in', async () => {
    await openSelfSigned(web.where.home).make([])
    await web.visitor().get('/system/authority').expect(401)
    await web.visitor().get('/system/authority.crt').expect(401)
    await web.visitor().post('/system/authority').expect(401)
  })
})

describe('an installable page', () => {
  it('has a manifest with icons that are there, also before the log-in', async () => {
    const { body, headers } = await web.visitor().get('/app.webmanifest').expect(200)
    expect(headers['content-type']).toMatch(/^application\/manifest\+json/)
    expect(body).toMatchObject({ name: 'Heartbeat', start_url: '/', display: 'standalone' })
    const icons: { src: string; type: string; sizes: string }[] = body.icons
    expect(icons.map(({ sizes }) => sizes)).toEqual(['any', '192x192', '512x512', '512x512'])
    for (const { src, type, sizes } of icons) {
      const icon = await web.visitor().get(src).expect(200)
      expect(icon.headers['content-type']).toBe(type)
      // The width and the height stand in the header of a PNG.
      if (type === 'image/png')
        expect(`${icon.body.readUInt32BE(16)}x${icon.body.readUInt32BE(20)}`).toBe(sizes)
    }
    await web.visitor().get('/apple-touch-icon.png').expect(200).expect('content-type', 'image/png')
  })

  it('is named by each page', async () => {
    const { text } = await web.visitor().get('/login').set('Accept', 'text/html')
    expect(text).toContain('<link rel="manifest" href="/app.webmanifest">')
    expect(text).toContain('<link rel="apple-touch-icon" href="/apple-touch-icon.png">')
  })
})

function bytesOf(response: supertest.Response, done: (error: Error | null, body: Buffer) => void): void {
  const parts: Buffer[] = []
  const stream = response as unknown as NodeJS.ReadableStream
  stream.on('data', (part: Buffer) => parts.push(part))
  stream.on('end', () => done(null, Buffer.concat(parts)))
}
