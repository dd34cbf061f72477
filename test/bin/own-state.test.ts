import { execFile } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tightenIni } from '../../src/bin/shared/own-state'

const PROGRAMS = join(import.meta.dirname, '../../dist/bin')
const NOBODY = 65_534
const SECRET =
  '[Monitoring]\nheartbeatfrequency = Off\nheartbeaturl = https://nosnch.in/0123456789\n[Login]\ntotpkey = JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP\n'
let home: string
let ini: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'intvlm8r-own-'))
  ini = join(home, 'intvlm8r.ini')
  writeFileSync(ini, SECRET, { mode: 0o600 })
})
afterEach(() => rmSync(home, { recursive: true }))

function run(program: string, args: string[], input = ''): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
    const child = execFile(process.execPath, [join(PROGRAMS, program), ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, output: out + err }),
    )
    child.stdin?.end(input)
  })
}

test.each(['web.js', 'worker.js', 'start.js'])(
  '%s does not start in a folder that others may write',
  async program => {
    chmodSync(home, 0o777)
    const { code, output } = await run(program, [])
    expect(code).toBe(1)
    expect(output).toContain(`chmod go-w ${home}`)
  },
)

describe('an INI that others may read', () => {
  const warnings: string[] = []
  const log = { info() {}, error() {}, warn: (text: unknown) => void warnings.push(String(text)) }
  beforeEach(() => void warnings.splice(0))

  test.each([
    [0o644, 0o640],
    [0o666, 0o640],
    [0o660, 0o640],
  ])('with a secret in it and mode %o gets %o, and that is said', (before, after) => {
    chmodSync(ini, before)
    tightenIni({ ini }, log)
    expect(statSync(ini).mode & 0o777).toBe(after)
    expect(warnings).toEqual([expect.stringContaining(ini)])
    tightenIni({ ini }, log)
    expect(warnings).toHaveLength(1)
  })

  test('without a secret stays as it is', () => {
    writeFileSync(ini, '[Monitoring]\nheartbeatfrequency = Off\n')
    chmodSync(ini, 0o644)
    tightenIni({ ini }, log)
    expect(statSync(ini).mode & 0o777).toBe(0o644)
    expect(warnings).toEqual([])
  })
})

describe.runIf(process.getuid?.() === 0)('as root in the folder of another user', () => {
  /** A file that only root may write. */
  let victim: string

  beforeEach(() => {
    victim = `${home}.victim`
    writeFileSync(victim, SECRET, { mode: 0o644 })
    rmSync(ini)
    symlinkSync(victim, ini)
    chownSync(home, NOBODY, NOBODY)
  })
  afterEach(() => rmSync(victim))

  test.each([
    ['set-password', ['set-password']],
    ['second-factor off', ['second-factor', 'off']],
    ['config import', ['config', 'import', 'FILE']],
  ])('%s follows no link to a file that its owner may not write', async (_name, args) => {
    const file = `${home}.import`
    writeFileSync(
      file,
      '[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = https://nosnch.in/a123456789\n',
      {
        mode: 0o600,
      },
    )
    try {
      const { code } = await run(
        'intvlm8r.js',
        args.map(arg => (arg === 'FILE' ? file : arg)),
        'a long password\n',
      )
      expect(code).toBe(1)
      expect(readFileSync(victim, 'utf8')).toBe(SECRET)
      expect(lstatSync(ini).isSymbolicLink()).toBe(true)
    } finally {
      rmSync(file)
    }
  })

  test('both work where there is no link, and the files stay the owner’s', async () => {
    rmSync(ini)
    writeFileSync(ini, SECRET, { mode: 0o600 })
    chownSync(ini, NOBODY, NOBODY)
    const file = `${home}.import`
    writeFileSync(
      file,
      '[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl = https://nosnch.in/a123456789\n',
      {
        mode: 0o600,
      },
    )
    try {
      expect(await run('intvlm8r.js', ['config', 'import', file])).toMatchObject({ code: 0 })
      expect(await run('intvlm8r.js', ['set-password'], 'a long password\n')).toMatchObject({ code: 0 })
    } finally {
      rmSync(file)
    }
    expect(readFileSync(ini, 'utf8')).toMatch(
      /heartbeatfrequency = 10\nheartbeaturl = https:\/\/nosnch\.in\/a123456789\n[\s\S]*passwordhash = \$scrypt/i,
    )
    expect(statSync(ini).uid).toBe(NOBODY)
  })
})
