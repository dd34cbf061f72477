import { expect, test } from 'vitest'
import { exposition, type Metric } from '../../../src/domain/net/prometheus-text'

const gauge = (value: number, labels?: Record<string, string>): Metric => ({
  name: 'm',
  type: 'gauge',
  help: 'h',
  samples: [{ value, ...(labels && { labels }) }],
})
const HEAD = '# HELP m h\n# TYPE m gauge\n'

test.each<[string, readonly Metric[], string]>([
  ['a figure', [gauge(1.5)], `${HEAD}m 1.5\n`],
  ['labels', [gauge(0, { a: 'x', b: '' })], `${HEAD}m{a="x",b=""} 0\n`],
  ['what has to be escaped', [gauge(1, { a: 'q"b\\n\nä' })], `${HEAD}m{a="q\\"b\\\\n\\nä"} 1\n`],
  ['no number', [gauge(Number.NaN)], `${HEAD}m NaN\n`],
  ['without bounds', [gauge(Number.POSITIVE_INFINITY)], `${HEAD}m +Inf\n`],
  ['great and small', [gauge(1e21), gauge(1e-7)], `${HEAD}m 1e+21\n${HEAD}m 1e-7\n`],
  ['nothing known', [{ ...gauge(1), samples: [] }], ''],
  ['help in two lines', [{ ...gauge(1), help: 'a\n\\b' }], '# HELP m a\\n\\\\b\n# TYPE m gauge\nm 1\n'],
])('%s', (_name, metrics, text) => expect(exposition(metrics)).toBe(text))
