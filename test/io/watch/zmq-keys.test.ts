import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addZmqSender, makeZmqKeys, readZmqKeys, z85 } from '../../../src/io/watch/zmq-keys'
import { folderWith } from '../../support/folder'

const KEY = expect.stringMatching(/^[\x21-\x7e]{40}$/)

it('bytes are written as the specification of Z85 has them', () => {
  expect(z85(Uint8Array.of(0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b))).toBe('HelloWorld')
  expect(z85(Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255))).toBe('00000%nSc0')
  expect(z85(Uint8Array.of(1, 0, 0, 0, 85, 2).subarray(1, 5))).toBe('00010')
  expect(z85(new Uint8Array())).toBe('')
})

it('the keys of the appliance are drawn once, for nobody else', async () => {
  const home = await folderWith()
  expect(readZmqKeys(home)).toBeUndefined()
  const keys = await makeZmqKeys(home)
  expect(keys).toEqual({ publicKey: KEY, secretKey: KEY, senders: {} })
  expect(keys.publicKey).not.toBe(keys.secretKey)
  expect(await makeZmqKeys(home)).toEqual(keys)
  expect(readZmqKeys(home)).toEqual(keys)
  const file = join(home, 'zmq-keys.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readFile(file, 'utf8')).toBe(
    `{\n  "publicKey": ${JSON.stringify(keys.publicKey)},\n  "secretKey": ${JSON.stringify(keys.secretKey)},\n  "senders": {}\n}\n`,
  )
})

it('of a sender the public key alone is kept, the last one of its name', async () => {
  const home = await folderWith()
  const first = await addZmqSender(home, 'pump')
  const own = readZmqKeys(home)
  expect(own).toEqual({ publicKey: KEY, secretKey: KEY, senders: { pump: first.publicKey } })
  const other = await addZmqSender(home, 'door')
  const again = await addZmqSender(home, 'pump')
  expect(again).toEqual({ publicKey: KEY, secretKey: KEY })
  expect(again.publicKey).not.toBe(first.publicKey)
  expect(readZmqKeys(home)).toEqual({ ...own, senders: { pump: again.publicKey, door: other.publicKey } })
})

it('a file that cannot be read is no lack of keys: none are drawn over it', async () => {
  const home = await folderWith()
  const file = join(home, 'zmq-keys.json')
  await writeFile(file, '{')
  expect(() => readZmqKeys(home)).toThrow(`${file} cannot be read: `)
  await expect(makeZmqKeys(home)).rejects.toThrow(`${file} cannot be read: `)
  expect(await readFile(file, 'utf8')).toBe('{')
})
