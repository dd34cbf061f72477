import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { SLOT_MS } from '../../domain/time/slot'
import { replaceUnsynced } from '../../io/files/unsynced-file'

const KEY_BYTES = 80

/** A timer's five minutes, and as much patience as a slow start may need. */
const LATELY_MS = 1.5 * SLOT_MS

/**
 * Runs a CommonJS program of ours, whose first line names its build, with the code that V8 made of it in an earlier run;
 * a run that ends well keeps its code in `cache` where there is none. V8 compiles a program anew at each start, function by
 * function, and for one that ends after a few milliseconds that is most of the work. (Node 22 has this built in:
 * `module.enableCompileCache`.)
 *
 * V8 refuses code of another version of its own, but takes damaged code at its word and crashes over it. So the code
 * stands in the file twice, and only what is the same both times is run (a checksum would take ten times as long). And
 * should it crash all the same: it is run only if the run before left its `sign` lately, so the one after compiles anew.
 * Whatever is wrong with the file, the program runs.
 */
export function runWithKeptCode(program: string, cache: string, sign: string): void {
  const source = readFileSync(program, 'utf8')
  const build = source.slice(0, source.indexOf('\n'))
  // As long as V8 wants what follows to be aligned; it would make a copy of it.
  const key = Buffer.from(`${`${build} ${process.version} ${process.arch}`.padEnd(KEY_BYTES - 1)}\n`)
  const cachedData = keptCode(cache, sign, key)
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: program,
    ...(cachedData && { cachedData }),
  })
  // Only at the end is the code there that a run needs; what another run needs besides is compiled then.
  if (cachedData === undefined || script.cachedDataRejected)
    process.once('exit', exitCode => exitCode === 0 && keepCode(cache, key, script))
  script.runInThisContext()(exports, require, module, program, dirname(program))
}

function keptCode(cache: string, sign: string, key: Buffer): Buffer | undefined {
  try {
    if (Math.abs(Date.now() - statSync(sign).mtimeMs) > LATELY_MS) return undefined
    // Nobody runs what another user left there, root least of all.
    if (statSync(cache).uid !== process.getuid?.()) return undefined
    const file = readFileSync(cache)
    const middle = key.length + (file.length - key.length) / 2
    const code = file.subarray(key.length, middle)
    return file.subarray(0, key.length).equals(key) && code.equals(file.subarray(middle)) ? code : undefined
  } catch {
    return undefined // The first run since boot.
  }
}

function keepCode(cache: string, key: Buffer, script: Script): void {
  try {
    const code = script.createCachedData()
    replaceUnsynced(cache, Buffer.concat([key, code, code]))
  } catch {
    // A full or read-only disk: the next run compiles again, and has its own complaints.
  }
}
