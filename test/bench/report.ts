import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

export interface Row {
  readonly what: string
  /**
   * The measured value, and the one that it must not pass: from below, or from above where more is better. A row without
   * an aim is there to compare with.
   */
  readonly value: number
  readonly aim?: number
  readonly moreIsBetter?: boolean
  /** `×` for ratios, which stand first. */
  readonly unit: string
  /** The figures behind the value. */
  readonly figures: string
}

export function isMet({ value, aim, moreIsBetter }: Row): boolean {
  if (aim === undefined) return true
  return moreIsBetter ? value >= aim : value <= aim
}

export function markdown(rows: readonly Row[]): string {
  const ratiosFirst = [...rows].sort((a, b) => Number(b.unit === '×') - Number(a.unit === '×'))
  const lines = ratiosFirst.map(row => {
    const value = `${shown(row.value)} ${row.unit}`
    if (row.aim === undefined) return `| ${row.what} | ${value} | | | ${row.figures} |`
    const bound = `${row.moreIsBetter ? 'at least' : 'at most'} ${row.aim} ${row.unit}`
    return `| ${row.what} | **${value}** | ${bound} | ${isMet(row) ? 'yes' : '**no**'} | ${row.figures} |`
  })
  return ['| what | measured | aim | met | figures |', '|---|---|---|---|---|', ...lines].join('\n')
}

export function shown(value: number): string {
  return value === 0 ? '0' : value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)
}

/** The machine of the measurement, in a sentence. */
export function machine(): string {
  const model = hardware() ?? cpus()[0]?.model.trim() ?? 'an unknown processor'
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`
  const redis = execFileSync('sh', ['-c', 'valkey-server --version || redis-server --version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const server = /^(\w+).*?v=([\d.]+)/.exec(redis)
  return `${model}, ${cpus().length} cores, ${memory}, Linux ${release()}, Node ${process.version}, ${server?.[1]} ${server?.[2]}`
}

/** The board's name, where the machine is one: `Raspberry Pi Zero 2 W Rev 1.0`. */
function hardware(): string | undefined {
  try {
    return readFileSync('/proc/device-tree/model', 'utf8').replace(/\0/g, '')
  } catch {
    return undefined
  }
}
