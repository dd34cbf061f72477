/** What a peer that joins is told, and what stands in the INI afterwards. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Invitation } from '../../../src/domain/peers/peer'
import type { PeerPorts, PeerQuestion } from '../../../src/domain/peers/ports'
import type { SettingsFile } from '../../../src/domain/settings/settings-file'
import { createJoin } from '../../../src/web/peers/join-peer'
import { openKnownPeers } from '../../../src/wire/peers'
import { openSettings } from '../../../src/wire/settings'

const KEY = 'k'.repeat(43)
const OTHER_KEY = 'o'.repeat(43)
const SELF = { id: 'a0a0a0a0a0a0', boot: 'boot', version: '1.2.3', name: 'watch' }
const OFFICE = { id: 'd0d0d0d0d0d0', boot: 'boot-office', version: '1.2.3', name: 'Office.local' }
const URL = 'http://office:8080'
const INI = '[Monitoring]\nheartbeatfrequency = Off\n'
const GARAGE = `[peer.garage]\nurl = http://garage:8080\nkey = ${'g'.repeat(43)}\n`

let home: string
let logged: string[]
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'intvlm8r-join-'))
  logged = []
})
afterEach(async () => await rm(home, { recursive: true }))

/** A watch with that INI, which has offered a key to each of the invited. */
async function opened(ini = INI, invited: Readonly<Record<string, Partial<Invitation>>> = { [KEY]: {} }) {
  const where = { home, ini: join(home, 'intvlm8r.ini'), result: '', runtime: home }
  await writeFile(where.ini, ini)
  const settings: SettingsFile = openSettings(where)
  const open = new Map(
    Object.entries(invited).map(([key, given]) => [key, { key, name: '', contact: '', ...given }]),
  )
  const invitations: PeerPorts['invitations'] = {
    offer: async given => ({ ...given, key: KEY }),
    find: async keyId => open.get(keyId),
    end: async ({ key }) => void open.delete(key),
  }
  const note = (level: string) => (first: unknown) => void logged.push(`${level} ${first}`)
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  const peers = { self: SELF, known: openKnownPeers(settings, where), invitations } as PeerPorts
  const take = createJoin({ settings, peers, log })
  return {
    settings,
    invited: () => [...open.keys()],
    ini: async () => await readFile(where.ini, 'utf8'),
    // The id of a key is the key itself here.
    joins: (
      key = KEY,
      url: unknown = URL,
      { asker = OFFICE, passesFor = undefined as string | undefined } = {},
    ) => take({ key, name: '', head: { keyId: key } } as PeerQuestion, asker, { url }, passesFor),
  }
}

describe('a peer that joins', () => {
  it('is the last section of the INI, is told its name there, and its key is no longer offered', async () => {
    const watch = await opened(INI + GARAGE)
    expect(await watch.joins()).toEqual({ status: 200, value: { ...SELF, joinedAs: 'office' } })
    expect(await watch.ini()).toBe(`${INI}${GARAGE}\n[peer.office]\nurl = ${URL}\nkey = ${KEY}\n`)
    expect(watch.invited()).toEqual([])
    expect(logged).toEqual(['info the peer office has joined, and stands in the INI as [peer.office]'])
  })

  it('that joins again with the same key changes its address alone, whatever else its section has', async () => {
    const section = `[peer.desk]\nurl = http://former:8080\nkey = ${KEY}\nlooks = ping\n`
    // The answer was lost before the invitation was ended.
    const watch = await opened(INI + GARAGE + section, { [KEY]: { name: 'Shop', contact: 'phone' } })
    expect(await watch.joins()).toEqual({ status: 200, value: { ...SELF, joinedAs: 'desk' } })
    expect(await watch.ini()).toBe(INI + GARAGE + section.replace('http://former:8080', URL))
    expect(watch.invited()).toEqual([])
  })

  it('that joins again after its invitation has ended stays what it is', async () => {
    const section = `[peer.desk]\nurl = ${URL}\nkey = ${KEY}\n`
    const watch = await opened(INI + section, {})
    expect(await watch.joins()).toEqual({ status: 200, value: { ...SELF, joinedAs: 'desk' } })
    expect(await watch.ini()).toBe(INI + section)
  })

  it('takes no name that another peer has, however many there are', async () => {
    const watch = await opened(`${INI}${GARAGE}[peer.office]\nurl = http://x:1\nkey = ${OTHER_KEY}\n`)
    expect(await watch.joins()).toMatchObject({ status: 200, value: { joinedAs: 'office-2' } })
    expect(await watch.ini()).toContain(`\nkey = ${OTHER_KEY}\n`)
  })

  it('at the same moment as another one of its name does not take the place of that one', async () => {
    const watch = await opened(INI, { [KEY]: {}, [OTHER_KEY]: {} })
    const joined = await Promise.all([
      watch.joins(KEY, 'http://one:8080'),
      watch.joins(OTHER_KEY, 'http://two:8080', { asker: { ...OFFICE, id: 'e0e0e0e0e0e0' } }),
    ])
    expect(joined.map(({ status }) => status)).toEqual([200, 200])
    const names = joined.map(({ value }) => Object(value).joinedAs)
    expect([...names].sort()).toEqual(['office', 'office-2'])
    const ini = await watch.ini()
    expect(ini).toContain(`[peer.${names[0]}]\nurl = http://one:8080\nkey = ${KEY}\n`)
    expect(ini).toContain(`[peer.${names[1]}]\nurl = http://two:8080\nkey = ${OTHER_KEY}\n`)
  })
})

describe('nothing is written for', () => {
  const NO_ADDRESS = 'the address of the peer is of no use here'
  const ITSELF =
    "this line was made by this very appliance, or by one whose card is a copy of this one's; type it on the other one"
  const KNOWN =
    "an appliance with this identity is the peer attic there already: take [peer.attic] out of the INI there first; or where one's card is a copy of the other's, remove identity.json, identity.copy.json and redis/ in the state folder of the copy"

  it.each<[string, Parameters<Awaited<ReturnType<typeof opened>>['joins']>, number, string]>([
    ['one without an address', [KEY, null], 400, NO_ADDRESS],
    ['an address that is no text', [KEY, [URL]], 400, NO_ADDRESS],
    ['an address of another kind', [KEY, 'ftp://office'], 400, NO_ADDRESS],
    [
      'this watch itself',
      [KEY, URL, { asker: { ...OFFICE, id: SELF.id }, passesFor: 'this watch' }],
      409,
      ITSELF,
    ],
    ['one with the identity of another peer', [KEY, URL, { passesFor: 'attic' }], 409, KNOWN],
  ])('%s, and its key is still offered', async (_name, joining, status, error) => {
    const watch = await opened()
    expect(await watch.joins(...joining)).toEqual({ status, value: { error } })
    expect([await watch.ini(), watch.invited(), logged]).toEqual([INI, [KEY], []])
  })

  it.each([
    ['may have one more peer than can be read', `${INI}[peer.office\nurl = http://x:1\nkey = ${OTHER_KEY}\n`],
    ['is no text', `${INI}\0`],
  ])('anybody while the INI %s', async (_name, ini) => {
    const watch = await opened(ini)
    expect(await watch.joins()).toEqual({
      status: 503,
      value: { error: 'the INI of the peer has faults, and takes nobody' },
    })
    expect([await watch.ini(), watch.invited()]).toEqual([ini, [KEY]])
  })

  it('one whose section would be a fault, and the log has the reason', async () => {
    const watch = await opened(INI, { [KEY]: { contact: 'them@example.org' } })
    expect(await watch.joins()).toEqual({
      status: 503,
      value: { error: 'the INI of the peer could not be written' },
    })
    expect([await watch.ini(), watch.invited()]).toEqual([INI, [KEY]])
    expect(logged).toEqual([
      expect.stringMatching(/^error the peer office could not join: \S+intvlm8r\.ini was not changed: /),
    ])
  })
})
