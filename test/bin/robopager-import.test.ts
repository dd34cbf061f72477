import { execFile } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { usable } from '../../src/domain/settings/reading'
import { readIni } from '../../src/wire/settings'
import { folderWith } from '../support/folder'
import { CHECKLIST, ETL, SERVICE } from '../support/robopager'

const PROGRAM = join(import.meta.dirname, '../../dist/bin/intvlm8r.js')
const OWN = '; mine\n[Monitoring]\nheartbeatfrequency = Off\nheartbeaturl =\n'

let home: string
const at = (name: string) => join(home, name)
const ini = () => readFile(at('intvlm8r.ini'), 'utf8')

beforeEach(async () => {
  home = await folderWith({ 'intvlm8r.ini': OWN, 'etl.cfg': ETL, 'checklist.yaml': CHECKLIST })
})

async function intvlm8r(...args: string[]) {
  const env = { PATH: process.env.PATH, INTVLM8R_HOME: home }
  return await new Promise<{ code: number; output: string }>(done => {
    execFile(process.execPath, [PROGRAM, ...args], { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), output: out + err }),
    )
  })
}
const imported = () => intvlm8r('config', 'import', at('etl.cfg'), '--checklist', at('checklist.yaml'))

describe('a Robopager that is imported', () => {
  it('has its checks, its channel and its account here, and shows no secret', async () => {
    const { code, output } = await imported()
    const [, channel = ''] = /\[channel\.(pd-[\da-f]{8})\]/.exec(output) ?? []
    expect([code, output.split('\n')]).toEqual([
      0,
      [
        `Took over: [check.unique_email_check_job_name] (email), at 03:15, alerting by ${channel}`,
        `Took over: [check.unique_latency_check_name] (batchy), from 09:00 on, every 180s, alerting by ${channel}`,
        'Took over: [check.third] (batchy), at 10:15, alerting nobody',
        `Took over: [channel.${channel}], with the integration key of PagerDuty in intvlm8r.ini`,
        'Took over: heartbeat_service, as [channel.robopager-start]: it gets an event at each start ([Watch] startchannel)',
        'Took over: [mail.robopager], as me@example.org; the password is in robopager-mail.password',
        "Not taken over: the end of a run: as in Robopager's code its start counts, though its README says the end; set since = end where that is meant",
        'Not taken over: the Redis redis.lan: this appliance has its own; with [Checklist] redis = redis://redis.lan:6379/1 the hashes rp.NAME are written there, as before',
        '',
      ],
    ])
    const reading = readIni(at('intvlm8r.ini'))
    expect(reading.kind).toBe('ok')
    expect(
      usable(reading, 'checks')?.map(({ plan }) => [plan.name, plan.probe?.kind, plan.channels]),
    ).toEqual([
      ['unique_email_check_job_name', 'inbox', [channel]],
      ['unique_latency_check_name', 'batchy', [channel]],
      ['third', 'batchy', []],
    ])
    expect(usable(reading, 'channels')).toMatchObject([
      { name: channel, kind: 'pagerduty', settings: { version: '1', routingkey: SERVICE } },
      { name: 'robopager-start', isDefault: false, settings: { routingkey: 'y'.repeat(32) } },
    ])
    expect(usable(reading, 'watch')?.startChannel).toBe('robopager-start')
    expect(usable(reading, 'mail')).toMatchObject([{ name: 'robopager' }])
    expect(await readFile(at('robopager-mail.password'), 'utf8')).toBe('s3cret#1\n')
    expect((await stat(at('robopager-mail.password'))).mode & 0o777).toBe(0o600)
    expect(await ini()).toContain('; mine\n')
    for (const secret of ['s3cret', 'czNj', SERVICE, 'yyyyyyyy']) expect(output).not.toContain(secret)
  })

  it('changes nothing the second time', async () => {
    await imported()
    const before = await ini()
    const { code, output } = await imported()
    expect([code, output.split('\n')[0]]).toEqual([0, `${at('intvlm8r.ini')} has the same already.`])
    expect(await ini()).toBe(before)
  })

  it('with faults is not taken over at all, and each is named with its line', async () => {
    await writeFile(at('etl.cfg'), ETL.replace('czNjcmV0IzE=', 's3cret!'))
    await writeFile(at('checklist.yaml'), `${CHECKLIST}bad:\n    type: email\n    check_time: 25:00\n`)
    const { code, output } = await imported()
    expect([code, output.trim().split('\n')]).toEqual([
      1,
      [
        `${at('etl.cfg')}: line 3: [google_apps] password is not base64`,
        `${at('checklist.yaml')}: line 26: "bad" check_time has to be a time such as 09:00`,
        `${at('checklist.yaml')}: line 24: "bad" subjects is missing`,
        'intvlm8r: nothing was taken over: there are 3 faults',
      ],
    ])
    expect(await ini()).toBe(OWN)
  })

  it('does not touch a check of the same name that is about something else', async () => {
    await writeFile(at('intvlm8r.ini'), `${OWN}[check.third]\nperiod = 1d\n`)
    const { code, output } = await imported()
    expect([code, output.split('\n')[0]]).toEqual([
      1,
      '[check.third] stands in the INI already, and is another check than "third" of the checklist; rename one of them',
    ])
  })

  it('needs its checklist, and a checklist needs it', async () => {
    const alone = await intvlm8r('config', 'import', at('etl.cfg'))
    expect([alone.code, alone.output]).toEqual([
      1,
      `intvlm8r: ${at('etl.cfg')} is the etl.cfg of a Robopager; name its list of checks by --checklist FILE\n`,
    ])
    const other = await intvlm8r('config', 'import', at('intvlm8r.ini'), '--checklist', at('checklist.yaml'))
    expect([other.code, other.output]).toEqual([
      1,
      `intvlm8r: --checklist belongs to the etl.cfg of a Robopager alone, and ${at('intvlm8r.ini')} is none\n`,
    ])
  })
})
