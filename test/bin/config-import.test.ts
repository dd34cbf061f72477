import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const URL = 'https://nosnch.in/0123456789'
/** What the Intervalometerator's INI has beside the heartbeat. */
const CAMERA = '[Global]\nfile created = 01 Jan 2026\nthumbscount = 24\n[Transfer]\ntfrmethod = Off\n'

let home: string
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-import-'))
  await writeFile(join(home, 'intvlm8r.ini'), '[Monitoring]\nheartbeatfrequency = Off\nheartbeaturl =\n')
})
afterEach(async () => await rm(home, { recursive: true }))

async function importOf(text: string | Buffer): Promise<{ code: number; output: string; saved: string[] }> {
  await writeFile(join(home, 'camera.ini'), text)
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  const args = [PROGRAM, 'config', 'import', join(home, 'camera.ini')]
  const [code, output] = await new Promise<[number, string]>(done => {
    execFile(process.execPath, args, { env }, (error, stdout, stderr) =>
      done([Number(error?.code ?? 0), stdout + stderr]),
    )
  })
  const ini = await readFile(join(home, 'intvlm8r.ini'), 'utf8')
  return { code, output, saved: [...ini.matchAll(/^heartbeat\w+ = ?(.*)$/gm)].map(([, value = '']) => value) }
}

const monitoring = (frequency: string, url: string) =>
  `${CAMERA}[Monitoring]\nheartbeatfrequency = ${frequency}\nheartbeaturl = ${url}\n`

describe('config import', () => {
  it.each<[string, string, string[], string]>([
    ['frequency and URL', monitoring('5', URL), ['5', URL], 'the heartbeat URL and the frequency 5.'],
    ['Off with a URL', monitoring('Off', URL), ['Off', URL], 'the heartbeat URL and the frequency Off.'],
    ['an empty frequency', monitoring('', URL), ['Off', URL], 'There is no frequency: choose one'],
    ['a doubled percent sign', monitoring('5', `${URL}%%20x`), ['5', `${URL}%20x`], 'the frequency 5.'],
    ['one percent sign', monitoring('5', `${URL}%20x`), ['5', `${URL}%20x`], 'the frequency 5.'],
    [
      '[DEFAULT], and a value that names another',
      `[DEFAULT]\nhost = nosnch.in\nheartbeatfrequency = 10\n${CAMERA}[Monitoring]\nheartbeaturl = https://%(HOST)s/0123456789\n`,
      ['10', URL],
      'the frequency 10.',
    ],
    ['quotes', monitoring('5', `"${URL}"`), ['5', URL], 'the frequency 5.'],
    [
      'brackets and an invisible character',
      monitoring('5', `<${URL}\u200b>`),
      ['5', URL],
      'the frequency 5.',
    ],
    ['&amp;', monitoring('5', `${URL}?a=1&amp;b=2`), ['5', `${URL}?a=1&b=2`], 'the frequency 5.'],
    ['a stray line elsewhere', `${monitoring('5', URL)}[Other]\nstray\n`, ['5', URL], 'the frequency 5.'],
  ])('takes over %s', async (_name, text, saved, words) => {
    const found = await importOf(text)
    expect(found.output).toContain(words)
    expect(found).toMatchObject({ code: 0, saved })
  })

  it.each([
    ['no [Monitoring]', CAMERA],
    ['an empty one', `${CAMERA}[Monitoring]\n`],
    ['empty values', monitoring('', '')],
  ])('has nothing to take over from %s, which is no failure', async (_name, text) => {
    const { code, output, saved } = await importOf(text)
    expect(output).toMatch(/^nothing was taken over from .*camera\.ini: it has no heartbeat settings\n$/)
    expect([code, saved]).toEqual([0, ['Off', '']])
  })

  it.each<[string, string | Buffer, string]>([
    ['a frequency without a URL', monitoring('5', ''), 'heartbeaturl: is empty'],
    ['a URL that is none', monitoring('5', 'nosnch.in/x'), 'Add https://'],
    ['an odd frequency', monitoring('7', URL), '"7" is not one of'],
    ['a picture', Buffer.from([0xff, 0xd8, 0, 1]), 'is not UTF-8 text'],
  ])('refuses %s, and changes nothing', async (_name, text, words) => {
    const { code, output, saved } = await importOf(text)
    expect(output).toMatch(/^intvlm8r: nothing was taken over from .*camera\.ini: /)
    expect(output).toContain(words)
    expect([code, saved]).toEqual([1, ['Off', '']])
  })
})
