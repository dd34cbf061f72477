import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { folderWith } from './folder'

/**
 * Puts shell scripts (name -> text) before all other programs until the test ends. The folder of them is returned; it stands in
 * `$HERE` of the scripts.
 *
 * @param alone whether no other program is found
 */
export async function fakePrograms(
  scripts: Readonly<Record<string, string>>,
  { alone = false } = {},
): Promise<string> {
  const folder = await folderWith(
    Object.fromEntries(Object.entries(scripts).map(([name, text]) => [name, `#!/bin/sh\n${text}\n`])),
  )
  for (const name of Object.keys(scripts)) await chmod(join(folder, name), 0o755)
  vi.stubEnv('HERE', folder)
  vi.stubEnv('PATH', alone ? folder : `${folder}:${process.env.PATH}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return folder
}
