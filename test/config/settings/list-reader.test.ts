/** The reader of the checklist that the INI names, with files of its own. */
import { describe, expect, test } from 'vitest'
import { createListReader, encode, listFaults, listPaths } from '../../../src/config/settings/list-reader'
import { parseSettings } from '../../../src/config/settings/settings'
import type { FollowedFile } from '../../../src/domain/files/followed-file'
import type { Reading } from '../../../src/domain/settings/reading'

const ETL = '[batchy]\nserver = batch.lan\n'
const ENTRY = '  type: batchy\n  check_time: "09:00"\n  wf_name: w\n  latency_min: 5\n'
const LIST = `one:\n${ENTRY}`

const readingOf = (text: string): Reading => ({
  ...parseSettings(`[Monitoring]\nheartbeatfrequency = Off\n${text}`),
  revision: '',
  changedAt: 0,
})
const NAMED = readingOf('[Checklist]\nfile = list.yaml\n')
const BROKEN = readingOf('[Checklist]\nfile = list.yaml\nredis = x\n')

/** The files by their paths; a text that is absent is a file that does not exist. */
function reader(files: Record<string, string>, copy?: string) {
  let reads = 0
  const made = createListReader(
    {
      read: (path): FollowedFile => {
        reads++
        const text = files[path]
        return text === undefined ? { path, reason: 'does not exist' } : { path, text }
      },
      marks: paths => paths.map(path => files[path]).join('|'),
      copy: () => copy,
    },
    '/home',
  )
  const names = async (reading: Reading) =>
    (await made.list(reading))?.checks.map(({ check }) => check.plan.name)
  return { ...made, names, reads: () => reads }
}

describe('the paths', () => {
  test.each([
    ['', []],
    ['[Checklist]\nfile = list.yaml\n', ['/home/list.yaml', '/home/etl.cfg', '/etl.cfg']],
    ['[Checklist]\nfile = /a/b/list.yaml\n', ['/a/b/list.yaml', '/a/b/etl.cfg', '/a/etl.cfg']],
    ['[Checklist]\nfile = list.yaml\netl = x/e.cfg\n', ['/home/list.yaml', '/home/x/e.cfg']],
    ['[Checklist]\nfile = list.yaml\nredis = x\n', undefined],
  ])('of %j are %j', (text, paths) => {
    expect(listPaths(readingOf(text), '/home')).toEqual(paths)
  })
})

describe('a list', () => {
  test('is read once, until one of the files changes', async () => {
    const files: Record<string, string> = { '/home/list.yaml': LIST, '/home/etl.cfg': ETL }
    const { names, reads } = reader(files)
    expect(await names(NAMED)).toEqual(['one'])
    const before = reads()
    expect(await names(NAMED)).toEqual(['one'])
    expect(reads()).toBe(before)
    files['/home/list.yaml'] = `${LIST}two:\n${ENTRY}`
    expect(await names(NAMED)).toEqual(['one', 'two'])
  })

  test('has its settings beside it, or in the folder above', async () => {
    expect(await reader({ '/home/list.yaml': LIST, '/etl.cfg': ETL }).names(NAMED)).toEqual(['one'])
    const none = await reader({ '/home/list.yaml': LIST }).list(NAMED)
    expect(listFaults(none)).toEqual([
      '/home/etl.cfg does not exist; /etl.cfg cannot be used either (does not exist)',
    ])
    const large = (path: string): FollowedFile =>
      path === '/home/etl.cfg' ? { path, reason: 'is larger than 1 MB' } : { path, reason: 'does not exist' }
    const unread = createListReader({ read: large, marks: () => '', copy: () => undefined }, '/home')
    expect(listFaults(await unread.list(NAMED))[0]).toBe(
      '/home/etl.cfg is larger than 1 MB; /etl.cfg cannot be used either (does not exist)',
    )
    const named = readingOf('[Checklist]\nfile = list.yaml\netl = e.cfg\n')
    expect(listFaults(await reader({ '/home/list.yaml': LIST }).list(named))).toEqual([
      '/home/e.cfg does not exist',
    ])
  })

  test('is none where the INI names none, and holds while its section has a fault', async () => {
    const { list, names } = reader({ '/home/list.yaml': LIST, '/home/etl.cfg': ETL })
    expect(await list(readingOf(''))).toBeUndefined()
    expect(await names(BROKEN)).toEqual([])
    expect(await names(NAMED)).toEqual(['one'])
    expect(await names(BROKEN)).toEqual(['one'])
  })

  test('that was kept counts where the files cannot be read, unless it is damaged', async () => {
    const { list } = reader({ '/home/list.yaml': LIST, '/home/etl.cfg': ETL })
    const good = (await list(NAMED))?.good
    if (good === undefined) throw new Error('the list should be good')
    const kept = encode(good)
    expect(await reader({}, kept).names(BROKEN)).toEqual(['one'])
    expect(await reader({}, kept).names(NAMED)).toEqual(['one'])
    for (const damaged of [
      '',
      'x',
      '{',
      'null',
      '{"entries": []}',
      '{"entries": 7, "etl": {}}',
      '{"entries": [], "etl": null}',
    ])
      expect(await reader({}, damaged).names(BROKEN)).toEqual([])
  })

  test('leaves a check to the INI that has it, too', async () => {
    const reading = readingOf('[Checklist]\nfile = list.yaml\n[check.One]\nperiod = 1d\n')
    const { names, list } = reader({ '/home/list.yaml': `${LIST}two:\n${ENTRY}`, '/home/etl.cfg': ETL })
    expect(await names(reading)).toEqual(['two'])
    expect(listFaults(await list(reading))).toEqual([
      '/home/list.yaml has "one", which stands in the INI, too; remove [check.one] there',
    ])
  })
})

describe('a reading with the list', () => {
  const SERVICE = 'x'.repeat(32)
  const files = {
    '/home/list.yaml': `${LIST}  pd_service: ${SERVICE}\nmail:\n  type: email\n  check_time: "09:00"\n  subjects: a\n`,
    '/home/etl.cfg': `${ETL}[google_apps]\nemail = me@example.org\n[robopager]\nheartbeat_service = ${SERVICE}\n`,
  }

  test('has its channels, its account and the channel of the start', async () => {
    const merged = await reader(files).withList(NAMED)
    if (merged.kind !== 'ok') throw new Error('it should be fine')
    expect(merged.settings.channels).toHaveLength(2)
    expect(merged.settings.mail.map(({ name }) => name)).toEqual(['robopager'])
    expect(merged.settings.watch.startChannel).toBe('robopager-start')
  })

  test('leaves names to the INI that has them', async () => {
    const own = readingOf(
      '[Checklist]\nfile = list.yaml\n[mail.robopager]\nimaphost = own\nfrom = me@example.org\n[channel.mine]\nkind = ntfy\ntopic = t\n[Watch]\nstartchannel = mine\n',
    )
    const merged = await reader(files).withList(own)
    if (merged.kind !== 'ok') throw new Error('it should be fine')
    expect(merged.settings.mail.map(({ settings }) => settings.imaphost)).toEqual(['own'])
    expect(merged.settings.channels.map(({ name }) => name)[0]).toBe('mine')
    expect(merged.settings.watch.startChannel).toBe('mine')
  })

  test('that is faulty has them beside what is sound', async () => {
    const faulty = readingOf('[Checklist]\nfile = list.yaml\n[Web]\nport = x\n')
    const merged = await reader(files).withList(faulty)
    expect(merged.kind === 'faulty' && merged.sound.channels).toHaveLength(2)
  })

  test('stays as it is without a list, and where it cannot be read', async () => {
    const plain = readingOf('')
    expect(await reader(files).withList(plain)).toBe(plain)
    const unreadable: Reading = { kind: 'unreadable', reason: 'gone' }
    expect(await reader(files).withList(unreadable)).toBe(unreadable)
  })
})

test('no list has no faults', () => {
  expect(listFaults(undefined)).toEqual([])
})
