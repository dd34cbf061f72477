import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE } from './debian-root'
import { run } from './run'

export interface Layer {
  /** To be removed in the end, when `root` is no longer mounted. */
  readonly folder: string
  /** The whole file system. */
  readonly root: string
  /** Nothing but what was written since. */
  readonly written: string
}

/** A file system that can be written to, above others that never are, the topmost first. */
export function mountLayer(name: string, ...below: string[]): Layer {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, `${name}-`))
  const [root, written, work] = [join(folder, 'root'), join(folder, 'written'), join(folder, 'work')]
  for (const each of [root, written, work]) mkdirSync(each)
  const layers = `lowerdir=${below.join(':')},upperdir=${written},workdir=${work}`
  run('mount', '-t', 'overlay', 'overlay', '-o', layers, root)
  return { folder, root, written }
}
