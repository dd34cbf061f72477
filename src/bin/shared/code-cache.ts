import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { SLOT_MS } from '../../domain/time/slot'
import { replaceUnsynced } from '../../io/files/unsynced-file'

const KEY_BYTES = 80

/** The time from one tick to the next, and half as much again for a slow start. */
const LATELY_MS = 1.5 * SLOT_MS

/**
 * Runs a CommonJS program of ours, whose first line names its build, with the code that V8 compiled in an earlier run; a
 * successful run without such code leaves its own in `cache`. V8 compiles a program anew at each start, function by function,
 * which is most of the work of a program that ends after a few milliseconds. (Node 22 has this built in:
 * `module.enableCompileCache`.)
 *
 * V8 refuses code of another version of V8, but runs damaged code and crashes. So the file holds the code twice, and it is
 * run only if both copies are equal (a checksum would take ten times as long). In case of a crash all the same, the code is
 * run only if the previous run has left its `sign` recently: the run after a crash compiles anew. The program runs whatever
 * is wrong with the file.
 */
export function runCached(program: string, cache: string, sign: string): void {
  const source = readFileSync(program, 'utf8')
  const build = source.slice(0, source.indexOf('\n'))
  // Padded, so that the code after it is aligned; V8 would copy code that is not.
  const key = Buffer.from(`${`${build} ${process.version} ${process.arch}`.padEnd(KEY_BYTES - 1)}\n`)
  const cachedData = readCache(cache, sign, key)
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: program,
    ...(cachedData && { cachedData }),
  })
  // At the end, when every function that this run needed has been compiled; other runs compile the rest themselves.
  if (cachedData === undefined || script.cachedDataRejected)
    process.once('exit', exitCode => exitCode === 0 && writeCache(cache, key, script))
  script.runInThisContext()(exports, require, module, program, dirname(program))
}

function readCache(cache: string, sign: string, key: Buffer): Buffer | undefined {
  try {
    if (Math.abs(Date.now() - statSync(sign).mtimeMs) > LATELY_MS) return undefined
    // Never runs another user's file, least of all as root.
    if (statSync(cache).uid !== process.getuid?.()) return undefined
    const file = readFileSync(cache)
    const middle = key.length + (file.length - key.length) / 2
    const code = file.subarray(key.length, middle)
    return file.subarray(0, key.length).equals(key) && code.equals(file.subarray(middle)) ? code : undefined
  } catch {
    return undefined // The first run since boot.
  }
}

function writeCache(cache: string, key: Buffer, script: Script): void {
  try {
    const code = script.createCachedData()
    replaceUnsynced(cache, Buffer.concat([key, code, code]))
  } catch {
    // A full or read-only disk: the next run compiles again, and reports the disk itself.
  }
}
