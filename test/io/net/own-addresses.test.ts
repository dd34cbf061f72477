import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { isOwnAddress, leadsHere } from '../../../src/io/net/own-addresses'
import { folderWith } from '../../support/folder'

it.each(['127.0.0.1', '127.1.2.3', '::1', '0.0.0.0', '::ffff:127.0.0.1'])(
  '%s is of this machine',
  async address => {
    expect(await isOwnAddress(address)).toBe(true)
  },
)

it('each address of an interface is of this machine', async () => {
  // Other programs add interfaces and take them away: one that is not there before and after says nothing.
  const before = addresses()
  const answers = await Promise.all(
    before.map(async address => [address, await isOwnAddress(address)] as const),
  )
  const after = addresses()
  const stayed = answers.filter(([address]) => after.includes(address))
  expect(stayed).not.toEqual([])
  expect(stayed).toEqual(stayed.map(([address]) => [address, true]))
})

/** A link-local address means nothing without its interface. */
const addresses = () =>
  Object.values(networkInterfaces()).flatMap(list =>
    (list ?? []).map(({ address }) => address).filter(address => !address.startsWith('fe80:')),
  )

const mayOpenNetwork = spawnSync('unshare', ['--net', 'true']).status === 0

it.runIf(mayOpenNetwork)('so is each further address of one network, and no neighbour', async () => {
  const program = join(await folderWith(), 'ask.cjs')
  const ask = `import { isOwnAddress } from './own-addresses'
    const addresses = ['10.9.8.1', '10.9.8.2', '::ffff:10.9.8.2', '10.9.8.3', '10.9.8.255']
    Promise.all(addresses.map(isOwnAddress)).then(answers => console.log(answers.join(' ')))`
  const resolveDir = join(import.meta.dirname, '../../../src/io/net')
  await build({
    stdin: { contents: ask, resolveDir, loader: 'ts' },
    outfile: program,
    bundle: true,
    platform: 'node',
  })
  const network = 'ip link set lo up; for host in 1 2; do ip address add 10.9.8.$host/24 dev lo; done'
  const command = ['--net', 'sh', '-ec', `${network}; exec "$@"`, 'sh', process.execPath, program]
  const { stdout, stderr } = spawnSync('unshare', command, { encoding: 'utf8' })
  expect(`${stdout}${stderr}`).toBe('true true true false false\n')
})

it.each(['192.0.2.7', '2001:db8::7', '::ffff:192.0.2.7'])('%s is of another', async address => {
  expect(await isOwnAddress(address)).toBe(false)
})

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['[::1]', true],
  ['192.0.2.7', false],
  ['heart.invalid', false],
])('%s leads here: %s', async (host, isOurs) => {
  expect(await leadsHere(host)).toBe(isOurs)
})
