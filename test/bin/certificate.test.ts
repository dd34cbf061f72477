/** https by `intvlm8r certificate`, on the real web app. */
import { type ChildProcess, execFile, fork } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeSelfSigned } from '../support/certificates'
import { freePort } from '../support/port'

const BIN = resolve(import.meta.dirname, '../../dist/bin')
const FINGERPRINT = /^fingerprint \(SHA-256\) {2}((?:[\dA-F]{2}:){31}[\dA-F]{2})$/m

let home: string
let port: number
let web: ChildProcess | undefined
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-certificate-'))
  port = await freePort()
  await writeIni(`port = ${port}\n`)
})
afterEach(async () => {
  if (web?.exitCode === null) {
    web.kill('SIGKILL')
    await once(web, 'exit')
  }
  web = undefined
  await rm(home, { recursive: true, force: true })
})

async function writeIni(lines: string): Promise<void> {
  const text = `[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = http://127.0.0.1:9/x\n[Web]\nhost = 127.0.0.1\n${lines}`
  await writeFile(join(home, 'intvlm8r.ini'), text, { mode: 0o600 })
}

function run(program: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  return new Promise(done => {
    execFile(process.execPath, [join(BIN, program), ...args], { env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}
const certificate = (action: string) => run('intvlm8r.js', 'certificate', action)
const fingerprintIn = ({ stdout }: { stdout: string }) => FINGERPRINT.exec(stdout)?.[1]

async function startWeb(): Promise<void> {
  web = fork(join(BIN, 'web.js'), { env: { PATH: process.env.PATH, INTVLM8R_HOME: home }, silent: true })
  await expect.poll(healthz).toBe(200)
}

/** As the tick asks for it: in the clear, on loopback. */
const healthz = () =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ status }) => status,
    () => 0,
  )

async function servedFingerprint(): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  try {
    await once(socket, 'secureConnect')
    return socket.getPeerCertificate().fingerprint256
  } finally {
    socket.destroy()
  }
}

test('it is switched on while the page runs, renewed without a restart, and the tick goes on', async () => {
  await startWeb()
  expect((await certificate('show')).stdout).toContain('https is off')
  const ended = once(web as ChildProcess, 'exit')
  const made = await certificate('make')
  expect(made).toMatchObject({ code: 0, stderr: '' })
  // systemd starts it again after this code.
  expect((await ended)[0]).toBe(75)
  await startWeb()
  expect(await servedFingerprint()).toBe(fingerprintIn(made))
  const shown = await certificate('show')
  expect([shown.code, fingerprintIn(shown)]).toEqual([0, fingerprintIn(made)])
  expect(shown.stdout).toContain('It is self-signed, and renewed by itself in time.')
  expect(fingerprintIn(await certificate('make'))).toBe(fingerprintIn(made))
  const renewed = fingerprintIn(await certificate('renew'))
  expect(renewed).not.toBe(fingerprintIn(made))
  expect(await servedFingerprint()).toBe(renewed)
  // Redis is away here: the web app was reached, and answered as the tick's contract has it.
  expect((await run('tick.js', '--boot')).stdout).toMatch(/the web app answered 503: /)
})

test('a certificate of the owner is shown, and neither replaced nor renewed', async () => {
  await certificate('make')
  const pem = await readFile(join(home, 'self-signed.pem'))
  await writeFile(join(home, 'mine.pem'), pem)
  await writeIni('tlscert = mine.pem\ntlskey = mine.pem\n')
  const shown = await certificate('show')
  expect(fingerprintIn(shown)).toBeDefined()
  expect(shown.stdout).not.toContain('self-signed')
  for (const [action, words] of [
    ['make', 'the INI names a certificate of your own ([Web] tlscert); it stays'],
    ['renew', 'the page has no self-signed certificate that could be renewed'],
  ] as const) {
    const { code, stderr } = await certificate(action)
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)])
  }
  expect(await readFile(join(home, 'mine.pem'))).toEqual(pem)
  await writeFile(join(home, 'mine.pem'), 'nonsense')
  expect((await certificate('show')).stderr).toContain('the certificate mine.pem cannot be used')
})

test('where only the INI came to a new card the page is served by https all the same, with a certificate that is made', async () => {
  await writeIni(
    `port = ${port}\nhostnames = heartbeat.example.org\ntlscert = self-signed.pem\ntlskey = self-signed.pem\n`,
  )
  await startWeb()
  const shown = await certificate('show')
  expect(shown.stdout).toContain('heartbeat.example.org')
  expect(await servedFingerprint()).toBe(fingerprintIn(shown))
})

test('a file of somebody else in its place stays, and is served as it is', async () => {
  const { cert, key } = makeSelfSigned(9)
  await writeFile(join(home, 'self-signed.pem'), cert + key, { mode: 0o600 })
  await writeIni(`port = ${port}\ntlscert = self-signed.pem\ntlskey = self-signed.pem\n`)
  await startWeb()
  expect(await servedFingerprint()).toBe(new X509Certificate(cert).fingerprint256)
  expect(await readFile(join(home, 'self-signed.pem'), 'utf8')).toBe(cert + key)
})
