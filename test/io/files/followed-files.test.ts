import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followFiles, readFollowed } from '../../../src/io/files/followed-files'

let folder: string
let following: { close(): void } | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-followed-'))
})
afterEach(async () => {
  following?.close()
  await rm(folder, { recursive: true })
})

const path = (name: string) => join(folder, name)
const texts = (...patterns: string[]) => readFollowed(patterns.map(path))

it('reads the files of a pattern in order, and says of one that is missing that it does not exist', async () => {
  await writeFile(path('b.json'), 'second')
  await writeFile(path('a.json'), 'first')
  await writeFile(path('.a.json.swp'), 'an editor at work')
  expect(texts('*.json', 'c.txt')).toEqual([
    { path: path('a.json'), text: 'first' },
    { path: path('b.json'), text: 'second' },
    { path: path('c.txt'), reason: 'does not exist' },
  ])
})

it('takes a file in another encoding for none, since its names would be others', async () => {
  await writeFile(path('latin.json'), Buffer.from('["Grüße"]', 'latin1'))
  await writeFile(path('utf8.json'), '["Grüße \uFFFD"]')
  expect(texts('*.json')).toEqual([
    { path: path('latin.json'), reason: 'is not UTF-8 text; save it as UTF-8' },
    { path: path('utf8.json'), text: '["Grüße \uFFFD"]' },
  ])
})

it('calls back after a save in place, a save by renaming, a new file and a removed one', async () => {
  const seen: string[] = []
  await writeFile(path('a.json'), 'one')
  following = followFiles([path('*.json')], () =>
    seen.push(
      texts('*.json')
        .map(file => ('text' in file ? file.text : file.reason))
        .join(),
    ),
  )
  const last = (text: string) => vi.waitFor(() => expect(seen.at(-1)).toBe(text), 60_000)
  await writeFile(path('a.json'), 'two, longer')
  await last('two, longer')
  await writeFile(path('new'), 'three')
  await rename(path('new'), path('a.json'))
  await last('three')
  await writeFile(path('b.json'), 'four')
  await last('three,four')
  await rm(path('a.json'))
  await last('four')
})
