/**
 * vitest's runner, which tries the drawn faults with each test that reaches them: the test runs once to see which it
 * reaches, once more to see that it can be repeated, once with each fault, and again without one, for a fault counts
 * as noticed only if the test passes before and after it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type RunnerTestCase, type RunnerTestFile, TestRunner } from 'vitest'
import {
  entries,
  note,
  noticedIn,
  type Plan,
  planFile,
  presentFile,
  reachedFile,
  sourcesFile,
  triesIn,
} from './journal'
import { subjectOf } from './nearest'
import { reachedByPages, switchPages, watchPages } from './page-switch'

const CHECK_AFTER = 8
/** A test that takes less without a fault has no need to run out of its time twice. */
const QUICK_MS = 4_000
/** A test that takes longer tries no fault that so many others have tried, fewer where so many would take more than a minute. */
const SLOW = { ms: 500, mostTries: 20, togetherMs: 60_000 }
/** A fault that runs so often within one test has made a loop endless. */
const MOST_HITS = 1_000_000

interface Switch {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number
  hitLimit?: number
  mutantCoverage?: {
    readonly static: Record<string, number>
    readonly perTest: Record<string, Record<string, number>>
  }
}

type Step = 'first' | 'second' | 'fault' | 'again' | 'check'

const folder = process.env.MUTANTS_FOLDER ?? ''
const plan: Plan = JSON.parse(readFileSync(planFile(folder), 'utf8'))
const drawn = new Set(plan.drawn)
const sources: Readonly<Record<string, string>> = JSON.parse(readFileSync(sourcesFile(folder), 'utf8'))
// The files with the switches keep the object that they find here at their import, for all test files of the process.
const world: typeof globalThis & { __stryker__?: Switch } = globalThis
world.__stryker__ ??= {}
const faults = world.__stryker__
let unhandled = false
process.on('unhandledRejection', () => {
  unhandled = true
})
if (plan.alone !== undefined) switchOn(plan.alone)
present(plan.alone)
watchPages(plan.drawn)
await switchPages(plan.alone)

/** Tells the programs that a test starts, and the run, what is tried. */
function present(id: string | undefined, file = '', test = ''): void {
  writeFileSync(presentFile(folder, process.pid), [id ?? '', file, test, ''].join('\n'))
}

/** The faults that programs have reached since this was asked last. */
let told = textReached().length
function textReached(): string {
  const path = reachedFile(folder, process.pid)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
function reachedByPrograms(): string[] {
  const text = textReached()
  const since = text.slice(told)
  told = text.length
  return [...new Set(since.split('\n').filter(Boolean))]
}

/** The faults already noted as such by this process. */
const actsAtImport = new Set<string>()

function switchOn(id: string | undefined): void {
  faults.activeMutant = id
  faults.hitCount = 0
  faults.hitLimit = MOST_HITS
  unhandled = false
}

const secondRunOf = ({ id }: RunnerTestCase) => `${id} again`

/** One at least, so that a fault that no other test reaches is tried. */
function mostTriesOfSlow(tookMs: number): number {
  return Math.min(SLOW.mostTries, Math.max(1, SLOW.togetherMs / tookMs))
}

/** Takes the concurrency from tests, as they share one switch. */
function oneByOne(tasks: RunnerTestFile['tasks']): void {
  for (const task of tasks) {
    delete task.concurrent
    if (task.type === 'suite') oneByOne(task.tasks)
  }
}

export default class FaultRunner extends TestRunner {
  #file = ''
  #begunAt = 0
  #tookMs = 0
  #step: Step = 'first'
  #left: string[] = []
  #doubted: { id: string; kind: 'noticed' | 'timed out' }[] = []

  onCollected(files: RunnerTestFile[]): void {
    this.#file = files[0]?.filepath ?? ''
    for (const file of files) oneByOne(file.tasks)
    this.#noteStatic()
  }

  override onAfterRunFiles(): void {
    super.onAfterRunFiles()
    note(folder, { kind: 'done', file: this.#file })
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    await super.onBeforeRunTask(test)
    if (plan.alone !== undefined || (test.mode !== 'run' && test.mode !== 'queued')) return
    // `onAfterRetryTask` ends the repetitions.
    test.repeats = Number.MAX_SAFE_INTEGER
    this.#step = 'first'
    this.#left = []
    this.#doubted = []
  }

  override async onBeforeTryTask(test: RunnerTestCase): Promise<void> {
    super.onBeforeTryTask(test)
    if (plan.alone !== undefined) {
      present(plan.alone, test.file.filepath)
      return
    }
    if (this.#step === 'first') this.#noteStatic()
    faults.currentTestId = this.#step === 'second' ? secondRunOf(test) : test.id
    const id = this.#step === 'fault' || this.#step === 'again' ? this.#left[0] : undefined
    switchOn(id)
    present(id, test.file.filepath, test.id)
    await switchPages(id)
    if (this.#step === 'first') this.#begunAt = performance.now()
  }

  async onAfterRetryTask(test: RunnerTestCase): Promise<void> {
    if (test.result === undefined || plan.alone !== undefined) return
    const failed = test.result.state === 'fail' || unhandled
    const timedOut =
      test.result.errors?.some(({ message }) => /timed out in|in time\.$/.test(message)) ?? false
    switchOn(undefined)
    await switchPages(undefined)
    faults.currentTestId = undefined
    const next = this.#next(test, failed, timedOut)
    test.result.state = 'run'
    delete test.result.errors
    if (next === undefined) Object.assign(test.result, { pending: true })
    else this.#step = next
  }

  #next(test: RunnerTestCase, failed: boolean, timedOut: boolean): Step | undefined {
    switch (this.#step) {
      case 'first':
        this.#tookMs = performance.now() - this.#begunAt
        this.#left = this.#reachedBy(test)
        if (failed) note(folder, { kind: 'unsound', file: test.file.filepath })
        if (failed) return this.#giveUp(test)
        return this.#left.length > 0 ? 'second' : undefined
      case 'second':
        if (failed) return this.#giveUp(test)
        this.#setImportsApart(test)
        return this.#left.length > 0 ? 'fault' : undefined
      case 'fault':
        if (failed && timedOut && this.#tookMs > QUICK_MS) return 'again'
        return this.#tried(failed ? (timedOut ? 'timed out' : 'noticed') : 'missed')
      case 'again':
        return this.#tried(failed ? 'timed out' : 'missed')
      case 'check': {
        if (failed) {
          this.#left.push(...this.#doubted.map(({ id }) => id))
          return this.#giveUp(test)
        }
        for (const { id, kind } of this.#doubted)
          note(folder, { kind, id, by: `${test.file.name} ${test.name}` })
        this.#doubted = []
        return this.#left.length > 0 ? 'fault' : undefined
      }
    }
  }

  /** The drawn faults that a test reaches and that no test has noticed yet. */
  #reachedBy(test: RunnerTestCase): string[] {
    const all = Object.keys(faults.mutantCoverage?.perTest[test.id] ?? {})
    const run = [...new Set(all.flatMap(id => sources[id] ?? []))]
    if (run.length > 0) note(folder, { kind: 'runs', file: test.file.filepath, sources: run })
    const here = all.filter(id => drawn.has(id))
    const reached = [...new Set([...here, ...reachedByPrograms(), ...reachedByPages()])]
    if (reached.length > 0) note(folder, { kind: 'covered', ids: reached })
    const found = entries(folder)
    const noticed = noticedIn(found)
    const tries = triesIn(found)
    const most = this.#tookMs > SLOW.ms ? mostTriesOfSlow(this.#tookMs) : (plan.mostTries ?? 0)
    const isOwn = (id: string) => subjectOf(sources[id] ?? '') === subjectOf(test.file.filepath)
    return reached.filter(id => !noticed.has(id) && ((tries.get(id) ?? 0) < most || isOwn(id)))
  }

  /** What the first run alone reaches acts at an import that this test began: any test of its source may show it. */
  #setImportsApart(test: RunnerTestCase): void {
    const { [test.id]: first = {}, [secondRunOf(test)]: second = {} } = faults.mutantCoverage?.perTest ?? {}
    const imported = new Set(this.#left.filter(id => id in first && !(id in second)))
    for (const id of imported) note(folder, { kind: 'alone', id })
    this.#left = this.#left.filter(id => !imported.has(id))
  }

  #tried(outcome: 'noticed' | 'timed out' | 'missed'): Step | undefined {
    const id = this.#left.shift() ?? ''
    note(folder, { kind: 'tried', ids: [id] })
    if (outcome !== 'missed') this.#doubted.push({ id, kind: outcome })
    const isOver = this.#left.length === 0
    if (this.#doubted.length >= CHECK_AFTER || (isOver && this.#doubted.length > 0)) return 'check'
    return isOver ? undefined : 'fault'
  }

  #giveUp(test: RunnerTestCase): undefined {
    for (const id of this.#left) note(folder, { kind: 'alone', id, file: test.file.filepath })
    return undefined
  }

  /** Notes what ran outside of any test: at import, and in `beforeAll`. */
  #noteStatic(): void {
    if (plan.alone !== undefined) return
    for (const id of Object.keys(faults.mutantCoverage?.static ?? {})) {
      if (!drawn.has(id) || actsAtImport.has(id)) continue
      actsAtImport.add(id)
      note(folder, { kind: 'alone', id })
    }
    // Programs that serve all tests of the file.
    for (const id of [...reachedByPrograms(), ...reachedByPages()])
      note(folder, { kind: 'alone', id, file: this.#file })
  }
}
