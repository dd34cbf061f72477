import { describe, type Tally } from './judge'
import { croniterVersion, systemdVersion } from './oracles'

const HEAD = `# The oracles

Written by \`npm run test:oracles\`, which fails on any difference that none of the kinds below explains. \`SEED=n npm run
test:oracles\` repeats a run's draws. Four of five questions lie around changes of the clocks.

The authority for cron is Debian's cron: cron(8), crontab(5), and the sources of its package (cron.c and entry.c of cron
3.0pl1). \`test/support/debian-cron.ts\` models its daemon minute by minute, and \`test/oracles/calendar-model.ts\` a calendar
second by second, by systemd.time(7). Where the answers part, ours was held against the model for two days before and
after: a difference counts as explained only if ours is as the model there, or the model cannot read the expression.
`

export function reportOf(seed: number, zones: readonly string[], tallies: readonly Tally[]): string {
  const facts = [
    `Seed: ${seed}. ${systemdVersion()}; croniter ${croniterVersion()}; Node's time zones ${process.versions.tz}.`,
    `Zones: ${zones.join(', ')}.`,
  ]
  return [HEAD, ...facts, '', table(tallies), ...tallies.map(section)].join('\n')
}

function table(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ title, questions, same, rows, unexplained }) => {
    const explained = [...rows.values()].reduce((sum, { count }) => sum + count, 0)
    return `| ${title} | ${questions} | ${same} | ${explained} | ${unexplained.length} |`
  })
  return [
    '| Compared | questions | same | explained | unexplained |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function section({ title, rows }: Tally): string {
  const parts = [...rows.values()].map(
    ({ known, count, example }) =>
      `**${known.name}** (${count}). ${known.why}\n\n\`\`\`\n${describe(example)}\n\`\`\`\n`,
  )
  return [`## ${title}`, '', ...parts].join('\n')
}
