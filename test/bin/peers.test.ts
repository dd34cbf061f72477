import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Appliance, startAppliance } from '../support/appliance'
import { runIntvlm8r } from '../support/intvlm8r'

let attic: Appliance
let office: Appliance

beforeAll(async () => {
  const [one, other] = await Promise.all([startAppliance(), startAppliance()])
  attic = one
  office = other
})
afterAll(async () => {
  await Promise.all([attic.stop(), office.stop()])
})

const intvlm8r = ({ redis }: Appliance, ...args: string[]) => runIntvlm8r(args, { home: redis.home })

async function peersOf(appliance: Appliance) {
  const { stdout } = await intvlm8r(appliance, 'peers', '--json')
  return JSON.parse(stdout).peers
}

/** Looks more often than once a minute. */
async function hurry({ redis, ini }: Appliance): Promise<void> {
  const file = join(redis.home, 'intvlm8r.ini')
  await writeFile(file, (await ini()).replace(/^key = .*$/m, '$&\nevery = 5s'))
  expect(await readFile(file, 'utf8')).toContain('every = 5s')
}

it('two watches become peers by one line, ask each other, and notice when one is silent', async () => {
  const invited = await intvlm8r(attic, 'peer', 'invite', '--name', 'office')
  expect(invited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^sudo intvlm8r peer join \S+\n$/) })
  const line = invited.stdout.trim().split(' ').at(-1) ?? ''

  const joined = await intvlm8r(office, 'peer', 'join', line, '--name', 'attic')
  expect(joined).toMatchObject({ code: 0, stderr: '' })
  expect(joined.stdout).toContain(`There this watch is office, asked at ${office.url}.`)
  expect(joined.stdout).toContain('It answers: fine.')
  expect(await attic.ini()).toMatch(
    new RegExp(`^\\[peer\\.office\\]\nurl = ${office.url}\nkey = [\\w-]{43}$`, 'm'),
  )
  expect(await office.ini()).toMatch(
    new RegExp(`^\\[peer\\.attic\\]\nurl = ${attic.url}\nkey = [\\w-]{43}$`, 'm'),
  )

  // Once more: nothing changes. On the one that made it: it says so.
  const before = await office.ini()
  expect(await intvlm8r(office, 'peer', 'join', line)).toMatchObject({ code: 0 })
  expect(await office.ini()).toBe(before)
  expect(await intvlm8r(attic, 'peer', 'join', line)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('this line was made by this very appliance'),
  })
  expect(await attic.ini()).toContain(`url = ${office.url}`)

  await Promise.all([hurry(attic), hurry(office)])
  const fine = [{ kind: 'peer', answer: 'fine', status: 'up', version: '1.0.0', askedAt: expect.any(String) }]
  await expect.poll(() => peersOf(attic)).toMatchObject(fine)
  await expect.poll(() => peersOf(office)).toMatchObject(fine)
  expect((await intvlm8r(attic, 'peers')).stdout).toMatch(/^office +fine /m)

  office.signalWeb('SIGKILL')
  const silent = [{ name: 'office', answer: 'no answer', status: 'down', since: expect.any(String) }]
  await expect.poll(() => peersOf(attic)).toMatchObject(silent)
  expect(await intvlm8r(attic, 'peers')).toMatchObject({ code: 1 })

  // A contact that does not exist is told: by it nobody would be alerted.
  const unheard = '[peer.attic] contact: there is no channel "phnoe"; there are: none\n'
  expect(await intvlm8r(office, 'peer', 'join', line, '--contact', 'phnoe')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(unheard),
  })
  expect(await intvlm8r(office, 'config', 'check')).toMatchObject({ code: 1, stdout: unheard })
})

it.each([
  [['peer', 'invite', '--name', '../etc]'], '--name may hold letters, digits, - and _ only'],
  [['peer', 'join', 'intvlm8r-peer-1.abc', '--name', 'a b'], '--name may hold letters, digits, - and _ only'],
  [['peer', 'invite', '--contact', 'me@example.org'], '--contact is a mail address, and the INI has neither'],
  [['peer', 'invite', '--contact', 'me@,'], '--contact has a mail address that is none'],
])('%j is refused before anything is exchanged', async (args, words) => {
  const before = await office.ini()
  const { code, stdout, stderr } = await intvlm8r(office, ...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(words)
  expect(await office.ini()).toBe(before)
})

it('a line that is not whole is refused with the remedy', async () => {
  expect(await intvlm8r(office, 'peer', 'join', 'intvlm8r-peer-1.abc')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('this is no whole line of `intvlm8r peer invite`'),
  })
})
