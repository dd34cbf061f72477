import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Check } from '../../src/domain/watch/check'
import { allChecks } from '../support/all-checks'
import { OFF, openCommandedWatch } from '../support/commanded-watch'
import { plan } from '../support/watch'

const { redis, store, intvlm8r } = await openCommandedWatch()
let check: Check

beforeEach(async () => {
  check = (await store.create(plan('Backup of the NAS'), 'page', Date.now())).check
})

const state = async () => (await store.get(check.id))?.state

describe('checks --delete', () => {
  const names = async () => (await allChecks(store)).map(({ check }) => check.name).sort()
  const wait = (name: string) =>
    store.create(plan(name, { slug: `tag-${name.length}-${Date.now()}` }), 'checkin', Date.now(), undefined, {
      waits: true,
      from: '192.0.2.1',
    })

  beforeEach(async () => {
    for (const name of ['old one', 'old two', 'new one'])
      await store.create(plan(name, { tags: name.split(' ') }), 'page', Date.now())
    for (const { check } of await store.waiting()) await store.remove(check.id)
  })

  it('takes names with *, a tag, or both', async () => {
    const { code, stdout } = await intvlm8r(['checks', '--delete', '--yes', 'old *'])
    expect([code, stdout]).toEqual([0, '2 checks are deleted.\n'])
    expect(await names()).toEqual(['Backup of the NAS', 'new one'])
    expect((await intvlm8r(['checks', '--delete', '--yes', '--tag', 'one', 'B*'])).code).toBe(1)
    expect((await intvlm8r(['checks', '--delete', '--yes', '--tag', 'one'])).stdout).toBe(
      '1 check is deleted.\n',
    )
    expect(await names()).toEqual(['Backup of the NAS'])
  })

  it('leaves a gate of the heartbeat, and names it', async () => {
    const ini = join(redis.home, 'intvlm8r.ini')
    onTestFinished(() => writeFile(ini, OFF))
    await writeFile(ini, `${OFF}heartbeatgates = old-two\n`)
    const { code, stdout, stderr } = await intvlm8r(['checks', '--delete', '--yes', 'old *'])
    expect([code, stdout, stderr]).toEqual([
      1,
      '1 check is deleted.\n',
      'old two is a gate of the heartbeat; take it out of heartbeatgates in the INI first\n',
    ])
    expect(await names()).toEqual(['Backup of the NAS', 'new one', 'old two'])
  })

  it('takes those that wait, and no others with them', async () => {
    await wait('Attic')
    await wait('Your bank')
    const listed = await intvlm8r(['checks', '--waiting'])
    expect(listed.stdout).toMatch(/“Attic” .* nobody/)
    expect((await intvlm8r(['checks'])).stdout).toContain(
      '2 checks that strangers may have made wait to be adopted',
    )
    expect((await intvlm8r(['checks', '--delete', '--waiting', '--yes'])).stdout).toBe(
      '2 checks are deleted.\n',
    )
    expect([await names(), await store.waiting()]).toEqual([
      ['Backup of the NAS', 'new one', 'old one', 'old two'],
      [],
    ])
  })

  it.each([
    [['--delete'], 2, 'select what to delete'],
    [['--delete', 'old *'], 2, 'add --yes'],
    [['--delete', '--yes', 'nobody'], 1, 'no check is like that'],
  ])('%j deletes nothing', async (args, expected, words) => {
    const before = await names()
    const { code, stderr } = await intvlm8r(['checks', ...args])
    expect([code, stderr]).toEqual([expected, expect.stringContaining(words)])
    expect(await names()).toEqual(before)
  })

  it('leaves the checks of the INI', async () => {
    const { check: provided } = await store.create(plan('provided', { tags: ['old'] }), 'ini', Date.now())
    const { code, stderr } = await intvlm8r(['checks', '--delete', '--yes', '--tag', 'old'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('provided stands in the INI')])
    expect((await store.get(provided.id))?.check.name).toBe('provided')
  })

  it('a stranger who takes the name of a check does not get its check-ins', async () => {
    await wait('Backup of the NAS')
    expect((await intvlm8r(['ping', 'Backup of the NAS'])).code).toBe(0)
    expect(await state()).toMatchObject({ status: 'up' })
    await wait('Only mine')
    expect((await intvlm8r(['check', 'show', 'Only mine'])).stdout).toContain('Only mine')
  })
})
