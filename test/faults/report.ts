import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the rows for the report. */
export const FOLDER = 'build/faults'

export type Cell = string | number

export interface Table {
  /** Its place in the report. */
  readonly file: string
  readonly title: string
  readonly text: string
  readonly columns: readonly string[]
}

export function addRow({ file }: Pick<Table, 'file'>, row: readonly Cell[]): void {
  appendFileSync(rowsOf(file), `${JSON.stringify(row)}\n`)
}

function rowsOf(file: string): string {
  return join(FOLDER, `${file}.jsonl`)
}

export function addTable(table: Table): void {
  writeFileSync(join(FOLDER, `${table.file}.json`), JSON.stringify(table))
}

const HEAD = `# The fault campaign

Written by \`npm run test:faults\`; every cell was checked by the run that wrote it, and a wrong one fails the run.
The web app, the worker, the private Redis and the ticks are the programs as they ship, on a clock that the campaign sets
(libfaketime; Redis keeps the real time). \`SEED=n npm run test:faults\` repeats a run's random choices.

Programs run with the options of their systemd units. The normal tests cover the rest: two appliances on one state folder
(\`test/bin/start.test.ts\`), edits by hand and by the page at once (\`test/config/settings/settings-file.test.ts\`), damaged
queues (\`test/io/heartbeat/queue-and-worker.test.ts\`), and any text in the settings, URLs and records (\`test/property\`).
`

/** Writes docs/faults.md, after a whole campaign only, and prints the same on the terminal. */
export function writeReport(seed: number): void {
  const tables = readdirSync(FOLDER)
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Table)
  const report = `${HEAD}\nSeed: ${seed}\n\n${tables.map(section).join('\n')}`
  console.log(report)
  const hasRows = ({ file }: Table) => existsSync(rowsOf(file))
  if (tables.length === filesWithTable() && tables.every(hasRows)) writeFileSync('docs/faults.md', report)
}

function filesWithTable(): number {
  const names = readdirSync(import.meta.dirname).filter(name => name.endsWith('.test.ts'))
  const texts = names.map(name => readFileSync(join(import.meta.dirname, name), 'utf8'))
  return texts.filter(text => text.includes('addTable(')).length
}

function section({ file, title, text, columns }: Table): string {
  const rows = rowsOf(file)
  const cells: Cell[][] = existsSync(rows)
    ? readFileSync(rows, 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .sort((a, b) => String(a[0]).localeCompare(String(b[0])))
    : []
  const line = (row: readonly Cell[]) =>
    `| ${row.map(cell => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [
    `## ${title}`,
    '',
    text,
    '',
    line(columns),
    line(columns.map(() => '---')),
    ...cells.map(line),
    '',
  ].join('\n')
}
