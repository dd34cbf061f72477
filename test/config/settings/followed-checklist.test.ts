import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileFaultText } from '../../../src/domain/files/followed-file'
import { usable } from '../../../src/domain/settings/reading'
import { keepList, openSettings, readWithFiles } from '../../../src/wire/settings'
import { folderWith } from '../../support/folder'
import { CHECKLIST, ETL, SERVICE } from '../../support/robopager'

const INI = '[Monitoring]\nheartbeatfrequency = Off\n[Checklist]\nfile = checklist.yaml\n'

async function appliance(files: Readonly<Record<string, string>> = {}) {
  const home = await folderWith({
    'intvlm8r.ini': INI,
    'etl.cfg': ETL,
    'checklist.yaml': CHECKLIST,
    ...files,
  })
  const where = { home, ini: join(home, 'intvlm8r.ini'), result: '', runtime: home }
  const settings = openSettings(where)
  const list = async () => {
    const found = await settings.list()
    return {
      names: found?.checks.map(({ check }) => check.plan.name) ?? [],
      faults: found?.faults.map(fault => fileFaultText(fault).replaceAll(`${home}/`, '')) ?? [],
    }
  }
  return {
    where,
    settings,
    list,
    save: (name: string, text: string) => writeFile(join(home, name), text),
    remove: (name: string) => rm(join(home, name)),
    keep: async () => await keepList(where, await settings.list()),
  }
}

const THREE = ['unique_email_check_job_name', 'unique_latency_check_name', 'third']

describe('a checklist that the INI names', () => {
  it('makes checks, channels, the account and the channel of the start', async () => {
    const { settings, list } = await appliance()
    expect(await list()).toEqual({ names: THREE, faults: [] })
    const reading = await settings.read()
    expect(usable(reading, 'channels')).toMatchObject([
      { kind: 'pagerduty', origin: 'file', settings: { version: '1', routingkey: SERVICE } },
      { name: 'robopager-start', origin: 'file', isDefault: false },
    ])
    expect(usable(reading, 'watch')?.startChannel).toBe('robopager-start')
    expect(usable(reading, 'mail')).toMatchObject([
      {
        name: 'robopager',
        origin: 'file',
        settings: { imaphost: 'imap.gmail.com', imapuser: 'me@example.org', imappassword: 's3cret#1' },
      },
    ])
    expect((await settings.list())?.redis).toBe('redis://redis.lan:6379/1')
  })

  it('finds its settings in the folder above, as Robopager has them, or where the INI names them', async () => {
    const { settings, save, list } = await appliance({ 'other.cfg': ETL.replace('batchy', 'email') })
    expect((await list()).faults).toEqual([])
    await save('intvlm8r.ini', INI.replace('checklist.yaml', '/nowhere/cfg/checklist.yaml'))
    expect((await settings.list())?.faults.map(fileFaultText)).toEqual([
      '/nowhere/cfg/etl.cfg does not exist; /nowhere/etl.cfg cannot be used either (does not exist)',
      '/nowhere/cfg/checklist.yaml does not exist',
    ])
  })

  it('leaves a name that the INI has to the INI, so that another mail server can be given', async () => {
    const account =
      '[mail.robopager]\nfrom = me@example.org\nimaphost = imap.example.org\nimapuser = me\nimappassword = x\n'
    const { settings } = await appliance({ 'intvlm8r.ini': INI + account })
    const accounts = usable(await settings.read(), 'mail')
    expect(accounts?.map(({ origin, settings }) => [origin, settings.imaphost])).toEqual([
      ['ini', 'imap.example.org'],
    ])
  })

  it('does not take a check twice that was imported before', async () => {
    const { list } = await appliance({ 'intvlm8r.ini': `${INI}[check.third]\nperiod = 1d\n` })
    expect(await list()).toEqual({
      names: THREE.slice(0, 2),
      faults: ['checklist.yaml has "third", which stands in the INI, too; remove [check.third] there'],
    })
  })
})

describe('a checklist with a fault', () => {
  it('has every fault named at once, with its line, and no key', async () => {
    const { save, list } = await appliance()
    await save(
      'checklist.yaml',
      `one:\n  type: mail\n  ${SERVICE}: 1\n  check_time: 25:00\ntwo:\n  type: batchy\n  pd_service: '${SERVICE} !'\n  check_time: 9\n  latency_min: 0\n`,
    )
    await save('etl.cfg', ETL.replace('New_York', 'Nowhere').replace('8050', 'http'))
    expect((await list()).faults).toEqual([
      'etl.cfg: line 20: [timezone] timezone is not a time zone such as Europe/Berlin',
      'etl.cfg: line 18: [batchy] port is not a port number',
      'checklist.yaml: line 2: "one" type has to be email or batchy',
      'checklist.yaml: line 3: "one" (removed) is no key of a check; there are type, check_time, poll_sec, pd_service, pd_description, senders, subjects, delivery_time, wf_name, latency_min',
      'checklist.yaml: line 4: "one" check_time has to be a time such as 09:00',
      'checklist.yaml: line 5: "two" wf_name is missing',
      'checklist.yaml: line 7: "two" pd_service is no integration key',
    ])
  })

  it('keeps its checks as they were, whichever file has the fault, and none is removed', async () => {
    const { save, list, remove } = await appliance()
    await list()
    await save('checklist.yaml', `${CHECKLIST}  : [`)
    expect((await list()).names).toEqual(THREE)
    await save('checklist.yaml', 'new:\n  type: batchy\n  wf_name: a\n  check_time: 615\n  latency_min: 5\n')
    expect(await list()).toEqual({ names: ['new'], faults: [] })
    await save('etl.cfg', ETL.replace('= czNj', '= !'))
    expect(await list()).toMatchObject({ names: ['new'], faults: [expect.stringContaining('not base64')] })
    await remove('etl.cfg')
    expect((await list()).names).toEqual(['new'])
  })

  it('holds beyond a restart, by a copy, also while the section of the INI has a fault', async () => {
    const { where, save, list, keep } = await appliance()
    await list()
    await keep()
    await save('checklist.yaml', 'nothing')
    const again = openSettings(where)
    expect((await again.list())?.checks).toHaveLength(3)
    expect(usable(await again.read(), 'channels')).toHaveLength(2)
    await save('intvlm8r.ini', `${INI}redis = nowhere\n`)
    const third = openSettings(where)
    expect((await third.list())?.checks).toHaveLength(3)
    expect(usable(await third.read(), 'channels')).toHaveLength(2)
  })

  it('whose copy is damaged counts as one that never was good', async () => {
    const { list } = await appliance({ 'checklist.yaml': 'nothing', 'checklist-kept.json': '{"entries": 5}' })
    expect((await list()).names).toEqual([])
  })

  it('is no fault of the INI: heartbeats go on', async () => {
    const { where } = await appliance({ 'checklist.yaml': 'nothing' })
    const { reading, faults } = await readWithFiles(where)
    expect([reading.kind, faults]).toEqual([
      'ok',
      [
        `${where.home}/checklist.yaml: line 1: has to be a list of checks by their names, such as "my check:" and its keys below`,
      ],
    ])
  })
})

it('a password that begins with @ names no file', async () => {
  const coded = Buffer.from('@etl.cfg').toString('base64')
  const { settings } = await appliance({ 'etl.cfg': ETL.replace('czNjcmV0IzE=', coded) })
  const { withAccountSecrets } = await import('../../../src/config/settings/mail')
  const [account] = usable(await settings.read(), 'mail') ?? []
  if (account === undefined) throw new Error('no account')
  expect((await withAccountSecrets(account, '/')).settings.imappassword).toBe('@etl.cfg')
})
