/** Runs once around all tests of groups: chooses seed and length, and adds what the runs showed to docs/peers-runs.md. */
import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { CATCH_UP, CATCH_UP_COLUMNS, COLUMNS, INTRODUCTION, ROWS } from './page'

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of every random choice. */
    peersSeed: number
    peersSeconds: number
    /** The built programs, in a copy that no later build disturbs. */
    peersPrograms: string
  }
}

const DEFAULT_SECONDS = 240
const PAGE = 'docs/peers-runs.md'
/** The page keeps the latest runs. */
const KEPT = 24

export default function setup(project: TestProject): () => void {
  const seed = Number(process.env.SEED || randomInt(1_000_000))
  const seconds = Number(process.env.PEERS_SECONDS || DEFAULT_SECONDS)
  console.log(`seed: ${seed}`)
  project.provide('peersSeed', seed)
  project.provide('peersSeconds', seconds)
  const programs = mkdtempSync(join(tmpdir(), 'intvlm8r-programs-'))
  cpSync(resolve('dist'), programs, { recursive: true })
  project.provide('peersPrograms', programs)
  const [rows, caughtUp] = ['chaos.rows', 'catch-up.row'].map(name => join(ROWS, name)) as [string, string]
  for (const file of [rows, caughtUp]) rmSync(file, { force: true })
  return () => {
    rmSync(programs, { recursive: true })
    // A short run is for whoever works on it.
    if (seconds < DEFAULT_SECONDS || !(existsSync(rows) || existsSync(caughtUp))) return
    const rowsIn = (file: string) =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .trim()
            .split('\n')
            .map(row => `| ${date()} | ${commit()} | ${row} |`)
        : []
    const made = [...rowsIn(rows), ...rowsIn(caughtUp)]
    const known = existsSync(PAGE)
      ? readFileSync(PAGE, 'utf8')
          .split('\n')
          .filter(line => /^\| 20\d\d-/.test(line))
      : []
    const head = headOf(COLUMNS)
    const isCatchUp = (row: string) => row.split('|').length === CATCH_UP_COLUMNS.length + 2
    const all = [...made, ...known]
    const [runs, times] = [all.filter(row => !isCatchUp(row)), all.filter(isCatchUp)]
    const lines = [
      ...head,
      ...runs.slice(0, KEPT),
      '',
      CATCH_UP,
      ...headOf(CATCH_UP_COLUMNS),
      ...times.slice(0, KEPT),
    ]
    writeFileSync(PAGE, `${INTRODUCTION}\n${lines.join('\n')}\n`)
  }
}

const headOf = (columns: readonly string[]) =>
  [columns, columns.map(() => '---')].map(cells => `| ${cells.join(' | ')} |`)

const date = () => new Date().toISOString().slice(0, 10)

const commit = () => execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
