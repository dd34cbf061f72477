import { chmod, chown } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createFindProgram } from '../../../src/io/probes/owners-program'
import { folderWith } from '../../support/folder'

const JOBS = 'etc/intvlm8r/jobs.d'

async function machine() {
  const root = await folderWith({ [`${JOBS}/own`]: '#!/bin/sh\n' })
  await chmod(join(root, JOBS), 0o755)
  await chmod(join(root, JOBS, 'own'), 0o755)
  return { root, folder: join(root, JOBS), own: join(root, JOBS, 'own'), find: createFindProgram(root) }
}

it('a name with a folder, and one that root has no program of, stands for itself', async () => {
  const { find, root } = await machine()
  expect(await find('/usr/bin/own')).toEqual({ program: '/usr/bin/own' })
  expect(await find('./own')).toEqual({ program: './own' })
  expect(await find('other')).toEqual({ program: 'other' })
  expect(await createFindProgram(join(root, 'none'))('own')).toEqual({ program: 'own' })
})

it.runIf(process.getuid?.() === 0)('a program of root is run that nobody else may write', async () => {
  const { find, own, folder } = await machine()
  const refused = {
    refused: `${own} is not run: it and its folder have to be root's, and nobody else may write to them`,
  }
  expect(await find('own')).toEqual({ program: own })
  for (const [path, mode] of [
    [own, 0o775],
    [own, 0o757],
    [folder, 0o775],
    [folder, 0o757],
  ] as const) {
    await chmod(path, mode)
    expect(await find('own'), `${path} ${mode.toString(8)}`).toEqual(refused)
    await chmod(path, 0o755)
  }
  for (const path of [own, folder]) {
    await chown(path, 1, 0)
    expect(await find('own')).toEqual(refused)
    await chown(path, 0, 0)
  }
  expect(await find('own')).toEqual({ program: own })
})
