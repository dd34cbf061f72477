/** The faults that Stryker's instrumenter puts into the files of a layer, all at once, each behind a switch. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Mutant } from '@stryker-mutator/api/core'
import { Instrumenter } from '@stryker-mutator/instrumenter'
import { filesOf, type Layer } from './layers'

/** A fault: `id` switches it on, `place` names file, line and column (both from 1). */
export interface Fault {
  readonly id: string
  readonly file: string
  readonly place: string
  /** What it changes, in one line. */
  readonly words: string
}

export interface Switched {
  readonly faults: readonly Fault[]
  /** The text of each file with its switches, by absolute path. */
  readonly files: Readonly<Record<string, string>>
}

const quiet = () => {}
const LOGGER = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
}

/** Makes the switches, or reads those in `kept` that were made of the same texts. */
export async function switchesOf(layer: Layer, kept: string): Promise<Switched> {
  const texts = new Map(filesOf(layer).map(name => [resolve(name), readFileSync(name, 'utf8')]))
  const key = createHash('sha256')
    .update(JSON.stringify([...texts]))
    .digest('hex')
  const old: Switched & { key?: string } = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}
  if (old.key === key) return old
  const { files: changed, mutants } = await new Instrumenter(LOGGER).instrument(
    [...texts].map(([name, content]) => ({ name, content, mutate: true })),
    { plugins: null, excludedMutations: [], ignorers: [] },
  )
  const made = {
    key,
    faults: mutants
      .filter(mutant => mutant.status !== 'Ignored' && !isWording(mutant, texts))
      .map(mutant => faultOf(mutant, texts)),
    files: Object.fromEntries(changed.map(({ name, content }) => [name, content])),
  }
  writeFileSync(kept, JSON.stringify(made))
  return made
}

/** Sentences for people and lines of the log may be worded anew without a test, so their loss is no fault here. */
function isWording(mutant: Mutant, texts: ReadonlyMap<string, string>): boolean {
  return mutant.mutatorName === 'StringLiteral' && /\S\s\S/.test(originalOf(mutant, texts))
}

function originalOf(
  { fileName, location: { start, end } }: Mutant,
  texts: ReadonlyMap<string, string>,
): string {
  const lines = (texts.get(fileName) ?? '').split('\n').slice(start.line, end.line + 1)
  const last = lines.length - 1
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column : 0, index === last ? end.column : undefined))
    .join('\n')
}

function faultOf(mutant: Mutant, texts: ReadonlyMap<string, string>): Fault {
  const file = mutant.fileName.slice(process.cwd().length + 1)
  const { line, column } = mutant.location.start
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 120)
  return {
    id: mutant.id,
    file,
    place: `${file}:${line + 1}:${column + 1}`,
    words: `${mutant.mutatorName}: ${oneLine(originalOf(mutant, texts))} -> ${oneLine(mutant.replacement)}`,
  }
}
