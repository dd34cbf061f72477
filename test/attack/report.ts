/** The table of a run: rows while it goes on, docs/attacks.md once every cell of it is right. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

/** The folder of the rows, a file each for the files of the tests. */
const FOLDER = 'build/attacks'
const REPORT = 'docs/attacks.md'

export interface Row {
  readonly attack: string
  readonly requests: number
  readonly harm: string
  readonly through: number
  readonly heartbeat: number
  readonly 'check-in': number
  readonly 'log-in': number
}

const COLUMNS = ['attack', 'requests', 'harm', 'through', 'heartbeat', 'check-in', 'log-in'] as const

/** @param test the file of the test */
export function addRow(test: string, row: Row): void {
  appendFileSync(join(FOLDER, `${basename(test, '.test.ts')}.jsonl`), `${JSON.stringify(row)}\n`)
}

export function clearRows(): void {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
}

/** Writes the report after a run of all files in which every test passed; a run that skipped all is no success. */
export default class AttackReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap(({ children }) =>
      [...children.allTests()].map(test => test.result().state),
    )
    if (states.every(state => state === 'skipped')) {
      console.log('No attack was made: nothing is known.')
      process.exitCode = 1
    }
    const files = readdirSync(import.meta.dirname).filter(name => name.endsWith('.test.ts'))
    if (modules.length < files.length || states.some(state => state !== 'passed')) return
    const report = reportOf(modules)
    writeFileSync(REPORT, report)
    console.log(report)
  }
}

function reportOf(modules: readonly TestModule[]): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const sections = modules.map(({ moduleId, children }) => {
    const [title = ''] = [...children.suites()].map(({ name }) => name)
    return { title, file: basename(moduleId, '.test.ts') }
  })
  return [
    `# Attacks

Written by \`npm run test:attack\`; every cell was checked by the run that wrote it, and a wrong one fails the run.
The programs are those that ship, started by \`npm start\`'s program, with a private Redis. Appliance, owner and attackers
stand in networks of their own, from which no way leads out. \`SEED=n npm run test:attack\` repeats a run's random choices.

While each attack runs, heartbeats go out one after the other (from the tick's request until it is at its receiver), a
device checks in and the owner logs in, with real hashes: the milliseconds in which 99 % of them ended stand in the last
columns. All of these succeeded; more than 1,000 ms fail the run. What got through has to be 0. The appliance and its
owner run before other programs (\`nice\`): attackers have machines of their own. Where only a time was too long, the attack
was made again, at most twice, since other work on the machine may have caused it.

${new Date().toISOString().slice(0, 10)}, commit ${commit}, seed ${process.env.ATTACK_SEED}.
`,
    ...sections.sort((a, b) => a.title.localeCompare(b.title)).map(section),
  ].join('\n')
}

function section({ title, file }: { readonly title: string; readonly file: string }): string {
  const rows = readFileSync(join(FOLDER, `${file}.jsonl`), 'utf8')
    .trim()
    .split('\n')
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map(cell => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  const heads = [
    'attack',
    'requests',
    'it would get through with',
    'got through',
    'heartbeat, ms',
    'check-in, ms',
    'log-in, ms',
  ]
  return [
    `## ${title[0]?.toUpperCase()}${title.slice(1)}`,
    '',
    line(heads),
    line(heads.map(() => '---')),
    ...rows.map(row => line(COLUMNS.map(column => (JSON.parse(row) as Row)[column]))),
    '',
  ].join('\n')
}
