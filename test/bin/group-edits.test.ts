/** Commands about a check of another member of the group: they are carried out at its home. */
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Appliance, startAppliance } from '../support/appliance'
import { runIntvlm8r } from '../support/intvlm8r'
import { PEER_KEY } from '../support/peers'

let attic: Appliance
let barn: Appliance

beforeEach(async () => {
  const [one, other] = await Promise.all([startAppliance(), startAppliance()])
  attic = one
  barn = other
  await joinGroup(attic, 1, 'barn', barn)
  await joinGroup(barn, 2, 'attic', attic)
})
afterEach(async () => {
  await Promise.all([attic.stop(), barn.stop()])
})

async function joinGroup(
  { redis }: Appliance,
  rank: number,
  name: string,
  { url }: Appliance,
): Promise<void> {
  const lines = `[Group]\nrank = ${rank}\ntakeover = 10s\n[peer.${name}]\nurl = ${url}\nkey = ${PEER_KEY}\ngroup = on\n`
  await appendFile(join(redis.home, 'intvlm8r.ini'), lines)
}

async function create(...names: string[]): Promise<void> {
  const key = (await intvlm8r(attic, 'key', 'add', names.join('-'))).stdout.trim()
  for (const name of names)
    await fetch(`${attic.url}/api/checks`, {
      method: 'POST',
      headers: { 'X-Api-Key': key },
      body: JSON.stringify({ name }),
    })
  for (const name of names) await expect.poll(() => statusAt(barn, name), { interval: 500 }).toBe('new')
}

const intvlm8r = ({ redis }: Appliance, ...args: string[]) => runIntvlm8r(args, { home: redis.home })

async function statusAt(appliance: Appliance, name: string): Promise<string | undefined> {
  const { stdout } = await intvlm8r(appliance, 'check', 'show', name, '--json')
  return stdout === '' ? undefined : JSON.parse(stdout).status
}

it('a file that is applied on another member changes a check at its home, and makes no second one', async () => {
  await create('applied')
  const file = join(barn.redis.home, 'wanted.ini')
  await writeFile(file, '[check.applied]\nperiod = 1d\ngrace = 3h\n')
  const applied = await intvlm8r(barn, 'apply', file, '--yes')
  expect(applied.stdout).toContain('~ check "applied", at its home\n')
  expect(applied).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Applied: 1 check changed\.$/m) })
  for (const member of [attic, barn]) {
    const { stdout } = await intvlm8r(member, 'checks', '--json')
    const { checks = [] } = JSON.parse(stdout)
    const shared = checks.filter(({ probe }: { probe?: object }) => !probe)
    expect(shared).toMatchObject([{ name: 'applied', grace: 10_800 }])
  }
  expect(await intvlm8r(barn, 'apply', file, '--yes', '--prune')).toMatchObject({
    code: 0,
    stdout: `Everything is as ${file} says.\n`,
  })
  // It is the home's to remove.
  await writeFile(file, '[channel.phone]\nkind = ntfy\ntopic = phone-of-barn\n')
  expect((await intvlm8r(barn, 'apply', file, '--yes', '--prune')).code).toBe(0)
  expect(await statusAt(barn, 'applied')).toBe('new')
  await intvlm8r(barn, 'checks', '--delete', '--yes', 'applied')
})

it('a check is paused and deleted by the command of another member, and stays where its home is gone', async () => {
  await create('one', 'two')

  expect(await intvlm8r(barn, 'check', 'pause', 'one')).toMatchObject({ code: 0, stdout: 'one: paused\n' })
  expect([await statusAt(attic, 'one'), await statusAt(barn, 'one')]).toEqual(['paused', 'paused'])
  const deleted = { code: 0, stdout: '1 check is deleted.\n' }
  expect(await intvlm8r(barn, 'checks', '--delete', '--yes', 'one')).toMatchObject(deleted)
  expect([await statusAt(attic, 'one'), await statusAt(barn, 'one')]).toEqual([undefined, undefined])

  attic.signalWeb('SIGKILL')
  expect(await intvlm8r(barn, 'checks', '--delete', '--yes', 'two')).toMatchObject({
    code: 1,
    stdout: '0 checks are deleted.\n',
    stderr: expect.stringContaining(
      'two: this check stays as it was: attic, its home in the group, does not answer',
    ),
  })
  const file = join(barn.redis.home, 'wanted.ini')
  await writeFile(file, '[check.two]\nperiod = 1d\ngrace = 5h\n')
  expect(await intvlm8r(barn, 'apply', file, '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('two: this check stays as it was: attic, its home in the group'),
  })
  expect(await intvlm8r(barn, 'check', 'pause', 'two')).toMatchObject({ code: 0, stdout: 'two: paused\n' })
})
