/** The place of a program of the owner's, by the name that the INI has for it. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FindProgram } from '../../domain/probes/look'

/** Root's own programs. A name without a folder is looked for here first. */
const JOBS = 'etc/intvlm8r/jobs.d'

/** `root`: the folder of the machine's own files. */
export function createFindProgram(root = '/'): FindProgram {
  return async name => {
    if (name.includes('/')) return { program: name }
    const folder = join(root, JOBS)
    const program = join(folder, name)
    const [theirs, its] = await Promise.all([folder, program].map(path => stat(path).catch(() => undefined)))
    if (its === undefined) return { program: name }
    const isRoots = [theirs, its].every(found => found?.uid === 0 && (found.mode & 0o022) === 0)
    if (isRoots) return { program }
    return {
      refused: `${program} is not run: it and its folder have to be root's, and nobody else may write to them`,
    }
  }
}
