/** Prometheus' text exposition format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). Pure. */

export interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

export function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, type: 'gauge', help, samples }
}

/** The text of these metrics; those without samples are left out. */
export function exposition(metrics: readonly Metric[]): string {
  let text = ''
  for (const { name, type, help, samples } of metrics) {
    if (samples.length === 0) continue
    text += headOf({ name, type, help })
    for (const { labels, value } of samples)
      text += `${name}${labels ? `{${labelText(labels)}}` : ''} ${figure(value)}\n`
  }
  return text
}

/** The lines before the samples of a metric. */
export function headOf({ name, type, help }: Omit<Metric, 'samples'>): string {
  return `# HELP ${name} ${help.replace(/[\\\n]/g, escaped)}\n# TYPE ${name} ${type}\n`
}

/** Labels as they stand between the braces. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\\n"]/g, escaped)}"`,
  )
  return pairs.join(',')
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`
}

export function figure(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
}
