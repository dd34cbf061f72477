import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { channelFaults } from '../../src/domain/alerts/channel'
import { createFindProgram } from '../../src/io/probes/owners-program'
import { createRunJob } from '../../src/io/probes/run-job'
import { command } from '../../src/notifiers/command'
import { alertOf, context, failedAlert, ODD, programContract } from '../contracts/notifier'
import { folderWith } from '../support/folder'

let folder: string
beforeEach(async () => {
  folder = await folderWith()
})
const job = createRunJob({ socket: '', environment: { PATH: process.env.PATH ?? '' } })
const channel = (line: string, origin: 'ini' | 'page' = 'ini') =>
  ({ name: 'mine', kind: 'command', origin, settings: { command: line } }) as const
const run = async (line: string, ...alert: Parameters<typeof alertOf>) => {
  const programs = { job, modem: job, find: createFindProgram(folder) }
  return await command(alertOf(...alert), channel(line), context(undefined, { programs }))
}

programContract({
  kind: 'command',
  settings: { command: 'the-program' },
  programs: async ending => ({
    modem: job,
    // Stands in for a program on the PATH.
    find: async () => ({ program: 'sh' }),
    job: async ([env, ...words], options) => {
      const line = `cat >"${folder}/$$.txt"; ${ending}`
      return await job([env, ...words.slice(0, -1), 'sh', '-c', line], options)
    },
  }),
  arrived: async () =>
    await Promise.all((await readdir(folder)).map(name => readFile(join(folder, name), 'utf8'))),
  final: [64, 65, 66, 67, 68, 76, 77, 78, 126, 127].map(code => `exit ${code}`),
  passing: [...[1, 63, 69, 70, 75, 79, 125].map(code => `exit ${code}`), 'kill -9 $$'],
  expectFit: text => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(20_000)
    expect(text).toContain('the end')
  },
})

describe('a command', () => {
  it('gets the alert as standard input, and its facts in its environment', async () => {
    const line = `sh -c 'cat >"$1/text"; env | grep INTVLM8R_ | sort >"$1/facts"' sh ${folder}`
    expect(await run(line, 'trigger', failedAlert())).toEqual({ ok: true, detail: 'sh succeeded' })
    const text = await readFile(join(folder, 'text'), 'utf8')
    expect(text).toMatch(/^\[DOWN\] backup\n\nbackup is down since 12:00\./)
    expect(text).toContain('> no space left on device (28)')
    expect((await readFile(join(folder, 'facts'), 'utf8')).split('\n')).toEqual([
      'INTVLM8R_AT=2026-11-20T12:00:00.000Z',
      `INTVLM8R_CHECK=${alertOf('trigger').check}`,
      'INTVLM8R_EXITCODE=3',
      `INTVLM8R_KEY=${alertOf('trigger').key}`,
      'INTVLM8R_KIND=trigger',
      'INTVLM8R_NAME=backup',
      'INTVLM8R_REASON=failure',
      'INTVLM8R_SINCE=2026-11-20T11:59:00.000Z',
      'INTVLM8R_STATUS=down',
      'INTVLM8R_SUBJECT=[DOWN] backup',
      'INTVLM8R_TAGS=nas night',
      'INTVLM8R_UNTIL=',
      `INTVLM8R_URL=http://pi:8080/checks/${alertOf('trigger').check}`,
      '',
    ])
  })

  it('cannot be led astray by a name', async () => {
    const line = `sh -c 'printf %s "$INTVLM8R_NAME" >"$1/name"' sh ${folder}`
    await run(line, 'trigger', { name: ODD })
    const name = 'Ü – €😀 "quoted" \\ {{key}} <b>&amp;  Bcc: x@example.org'
    expect(await readFile(join(folder, 'name'), 'utf8')).toBe(name)
  })

  it('sees nothing of the appliance’s own environment', async () => {
    process.env.INTVLM8R_TEST_SECRET = 'secret'
    try {
      await run(`sh -c 'env >"$1/all"' sh ${folder}`, 'trigger')
      const environment = await readFile(join(folder, 'all'), 'utf8')
      expect(environment).toContain('INTVLM8R_NAME=')
      expect(environment).not.toContain('INTVLM8R_TEST_SECRET')
    } finally {
      delete process.env.INTVLM8R_TEST_SECRET
    }
  })

  it('comes from the INI alone', async () => {
    const line = `touch ${folder}/was-run`
    const programs = { job, modem: job, find: createFindProgram(folder) }
    const fromPage = channel(line, 'page')
    expect(channelFaults(fromPage)).toEqual([
      { key: 'kind', reason: 'runs a program, and only the INI may name one' },
    ])
    const delivery = await command(alertOf('trigger'), fromPage, context(undefined, { programs }))
    expect(delivery).toMatchObject({ ok: false, permanent: true })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ["sh -c 'open", 'has a quotation mark'],
    ['sh | cat', 'has | outside quotation marks'],
  ])('with the line %s has a fault', (line, reason) => {
    expect(channelFaults(channel(line))[0]?.reason).toContain(reason)
  })

  it('that is not there is a final failure', async () => {
    expect(await run('/nowhere/program', 'trigger')).toMatchObject({ ok: false, permanent: true })
  })
})
