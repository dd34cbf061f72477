/** Commands about a check of another member of the group: they are carried out at its home. */
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Appliance, startAppliance } from '../support/appliance'
import { runIntvlm8r } from '../support/intvlm8r'
import { PEER_KEY } from '../support/peers'

let attic: Appliance
let barn: Appliance

beforeAll(async () => {
  const [one, other] = await Promise.all([startAppliance(), startAppliance()])
  attic = one
  barn = other
  await joinGroup(attic, 1, 'barn', barn)
  await joinGroup(barn, 2, 'attic', attic)
})
afterAll(async () => {
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

const intvlm8r = ({ redis }: Appliance, ...args: string[]) => runIntvlm8r(args, { home: redis.home })

async function statusAt(appliance: Appliance, name: string): Promise<string | undefined> {
  const { stdout } = await intvlm8r(appliance, 'check', 'show', name, '--json')
  return stdout === '' ? undefined : JSON.parse(stdout).status
}

it('a check is paused and deleted by the command of another member, and stays where its home is gone', async () => {
  const key = (await intvlm8r(attic, 'key', 'add', 'test')).stdout.trim()
  for (const name of ['one', 'two'])
    await fetch(`${attic.url}/api/checks`, {
      method: 'POST',
      headers: { 'X-Api-Key': key },
      body: JSON.stringify({ name }),
    })
  for (const name of ['one', 'two'])
    await expect.poll(() => statusAt(barn, name), { timeout: 30_000, interval: 500 }).toBe('new')

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
  expect(await intvlm8r(barn, 'check', 'pause', 'two')).toMatchObject({ code: 0, stdout: 'two: paused\n' })
}, 120_000)
