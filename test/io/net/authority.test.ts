import { X509Certificate } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openAuthority } from '../../../src/io/net/authority'
import { newCertificate } from '../../../src/io/net/openssl'
import { fakePrograms } from '../../support/fake-programs'
import { folderWith } from '../../support/folder'

const DAY = 86_400_000
const NAMES = [
  'Heart.local',
  'heart.local',
  'under_score',
  '0.0.0.0',
  '::',
  '10.1.2.3',
  '9.9.9.9',
  '-bad',
  '::1',
]
const namesIn = (pem: string) => new X509Certificate(pem).subjectAltName

it('the authority is made with the first certificate, which it signs for names of a sound form', async () => {
  const home = await folderWith()
  const authority = openAuthority(home)
  expect(await authority.certificate()).toBeUndefined()
  const pem = await authority.issue(NAMES, false, Date.now())
  expect(namesIn(pem)).toBe(
    'DNS:heart.local, IP Address:10.1.2.3, IP Address:9.9.9.9, IP Address:0:0:0:0:0:0:0:1',
  )
  const own = new X509Certificate((await authority.certificate()) ?? '')
  const leaf = new X509Certificate(pem)
  expect([leaf.checkIssued(own), leaf.verify(own.publicKey), leaf.ca, own.ca]).toEqual([
    true,
    true,
    false,
    true,
  ])
  expect([own.subject, leaf.subject]).toEqual(
    [`Heartbeat of ${hostname()}`, hostname()].map(name => `O=intvlm8r heartbeat (self-signed)\nCN=${name}`),
  )
  expect(await authority.certificate()).not.toContain('PRIVATE KEY')
  expect((await stat(join(home, 'authority.pem'))).mode & 0o777).toBe(0o600)
})

it('a name for which the authority cannot vouch is left out, unless it is made anew for it', async () => {
  const home = await folderWith()
  const authority = openAuthority(home)
  await authority.issue(['heart.local'], false, Date.now())
  const first = await authority.certificate()
  const wanted = ['heart.local', 'www.heart.local', 'myheart.local', '192.168.3.4', '9.9.9.9', '2001:db8::1']
  expect(namesIn(await authority.issue(wanted, false, Date.now()))).toBe(
    'DNS:heart.local, DNS:www.heart.local, IP Address:192.168.3.4',
  )
  // Where it vouches for all, there is no need of another one.
  await authority.issue(['heart.local', 'localhost', 'fe80::1', '172.31.0.1'], true, Date.now())
  expect(await authority.certificate()).toBe(first)
  expect(namesIn(await authority.issue(wanted, true, Date.now()))).toBe(
    'DNS:heart.local, DNS:www.heart.local, DNS:myheart.local, IP Address:192.168.3.4, IP Address:9.9.9.9, IP Address:2001:DB8:0:0:0:0:0:1',
  )
  expect(await authority.certificate()).not.toBe(first)
})

it('an authority that would end before a certificate of it is made anew', async () => {
  const home = await folderWith()
  const authority = openAuthority(home)
  const leaf = new X509Certificate(await authority.issue(['heart.local'], false, Date.now()))
  const first = (await authority.certificate()) ?? ''
  const life = Math.round((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY) * DAY
  const end = Date.parse(new X509Certificate(first).validTo)
  await authority.issue(['heart.local'], false, end - life - 1)
  expect(await authority.certificate()).toBe(first)
  await authority.issue(['heart.local'], false, end - life)
  expect(await authority.certificate()).not.toBe(first)
})

it('a file that the appliance has not made is neither used nor replaced', async () => {
  const leaf = await newCertificate('leaf', { days: 1, extensions: ['basicConstraints=critical,CA:FALSE'] })
  for (const text of ['', 'no certificate', leaf]) {
    const home = await folderWith({ 'authority.pem': text })
    const words = `${home}/authority.pem is not of the appliance's making; move it elsewhere first`
    await expect(openAuthority(home).certificate()).rejects.toEqual(new Error(words))
    await expect(openAuthority(home).issue(['a'], true, 0)).rejects.toEqual(new Error(words))
    expect(await readFile(join(home, 'authority.pem'), 'utf8')).toBe(text)
  }
  const home = await folderWith()
  await writeFile(join(home, 'file'), '')
  await expect(openAuthority(join(home, 'file')).certificate()).rejects.toThrow('ENOTDIR')
})

it('without openssl the remedy is named, and what it says of its failure is told', async () => {
  await fakePrograms({ openssl: 'echo " it is broken " >&2; exit 1' })
  await expect(newCertificate('a', { days: 1, extensions: [] })).rejects.toThrow(
    /^openssl could not make the certificate: it is broken$/,
  )
  await fakePrograms({}, { alone: true })
  await expect(newCertificate('a', { days: 1, extensions: [] })).rejects.toThrow(
    /^openssl is not installed, and it makes the certificate: sudo apt install openssl$/,
  )
})

it('a common name has at most 64 characters, and no slash, which would begin another part', async () => {
  const pem = await newCertificate(`a/b${'c'.repeat(70)}`, { days: 1, extensions: [] })
  expect(new X509Certificate(pem).subject).toBe(`O=intvlm8r heartbeat (self-signed)\nCN=a-b${'c'.repeat(61)}`)
})
