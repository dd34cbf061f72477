/** A layer of the source whose small faults are tried, and the tests that have to notice them. */
export interface Layer {
  /** Globs of its files. */
  readonly files: readonly string[]
  /** Globs of its own tests. */
  readonly tests: readonly string[]
  /** The share of faults that has to be noticed, 0 to 1. */
  readonly aim: number
  /** Stryker puts all faults into one build and switches them; `text` changes one file at a time, for what runs as a child. */
  readonly by: 'stryker' | 'text'
  /** The suite's configuration, where it is not that of `npm test`. */
  readonly config?: string
}

export const LAYERS: Readonly<Record<string, Layer>> = {
  domain: {
    files: ['src/domain/**/*.ts'],
    tests: ['test/domain/**/*.test.ts', 'test/property/**/*.test.ts'],
    aim: 0.9,
    by: 'stryker',
  },
  operations: {
    files: ['src/operations/**/*.ts'],
    tests: ['test/operations/**/*.test.ts'],
    aim: 0.9,
    by: 'stryker',
  },
  config: {
    files: ['src/config/**/*.ts'],
    tests: ['test/config/**/*.test.ts'],
    aim: 0.9,
    by: 'stryker',
  },
  io: {
    files: ['src/io/**/*.ts'],
    tests: ['test/io/**/*.test.ts', 'test/contracts/**/*.test.ts'],
    aim: 0.8,
    by: 'stryker',
  },
  web: { files: ['src/web/**/*.ts'], tests: ['test/web/**/*.test.ts'], aim: 0.8, by: 'stryker' },
  notifiers: {
    files: ['src/notifiers/**/*.ts'],
    tests: ['test/notifiers/**/*.test.ts', 'test/contracts/**/*.test.ts'],
    aim: 0.8,
    by: 'stryker',
  },
  probes: {
    files: ['src/probes/**/*.ts'],
    tests: ['test/probes/**/*.test.ts', 'test/contracts/**/*.test.ts'],
    aim: 0.8,
    by: 'stryker',
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
