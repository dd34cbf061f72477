import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChannelPrograms } from '../../src/domain/alerts/ports'
import type { RunProgram } from '../../src/domain/probes/look'
import { createRunJob } from '../../src/io/probes/run-job'
import { sms } from '../../src/notifiers/sms'
import { alertOf, context, programContract } from '../contracts/notifier'
import { folderWith } from '../support/folder'

/** Keeps its words and its text, and ends as the test wants. */
const STAND_IN = `#!/bin/sh
{ printf '%s|' "$@"; echo; cat; printf '\\000'; } >>"$FOLDER/sent"
. "$FOLDER/ending"
`

let folder: string
let modem: RunProgram
beforeEach(async () => {
  folder = await folderWith({ gammu: STAND_IN, ending: 'exit 0', sent: '' })
  await chmod(join(folder, 'gammu'), 0o755)
  modem = createRunJob({ socket: '', environment: { PATH: `${folder}:${process.env.PATH}`, FOLDER: folder } })
})
const programs = (): ChannelPrograms => ({
  modem,
  job: () => Promise.reject(new Error('this is no job')),
  find: async program => ({ program }),
})
const sent = async () => (await readFile(join(folder, 'sent'), 'utf8')).split('\0').slice(0, -1)
const settings = { to: '+491701234567' }
const channel = (more: Record<string, string>) =>
  ({ name: 'mine', kind: 'sms', origin: 'ini', settings: { ...settings, ...more } }) as const
const send = (more: Record<string, string>, ...alert: Parameters<typeof alertOf>) =>
  sms(alertOf(...alert), channel(more), context(undefined, { programs: programs() }))

programContract({
  kind: 'sms',
  settings,
  programs: async ending => {
    await writeFile(join(folder, 'ending'), ending)
    return programs()
  },
  arrived: sent,
  final: ['exit 2', 'exit 99'],
  passing: ['exit 1', 'exit 103', 'exit 104', 'exit 114', 'kill -9 $$'],
  expectFit: message => {
    const [words = '', ...lines] = message.split('\n')
    const text = lines.join('\n')
    expect(words).toContain(`-autolen|${words.includes('-unicode') ? 134 : 306}|`)
    const twice = words.includes('-unicode') ? 0 : (text.match(/[[\]^{}\\~|€]/g)?.length ?? 0)
    expect(text.length + twice).toBeLessThanOrEqual(words.includes('-unicode') ? 134 : 306)
  },
})

describe('an SMS', () => {
  it('is sent by gammu, in the alphabet of GSM where that has every character', async () => {
    await send({}, 'trigger')
    const page = `http://pi:8080/checks/${alertOf('trigger').check}`
    expect(await sent()).toEqual([
      `sendsms|TEXT|+491701234567|-autolen|306|\n[DOWN] backup\nbackup is down since 12:00.\nNo signal came in time.\n\n${page}`,
    ])
  })

  it('is Unicode where the alphabet has not every character', async () => {
    await send({}, 'trigger', { subject: 'Größe – 東京 ist down', text: 'Seit 12:00.' })
    const [message = ''] = await sent()
    expect(message).toMatch(/^sendsms\|TEXT\|\+491701234567\|-autolen\|134\|-unicode\|\n/)
    expect(message).toContain('Größe – 東京 ist down')
  })

  it('goes to every number, with the modem that is named', async () => {
    const delivery = await send({ to: '+49170111, +49170222', section: '1', config: '/etc/other' }, 'trigger')
    expect(delivery).toEqual({ ok: true, detail: 'sent to 2 numbers' })
    expect((await sent()).map(each => each.split('\n')[0])).toEqual([
      '-c|/etc/other|-s|1|sendsms|TEXT|+49170111|-autolen|306|',
      '-c|/etc/other|-s|1|sendsms|TEXT|+49170222|-autolen|306|',
    ])
  })

  it('that one of several got is sent again to the others only, and names the failure', async () => {
    await writeFile(join(folder, 'ending'), '[ -e "$FOLDER/one" ] && exit 104; touch "$FOLDER/one"; exit 0')
    const settled = { reached: ['+49170111'], refused: {} }
    expect(await send({ to: '+49170111,+49170222' }, 'trigger')).toEqual({
      ...{ ok: false, permanent: false, settled },
      detail:
        'sent to +49170111; not to +49170222: gammu ended with exit code 104: there is no modem at the port that its settings name',
    })
    await writeFile(join(folder, 'ending'), 'exit 0')
    const again = context(undefined, { programs: programs(), settled })
    expect(await sms(alertOf('trigger'), channel({ to: '+49170111,+49170222' }), again)).toEqual({
      ...{ ok: true, detail: 'sent to 2 numbers' },
    })
    const numbers = (await sent()).map(each => each.split('|')[2])
    expect(numbers).toEqual(['+49170111', '+49170222', '+49170222'])
  })

  it('that a modem does not send in time is stopped, and goes to the other numbers all the same', async () => {
    const limits: number[] = []
    const limit = vi.spyOn(AbortSignal, 'timeout').mockImplementation(ms => {
      if (ms === 20_000) limits.push(ms)
      return limits.length === 1 ? AbortSignal.abort() : new AbortController().signal
    })
    const delivery = await send({ to: '+49170111,+49170222' }, 'trigger')
    expect(delivery).toMatchObject({
      settled: { reached: ['+49170222'] },
      detail: 'sent to +49170222; not to +49170111: gammu did not end in time, and was stopped',
    })
    expect(limits).toEqual([20_000, 20_000])
    limit.mockRestore()
  })

  it('is a final failure without gammu, and says how to get it', async () => {
    modem = createRunJob({ socket: '', environment: { PATH: folder } })
    await writeFile(join(folder, 'gammu'), '')
    await chmod(join(folder, 'gammu'), 0o644)
    expect(await send({}, 'trigger')).toMatchObject({
      ok: false,
      permanent: true,
      untaken: true,
      detail: 'gammu is not installed here: sudo apt install gammu',
    })
  })

  it('is taken by Debian’s gammu with its dummy phone', async () => {
    const dummy = await folderWith({ 'phone/.keep': '' })
    const config = join(dummy, 'gammurc')
    await writeFile(config, `[gammu]\nmodel = dummy\nconnection = none\nport = ${dummy}/phone\n`)
    modem = createRunJob({
      socket: '',
      environment: { PATH: '/usr/bin:/bin', HOME: dummy, LC_ALL: 'C.UTF-8' },
    })
    expect(await send({ config }, 'trigger')).toEqual({ ok: true, detail: 'sent' })
    expect(await send({ config }, 'trigger', { subject: '東京 😀' })).toEqual({ ok: true, detail: 'sent' })
    await writeFile(config, '[gammu]\nconnection = at\nport = /dev/nowhere\n')
    expect(await send({ config }, 'trigger')).toMatchObject({
      ok: false,
      permanent: false,
      detail: expect.stringContaining('there is no modem at the port'),
    })
  })
})
