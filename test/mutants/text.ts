/** Small faults written into one file at a time: for scripts of Redis and programs, which tests start as they ship. */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { filesOf, type Layer } from './layers'
import type { Outcome, Sample } from './report'
import { draw } from './sample'

const LIMIT_MS = 600_000

/** A change of a file: what stands at `at` (characters from its start) becomes `to`. */
export interface TextFault {
  readonly at: number
  readonly from: string
  readonly to: string
}

/** Operators with blanks around, which types and patterns have not, and what takes their place. */
const SWAPS: readonly (readonly [string, string])[] = [
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['===', '!=='],
  ['!==', '==='],
  ['==', '~='],
  ['~=', '=='],
  ['&&', '||'],
  ['||', '&&'],
  ['??', '&&'],
  ['and', 'or'],
  ['or', 'and'],
  ['+', '-'],
  ['-', '+'],
]

/** Returns the faults that a program can have: comparisons, links and sums changed, conditions turned, calls left out. */
export function faultsOf(source: string, isLua: boolean): TextFault[] {
  const words = isLua ? SWAPS : SWAPS.filter(([from]) => !['and', 'or', '==', '~='].includes(from))
  const faults: TextFault[] = []
  let at = 0
  for (const line of source.split('\n')) {
    if (!/^\s*(?:\/\/|\/?\*|--|import\b|export type\b)/.test(line)) faults.push(...faultsIn(line, at))
    at += line.length + 1
  }
  return faults

  function faultsIn(line: string, start: number): TextFault[] {
    const found = words.flatMap(([from, to]) =>
      [...line.matchAll(new RegExp(`(?<= )${from.replace(/[|?+]/g, '\\$&')}(?= )`, 'g'))].map(
        ({ index }) => ({
          at: start + index,
          from,
          to,
        }),
      ),
    )
    const call = /^(\s*)((?:await |void )?[\w.]+\(.*\))$/.exec(line)
    if (call) found.push({ at: start + (call[1]?.length ?? 0), from: call[2] ?? '', to: '' })
    const condition = isLua
      ? /^(\s*(?:else)?if )(.+)( then.*)$/.exec(line)
      : /^(\s*(?:\} else )?if \()(.+)(\) .*)$/.exec(line)
    if (condition?.[2]) {
      const to = isLua ? `not (${condition[2]})` : `!(${condition[2]})`
      found.push({ at: start + (condition[1]?.length ?? 0), from: condition[2], to })
    }
    return found
  }
}

export async function tryByText(to: string, layer: Layer, { size, seed }: Sample): Promise<Outcome> {
  const place = resolve(to)
  copyProject(place)
  const all = filesOf(layer).flatMap(file =>
    faultsOf(readFileSync(file, 'utf8'), file.endsWith('.lua')).map(fault => ({ file, ...fault })),
  )
  const missed: string[] = []
  let tried = 0
  let byTime = 0
  // More are drawn than are tried, as some do not build.
  for (const { file, at, from, to } of draw(all, all.length, seed)) {
    if (tried === size) break
    const source = readFileSync(file, 'utf8')
    writeFileSync(join(place, file), source.slice(0, at) + to + source.slice(at + from.length))
    const outcome = await outcomeIn(place, layer)
    writeFileSync(join(place, file), source)
    if (outcome === 'no build') continue
    tried++
    const words = `${file}:${source.slice(0, at).split('\n').length} ${from} -> ${to || 'left out'}`
    console.log(`${tried}/${size} ${outcome} ${words}`)
    if (outcome === 'timed out') byTime++
    if (outcome === 'missed') missed.push(`${words}\n`)
  }
  writeFileSync(`${to}.txt`, missed.join(''))
  rmSync(place, { recursive: true, force: true })
  return { of: all.length, tried, caught: tried - missed.length, byTime }
}

function copyProject(place: string): void {
  rmSync(place, { recursive: true, force: true })
  const { stdout } = spawnSync('git', ['ls-files'], { encoding: 'utf8' })
  for (const file of stdout.split('\n').filter(Boolean)) {
    mkdirSync(join(place, dirname(file)), { recursive: true })
    cpSync(file, join(place, file))
  }
  symlinkSync(resolve('node_modules'), join(place, 'node_modules'))
}

async function outcomeIn(
  place: string,
  { tests, config }: Layer,
): Promise<'noticed' | 'timed out' | 'missed' | 'no build'> {
  const types = spawnSync('npx', ['tsc', '--noEmit', '-p', '.'], { cwd: place })
  if (types.status !== 0) return 'no build'
  if (spawnSync('npm', ['run', '--silent', 'build'], { cwd: place }).status !== 0) return 'no build'
  const args = ['vitest', 'run', '--bail', '1', ...(config ? ['--config', config] : []), ...tests]
  const child = spawn('npx', args, { cwd: place, stdio: 'ignore', detached: true })
  let isOver = false
  const end = setTimeout(() => {
    isOver = true
    kill(child.pid)
  }, LIMIT_MS)
  const code = await new Promise<number | null>(settle => child.once('close', settle))
  clearTimeout(end)
  kill(child.pid)
  if (code === 0) return 'missed'
  return isOver ? 'timed out' : 'noticed'
}

/** Ends what a program and its children have started. */
function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {}
}
