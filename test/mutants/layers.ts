import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NEAREST, nearestFirst } from './nearest'

/** A layer of the source whose small faults are tried, and the tests that have to notice them. */
export interface Layer {
  /** Globs of its files. */
  readonly files: readonly string[]
  /** The beginnings of paths that are left out. */
  readonly except?: readonly string[]
  /** Globs of its own tests. */
  readonly tests: readonly string[]
  /** The share of faults that has to be noticed, 0 to 1. */
  readonly aim: number
  /** `switches` puts all faults into the files, each behind a switch; `text` changes one file at a time, for what runs as a child. */
  readonly by: 'switches' | 'text'
  /** The suite's configuration, where it is not that of `npm test`. */
  readonly config?: string
}

export const LAYERS: Readonly<Record<string, Layer>> = {
  domain: {
    files: ['src/domain/**/*.ts'],
    // Words alone, which the tests in test/language compare with the pages.
    except: ['src/domain/language/german/'],
    tests: ['test/domain/**/*.test.ts', 'test/property/**/*.test.ts'],
    aim: 0.9,
    by: 'switches',
  },
  operations: {
    files: ['src/operations/**/*.ts'],
    tests: ['test/operations/**/*.test.ts'],
    aim: 0.9,
    by: 'switches',
  },
  config: {
    files: ['src/config/**/*.ts'],
    tests: ['test/config/**/*.test.ts'],
    aim: 0.9,
    by: 'switches',
  },
  io: {
    files: ['src/io/**/*.ts'],
    tests: ['test/io/**/*.test.ts', 'test/contracts/**/*.test.ts'],
    aim: 0.8,
    by: 'switches',
  },
  web: { files: ['src/web/**/*.ts'], tests: ['test/web/**/*.test.ts'], aim: 0.8, by: 'switches' },
  notifiers: {
    files: ['src/notifiers/**/*.ts'],
    tests: ['test/notifiers/**/*.test.ts', 'test/contracts/**/*.test.ts'],
    aim: 0.8,
    by: 'switches',
  },
  probes: {
    files: ['src/probes/**/*.ts'],
    tests: ['test/probes/**/*.test.ts', 'test/contracts/**/*.test.ts'],
    aim: 0.8,
    by: 'switches',
  },
  scripts: {
    files: ['src/io/**/*.lua'],
    tests: [
      'test/io/watch',
      'test/io/alerts',
      'test/io/redis',
      'test/io/mail',
      'test/io/appliance',
      'test/operations',
    ],
    aim: 0.8,
    by: 'text',
  },
  bin: { files: ['src/bin/**/*.ts'], tests: ['test/bin'], aim: 0.75, by: 'text' },
  browser: {
    files: ['public/js/**/*.ts'],
    tests: [],
    aim: 0.75,
    by: 'text',
    config: 'test/browser/vitest.config.mts',
  },
}

/** The files that a layer's globs name. */
export function filesOf({ files, except = [] }: Layer): string[] {
  return files.flatMap(filesLike).filter(file => !except.some(start => file.startsWith(start)))
}

/** The files that a glob names: a folder, and an ending; or one file. */
export function filesLike(glob: string): string[] {
  const [folder = '', ending] = glob.split('/**/*')
  if (ending === undefined) return [glob]
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith(ending))
    .map(file => join(folder, file))
    .sort()
}

/** A layer, by its name; or one file of it, by its path, with the tests of its subject and those nearest to it. */
export function layerOf(name: string): Layer | undefined {
  const whole = LAYERS[name]
  if (whole !== undefined) return whole
  const layer = Object.values(LAYERS).find(
    ({ by, files }) => by === 'switches' && files.some(glob => filesLike(glob).includes(name)),
  )
  if (layer === undefined) return undefined
  const tests = layer.tests.flatMap(filesLike)
  const subject = dirname(name).replace(/^src/, 'test')
  const own = tests.filter(test => dirname(test) === subject)
  return {
    ...layer,
    files: [name],
    tests: [...new Set([...own, ...nearestFirst(name, tests).slice(0, NEAREST)])],
  }
}
