import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { replaceUnsynced } from '../io/unsynced-file'

/**
 * Runs a CommonJS program of ours with the code that V8 made of it in an earlier run, and keeps that code in `cache`
 * where there is none yet. V8 compiles a program anew at each start, function by function, and for one that ends after a
 * few milliseconds that is most of the work. (Node 22 has this built in: `module.enableCompileCache`.)
 *
 * The code belongs to one build, one version of Node and one kind of processor. V8 looks at its own version, but takes
 * damaged code at its word and crashes over it; so the code stands in the file twice, and only what is the same both
 * times is run: that takes a tenth of a checksum's time. Whatever is wrong with the file, the program runs all the same.
 */
export function runWithKeptCode(program: string, build: string, cache: string): void {
  const key = Buffer.from(`${build} ${process.version} ${process.arch}\n`)
  const cachedData = keptCode(cache, key)
  const source = readFileSync(program, 'utf8')
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: program,
    ...(cachedData && { cachedData }),
  })
  // Only at the end is all code there that a run needs.
  if (cachedData === undefined || script.cachedDataRejected)
    process.once('exit', () => keepCode(cache, key, script.createCachedData()))
  script.runInThisContext()(exports, require, module, program, dirname(program))
}

function keptCode(cache: string, key: Buffer): Buffer | undefined {
  let file: Buffer
  try {
    file = readFileSync(cache)
  } catch {
    return undefined // The first run since boot.
  }
  const middle = key.length + (file.length - key.length) / 2
  const code = file.subarray(key.length, middle)
  return file.subarray(0, key.length).equals(key) && code.equals(file.subarray(middle)) ? code : undefined
}

function keepCode(cache: string, key: Buffer, code: Buffer): void {
  try {
    replaceUnsynced(cache, Buffer.concat([key, code, code]))
  } catch {
    // A full or read-only disk: the next run compiles again, and has its own complaints.
  }
}
