import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { watchFile } from '../../../src/io/files/watch-file'

let folder: string
let watch: { close(): void } | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'intvlm8r-watch-'))
  await writeFile(join(folder, 'ini'), 'old')
})

afterEach(async () => {
  watch?.close()
  await rm(folder, { recursive: true, force: true })
})

/** Resolves when the change that `change` makes has been noticed. */
async function noticed(path: string, change: () => Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    watch = watchFile(path, resolve)
    change().catch(reject)
  })
}

describe('a watched file', () => {
  const ini = () => join(folder, 'ini')
  it.each<[string, () => Promise<unknown>]>([
    ['written in place', () => writeFile(ini(), 'new')],
    ['removed', () => rm(ini())],
    [
      'replaced by a new one',
      async () => {
        await writeFile(join(folder, 'new'), 'new')
        await rename(join(folder, 'new'), ini())
      },
    ],
  ])('is noticed to be %s', async (_name, change) => {
    await expect(noticed(ini(), change)).resolves.toBeUndefined()
  })

  it('is noticed to be created', async () => {
    await expect(
      noticed(join(folder, 'later'), () => writeFile(join(folder, 'later'), '')),
    ).resolves.toBeUndefined()
  })

  it('is noticed to change behind a link, and the link itself as well', async () => {
    await mkdir(join(folder, 'links'))
    const link = join(folder, 'links/ini')
    await symlink(ini(), link)
    await expect(noticed(link, () => writeFile(ini(), 'new'))).resolves.toBeUndefined()
    watch?.close()
    await expect(noticed(link, () => rm(link))).resolves.toBeUndefined()
  })

  it('is watched in vain in a folder that does not exist', () => {
    expect(() => watchFile(join(folder, 'nowhere/ini'), () => {}).close()).not.toThrow()
  })
})
