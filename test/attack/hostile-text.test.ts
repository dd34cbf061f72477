/** Texts that are made to take time: in the INI, in a support bundle, and in what strangers send. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { CHECK, FIRST, PROGRAMS } from './appliance'
import { type Outgoing, send } from './clients'
import { APPLIANCE, attackersV4, mayAttack } from './networks'
import { openScene, repel } from './scene'

const KB_50 = 50_000
const MB = 1_000_000
const repeated = (part: string, length: number) => part.repeat(Math.floor(length / part.length))
const CHANNEL = '[channel.c]\nkind ='
const INIS: Readonly<Record<string, string>> = {
  'a key': `heartbeaturl${repeated('#', KB_50)}`,
  'blanks and comment signs': `${repeated(' ;', KB_50)}\r`,
  addresses: `[a]\nb = ${repeated('a.', KB_50)}`,
  slashes: `[Monitoring]\nheartbeaturl = http://a${repeated('/', KB_50)}a`,
  'a contact': `${CHANNEL} web-push\ncontact = mailto:${repeated('a@', KB_50)} `,
  'mail addresses': `${CHANNEL} email\nhost = h\nfrom = a@b.c\nto = ${repeated('"a" <', KB_50)}`,
  headers: `${CHANNEL} webhook\nurl = http://a\nheaders = ${repeated('a:|', KB_50)}`,
  'a period': `[check.a]\nperiod = ${repeated('1', KB_50)}`,
  'a cron expression': `[check.a]\nschedule = ${repeated('1,', KB_50)} * * * *`,
}
/** The most that one of them may take beside an INI of two lines. */
const MOST_CPU_S = 1

describe.skipIf(!mayAttack())('hostile text', () => {
  const scene = openScene()
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'intvlm8r-attack-text-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** The seconds of processor time that a check of the INI takes, and what it prints. */
  async function check(ini: string): Promise<{ cpu: number; printed: string }> {
    const file = join(folder, 'hostile.ini')
    writeFileSync(file, ini)
    const [nice = '', ...first] = FIRST
    const command = 'TIMEFORMAT="%U %S"; time "$@" 2>&1'
    const args = [
      ...first,
      'bash',
      '--norc',
      '-c',
      command,
      'bash',
      process.execPath,
      join(PROGRAMS, 'intvlm8r.js'),
    ]
    const child = spawn(nice, [...args, 'config', 'check', file], {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: folder, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed = Promise.all([text(child.stdout), text(child.stderr)])
    await once(child, 'close')
    const [output, times] = await printed
    const [user = 0, system = 0] = times.trim().split(' ').map(Number)
    return { cpu: user + system, printed: output }
  }

  test('of 50 kB in the INI takes no second', async () => {
    const harm = `texts that took more than ${MOST_CPU_S} s of the processor`
    await repel(scene, { attack: 'INI values of 50 kB', harm }, async () => {
      const plain = await check('[Monitoring]\nheartbeatfrequency = Off\n')
      let through = 0
      for (const [name, ini] of Object.entries(INIS)) {
        const { cpu } = await check(ini)
        if (cpu - plain.cpu < MOST_CPU_S) continue
        console.log(`${name}: ${cpu} s`)
        through++
      }
      return { requests: Object.keys(INIS).length, through }
    })
  })

  test('beyond a megabyte is no INI, and that is named', async () => {
    const harm = 'texts that were read, or refused without their reason'
    await repel(scene, { attack: 'an INI of checks beyond 1 MB', harm }, async () => {
      const checks = Array.from({ length: MB / 25 }, (_, n) => `[check.a${n}]\nperiod = 1h\n`).join('')
      const { printed, cpu } = await check(checks)
      return { requests: 1, through: printed.includes('is larger than 1 MB') && cpu < 2 ? 0 : 1 }
    })
  })

  test('of strangers costs nobody else time', async () => {
    const harm = 'requests without an answer'
    await repel(scene, { attack: 'bodies, headers and paths up to 1 MB', harm }, async () => {
      const json = { 'Content-Type': 'application/json' }
      const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
      const bodies = ['{', '{"a" ', '[', '"\\', 'a=', '&', '%2', '1', '<a '].map(part => repeated(part, MB))
      const posts = bodies.flatMap((body): Outgoing[] => [
        { method: 'POST', path: `/ping/${CHECK}`, headers: json, body },
        { method: 'POST', path: `/api/push/${CHECK}`, headers: form, body },
        { method: 'POST', path: `/p/${CHECK}/${CHECK}`, headers: json, body },
        { method: 'POST', path: '/login', headers: form, body: body.slice(0, 15_000) },
      ])
      const names = ['a ', '=?utf-8?Q?', '%2', '. ', '"<'].map((part): Outgoing => {
        const headers = { backendversion: '2', 'create-tag': 'true', name: repeated(part, 8_000).trim() }
        return { method: 'POST', path: '/pyremto', headers }
      })
      const paths = ['/', '%2f', '..', '?', ';'].map(
        (part): Outgoing => ({ path: `/ping/${repeated(part, 8_000)}` }),
      )
      const answers = await send(
        { network: scene.networks.others, host: APPLIANCE[4], parallel: 4 },
        [...posts, ...names, ...paths].map((request, n) => ({
          ...request,
          address: attackersV4(50)[n % 50] ?? '',
        })),
      )
      const unanswered = answers.filter(({ status }) => typeof status !== 'number')
      for (const { status } of unanswered) console.log(status)
      return { requests: answers.length, through: unanswered.length }
    })
  })
})
