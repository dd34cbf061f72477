/** Tries faults behind switches: all tests of a layer once, each with the faults that it reaches. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { descendants, endAll } from '../support/processes'
import { copyProject } from './copy'
import {
  copyFolder,
  type Entry,
  entries,
  note,
  noticedIn,
  planFile,
  presentFile,
  sourcesFile,
  startJournal,
  switchesFile,
} from './journal'
import { filesLike, type Layer } from './layers'
import { NEAREST, nearestFirst, quickestFirst, subjectOf } from './nearest'
import type { Outcome, Sample } from './report'
import { draw } from './sample'
import { type Fault, type Switched, switchesOf } from './switches'

/** A process hangs that computes for so long with one fault, or tries it for so long altogether, on a busy machine. */
const HUNG = { computingMs: 60_000, altogetherMs: 1_800_000 }
/** The first run of all files, and those of what hung processes left undone. */
const ROUNDS = 5
/** A fault that so many tests have missed is tried by no other: of its own layer, and of others. */
const MOST_TRIES = { own: 100, others: 30 }

/** Milliseconds of `performance` at which the tests of the layer are cut: what they have not noticed by then counts as missed. */
let end = Number.POSITIVE_INFINITY
const isCut = () => performance.now() > end

export async function trySwitched(place: string, layer: Layer, { size, seed }: Sample): Promise<Outcome> {
  const folder = resolve(place)
  const switched = await switchesOf(layer, `${place}-switches.json`)
  const { faults, files } = switched
  const drawn = process.env.MUTANTS_MISSED ? missedLately(place, faults) : draw(faults, size, seed)
  const ids = drawn.map(({ id }) => id)
  const plan = JSON.stringify({ drawn: ids })
  // A run that was cut short goes on where it stood.
  const isSame = textOf(switchesFile(folder)) === JSON.stringify(files) && textOf(wholePlan(folder)) === plan
  if (!(isSame && process.env.MUTANTS_RESUME)) {
    rmSync(folder, { recursive: true, force: true })
    startJournal(folder)
  }
  writeFileSync(switchesFile(folder), JSON.stringify(files))
  writeFileSync(wholePlan(folder), plan)
  writeFileSync(
    sourcesFile(folder),
    JSON.stringify(Object.fromEntries(faults.map(({ id, file }) => [id, file]))),
  )
  if (!existsSync(copyFolder(folder))) makeCopy(folder, switched)
  end = performance.now() + Number(process.env.MUTANTS_MINUTES ?? Number.POSITIVE_INFINITY) * 60_000
  await tryTogether(folder, layer.tests, ids, MOST_TRIES.own)
  const noticedByOwn = noticedIn(entries(folder))
  await tryTogether(
    folder,
    layer.more ?? [],
    ids.filter(id => !noticedByOwn.has(id)),
    MOST_TRIES.own + MOST_TRIES.others,
  )
  await tryAlone(folder, layer, drawn)

  const found = entries(folder)
  const noticed = noticedIn(found)
  const missed = drawn.filter(({ id }) => !noticed.has(id))
  const covered = new Set(
    found.flatMap(entry => (entry.kind === 'covered' ? entry.ids : entry.kind === 'alone' ? [entry.id] : [])),
  )
  const lines = missed.map(fault => `${lineOf(fault)}${covered.has(fault.id) ? '' : ' (no test runs it)'}\n`)
  writeFileSync(missedFile(place), lines.sort().join(''))
  const byTime = new Set(
    found.flatMap(entry => (entry.kind === 'timed out' || entry.kind === 'hung' ? [entry.id] : [])),
  )
  return {
    of: faults.length,
    tried: drawn.length,
    caught: drawn.length - missed.length,
    byTime: byTime.size,
    isCut: isCut(),
  }
}

const wholePlan = (folder: string) => join(folder, 'whole-plan.json')
const missedFile = (place: string) => `${place}.txt`
const lineOf = ({ place, words }: Fault) => `${place} ${words}`
const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** The faults that the last run of the layer missed, as far as their lines are where they were. */
function missedLately(place: string, faults: readonly Fault[]): Fault[] {
  const lines = textOf(missedFile(place)).split('\n')
  return faults.filter(fault => lines.some(line => line.startsWith(lineOf(fault))))
}

/** Copies the project, with the switches in it, and builds it. */
function makeCopy(folder: string, { files, lua }: Switched): void {
  const copy = copyFolder(folder)
  copyProject(copy)
  const inCopy = (file: string) => join(copy, relative(process.cwd(), file))
  const change = (file: string, from: string, to: string) =>
    writeFileSync(inCopy(file), readFileSync(inCopy(file), 'utf8').replaceAll(from, to))
  for (const name of ['child-switch', 'lua-switch'])
    change(`test/mutants/${name}.ts`, 'MUTANTS_FOLDER', folder)
  for (const [path, text] of Object.entries(files))
    writeFileSync(
      inCopy(path),
      text.replace(/^(#!.*\n)?/, `$1import '${inCopy('test/mutants/child-switch')}';`),
    )
  if (lua.length > 0) {
    writeFileSync(join(folder, 'lua.json'), JSON.stringify(lua))
    renameSync(inCopy(SCRIPT), inCopy(SCRIPT.replace('.ts', '-plain.ts')))
    change('test/mutants/lua-switch.ts', 'redis/script', 'redis/script-plain')
    writeFileSync(
      inCopy(SCRIPT),
      `export * from './script-plain'\nexport { defineScript } from '${inCopy('test/mutants/lua-switch')}'\n`,
    )
  }
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: copy, stdio: 'inherit' })
  if (status !== 0) throw new Error('the project with the switches does not build')
}

const SCRIPT = 'src/io/redis/script.ts'

/** Runs every one of these test files once; where a process hung, again without the fault it hung with. */
async function tryTogether(
  folder: string,
  globs: readonly string[],
  drawn: readonly string[],
  mostTries: number,
): Promise<void> {
  if (drawn.length === 0) return
  writeFileSync(planFile(folder), JSON.stringify({ drawn, mostTries }))
  const sources: Readonly<Record<string, string>> = JSON.parse(textOf(sourcesFile(folder)))
  const tests = quickestFirst(
    testsIn(folder, globs),
    drawn.flatMap(id => sources[id] ?? []),
    test => statSync(test).size,
  )
  for (let round = 0; round < ROUNDS; round++) {
    const done = new Set(entries(folder).flatMap(entry => (entry.kind === 'done' ? [entry.file] : [])))
    const undone = tests.filter(file => !done.has(file))
    if (undone.length === 0 || isCut()) return
    await runTests(folder, undone, 'all')
  }
}

/**
 * Tries each fault that acts at import, and that nothing has noticed, in a process of its own, with the tests nearest to its file. That
 * another test has run into it as well, and missed it, says nothing about what was made of it at import.
 */
async function tryAlone(folder: string, layer: Layer, drawn: readonly Fault[]): Promise<void> {
  const found = entries(folder)
  const noticed = noticedIn(found)
  const unsound = new Set(found.flatMap(entry => (entry.kind === 'unsound' ? [entry.file] : [])))
  const all = testsIn(folder, [...layer.tests, ...(layer.more ?? [])]).filter(test => !unsound.has(test))
  const runs = testsOf(found)
  const left = drawn.flatMap(({ id, file }) => {
    const notes = found.flatMap(entry => (entry.kind === 'alone' && entry.id === id ? [entry] : []))
    if (notes.length === 0 || noticed.has(id)) return []
    const named = notes.flatMap(note => note.file ?? [])
    const tests = named.length === notes.length ? named.filter(test => all.includes(test)) : all
    const own = tests.filter(test => subjectOf(test) === subjectOf(file))
    const nearest = [...own, ...(runs.get(file) ?? []), ...nearestFirst(file, tests)]
    const chosen = [...new Set(nearest)].filter(test => tests.includes(test)).slice(0, NEAREST)
    return chosen.length > 0 ? [{ id, tests: chosen }] : []
  })
  const passes = (id: string, tests: readonly string[]) => {
    writeFileSync(planFile(folder), JSON.stringify({ drawn: [], alone: id }))
    return runTests(folder, tests, 'first')
  }
  for (const [index, { id, tests }] of left.entries()) {
    if (isCut()) return
    const isNoticed = !(await passes(id, tests)) && (await passes('', tests))
    if (isNoticed) note(folder, { kind: 'noticed', id, by: `all of ${tests.join(' or ')}` })
    console.log(`${index + 1} of ${left.length} alone: ${isNoticed ? 'noticed' : 'missed'}`)
  }
}

/** For each source the files with tests that run it, those with the most of them first. */
function testsOf(found: readonly Entry[]): Map<string, string[]> {
  const counts = new Map<string, Map<string, number>>()
  for (const entry of found)
    if (entry.kind === 'runs')
      for (const source of entry.sources) {
        const files = counts.get(source) ?? new Map<string, number>()
        counts.set(source, files.set(entry.file, (files.get(entry.file) ?? 0) + 1))
      }
  return new Map(
    [...counts].map(([source, files]) => [
      source,
      [...files].sort(([, a], [, b]) => b - a).map(([file]) => file),
    ]),
  )
}

const testsIn = (folder: string, globs: readonly string[]) =>
  [...new Set(globs.flatMap(filesLike))].map(file => join(copyFolder(folder), file))

/** Runs these test files, `all` or up to the `first` failure, and returns whether all passed. */
async function runTests(folder: string, files: readonly string[], until: 'first' | 'all'): Promise<boolean> {
  const args = ['vitest', 'run', '--bail', until === 'first' ? '1' : '0', '--config', CONFIG]
  const env = { ...process.env, MUTANTS_FOLDER: folder, MUTANTS_TESTS: files.join(',') }
  const child = spawn('npx', args, { cwd: copyFolder(folder), env, stdio: ['ignore', 'ignore', 'inherit'] })
  const begun = new Map<number, Try>()
  const watch = setInterval(() => {
    endHung(folder, child.pid ?? 0, begun)
    if (isCut()) endAll(() => descendants(child.pid ?? 0))
  }, 5_000)
  const code = await new Promise(settle => child.once('close', settle))
  clearInterval(watch)
  return code === 0
}

const CONFIG = 'test/mutants/switched.vitest.mts'

function endHung(folder: string, root: number, begun: Map<number, Try>): void {
  for (const pid of descendants(root)) {
    const path = presentFile(folder, pid)
    if (!existsSync(path)) continue
    const since = statSync(path).mtimeMs
    const used = cpuMsOf(pid)
    const now = begun.get(pid)
    if (now?.since !== since) {
      begun.set(pid, { since, used })
      continue
    }
    if (used - now.used < HUNG.computingMs && Date.now() - since < HUNG.altogetherMs) continue
    const [id = '', by = ''] = readFileSync(path, 'utf8').split('\n')
    rmSync(path)
    if (id !== '') note(folder, { kind: 'hung', id, by })
    for (const child of descendants(pid)) process.kill(child, 'SIGKILL')
    process.kill(pid, 'SIGKILL')
  }
}

/** What a process tries: since when (epoch ms), and the CPU time that it had used then (ms). */
interface Try {
  readonly since: number
  readonly used: number
}

/** The CPU time that a process has used, in milliseconds (proc(5): utime and stime, in hundredths of a second). */
function cpuMsOf(pid: number): number {
  const fields = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
