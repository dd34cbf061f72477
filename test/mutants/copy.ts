import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Copies what git knows of the project, as it stands at present, with its libraries. */
export function copyProject(place: string): void {
  rmSync(place, { recursive: true, force: true })
  const { stdout } = spawnSync('git', ['ls-files'], { encoding: 'utf8' })
  for (const file of stdout.split('\n').filter(Boolean)) {
    mkdirSync(join(place, dirname(file)), { recursive: true })
    cpSync(file, join(place, file))
  }
  symlinkSync(resolve('node_modules'), join(place, 'node_modules'))
}
