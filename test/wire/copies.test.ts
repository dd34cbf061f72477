import { expect, it } from 'vitest'
import { hasCopy } from '../../src/wire/appliance'
import { folderWith } from '../support/folder'

const server = (prefix: string) => ({ url: 'redis://:secret@127.0.0.1:6379', prefix })

it('the copy that version 1.0 left of a shared server is still its copy, and of no other watch there', async () => {
  // The first digits of the sum (SHA-256) of `127.0.0.1:6379`.
  const home = await folderWith({ 'backup-6cdc2779.json': '' })
  expect(hasCopy(server('intvlm8r'), { home })).toBe(true)
  expect(hasCopy(server('garden'), { home })).toBe(false)
})

it('the copy of another watch on the same server is in a file of its own', async () => {
  // Of `127.0.0.1:6379 garden`.
  const home = await folderWith({ 'backup-6239c0b9.json': '' })
  expect(hasCopy(server('garden'), { home })).toBe(true)
  expect(hasCopy(server('intvlm8r'), { home })).toBe(false)
})
