/** A crontab, line by line. */
import { describe, expect, test } from 'vitest'
import { discover } from '../../../src/config/appliance/crontab'
import type { Meeting } from '../../../src/config/appliance/moved'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const MEETING: Meeting = { channels: [], rules: MAIL_RULES, now: Date.UTC(2026, 10, 1) }

function discovered(text: string, hasUsers = false) {
  const nameFor = ({ slug }: { readonly slug: string }, user: string | undefined) =>
    user === undefined ? slug : `${user}/${slug}`
  const {
    checks,
    left,
    text: changed,
  } = discover(text, { owner: 'pi@house', hasUsers, nameFor, channels: ['mail'] }, MEETING)
  return { plans: checks.map(({ plan }) => plan), ids: checks.map(({ id }) => id), left, text: changed }
}
const lineOf = (line: string, hasUsers?: boolean) => discovered(line, hasUsers).text
const namesOf = (text: string) => discovered(text).plans.map(({ name }) => name)

test('a line becomes a check of its schedule, with the comment above it', () => {
  const { plans, left, text } = discovered(
    '# of the house\n\n#  Copies the photos \n0 3 * * *  /usr/bin/backup.sh --all\n5 4 * * * other\n',
  )
  expect(text).toBe(
    '# of the house\n\n#  Copies the photos \n0 3 * * *  intvlm8r run backup -- /usr/bin/backup.sh --all\n5 4 * * * intvlm8r run other -- other\n',
  )
  expect(left).toEqual([])
  expect(plans).toMatchObject([
    {
      name: 'backup',
      tags: ['cron'],
      description: 'Copies the photos',
      schedule: { kind: 'cron', expression: '0 3 * * *', zone: '' },
      channels: ['mail'],
    },
    { name: 'other', description: '' },
  ])
})

test('a comment with an empty line below belongs to no job, nor one above a variable', () => {
  expect(discovered('# far away\n\n@daily a\n').plans[0]?.description).toBe('')
  expect(discovered('# of the variable\nPATH=/bin\n@daily a\n').plans[0]?.description).toBe('')
  expect(discovered(`# bell \u0007 ${'x'.repeat(2_000)}\n@daily a`).plans[0]?.description).toBe(
    `bell   ${'x'.repeat(993)}`,
  )
})

describe('the line is', () => {
  test.each([
    ['with blanks in front and behind', '  0 3 * * * a b  ', '  0 3 * * * intvlm8r run a -- a b'],
    ['with tabs', '0\t3\t*\t*\t*\ta b', '0\t3\t*\t*\t*\tintvlm8r run a -- a b'],
    ['of a nickname', '@hourly a', '@hourly intvlm8r run a -- a'],
    ['for a shell', '@hourly a > /dev/null', "@hourly intvlm8r run a -- /bin/sh -c 'a > /dev/null'"],
    ['with quotes', "@hourly a 'b c'", "@hourly intvlm8r run a -- /bin/sh -c 'a '\\''b c'\\'''"],
    ['of a builtin', '@hourly cd /x', "@hourly intvlm8r run cd -- /bin/sh -c 'cd /x'"],
    ['with an input', '@hourly a b%line%', '@hourly intvlm8r run a -- a b%line%'],
    ['with an input behind a blank', '@hourly a b %c', '@hourly intvlm8r run a -- a b%c'],
    ['of a builtin alone', '@hourly wait', "@hourly intvlm8r run wait -- /bin/sh -c 'wait'"],
    [
      'with a percent sign of its own',
      '@hourly a \\%F%in',
      "@hourly intvlm8r run a -- /bin/sh -c 'a \\%F'%in",
    ],
    [
      'with signs that no shell minds',
      '@hourly a/b +c@d:1,2 e.f-g',
      '@hourly intvlm8r run b -- a/b +c@d:1,2 e.f-g',
    ],
  ])('%s', (_what, line, changed) => {
    expect(lineOf(line)).toBe(changed)
  })

  test.each([
    '.',
    ':',
    'exec',
    'eval',
    'export',
    'set',
    'ulimit',
    'umask',
    'if',
    'for',
    'while',
    'until',
    'case',
    'source',
    'trap',
    'wait',
    'command',
    'time',
    'pushd',
    'read',
  ])('one for a shell if it begins with %s', word => {
    expect(lineOf(`@hourly ${word} x`)).toContain(` -- /bin/sh -c '${word} x'`)
  })

  test('one for the shell that the crontab names', () => {
    expect(lineOf('SHELL = "/bin/bash"\n@daily a;b')).toBe(
      `SHELL = "/bin/bash"\n@daily intvlm8r run a -- /bin/bash -c 'a;b'`,
    )
    expect(lineOf("SHELL=\n'PATH'='/bin'\n@daily a;b")).toContain(" -- /bin/sh -c 'a;b'")
  })

  test('that of a user in the crontab of the system', () => {
    expect(lineOf('17 *\t* * *\troot\tcd / && run-parts /etc/cron.hourly', true)).toBe(
      "17 *\t* * *\troot\tintvlm8r run root/run-parts -- /bin/sh -c 'cd / && run-parts /etc/cron.hourly'",
    )
    expect(lineOf('@daily root a', true)).toBe('@daily root intvlm8r run root/a -- a')
    expect(discovered('@daily root', true).left).toHaveLength(1)
  })
})

test.each([
  ['0 3 * * * /opt/x/backup.py', 'backup'],
  ['0 3 * * * cd /x && ./sync.rb a', 'sync'],
  ['0 3 * * * sleep 5; test -x /a && fetch.pl', 'fetch'],
  ['0 3 * * * . /etc/env; source b; export A=1; go.js', 'go'],
  ['0 3 * * * [ -x a ] && send.php', 'send'],
  ['0 3 * * * [ -x a ] || send', 'send'],
  ['0 3 * * * A=1 B=2 sudo -n nice -n 19 python3.11 /a/b.py', 'b'],
  ['0 3 * * * timeout 5m /usr/bin/env bash job.sh', 'job'],
  ['0 3 * * * flock -n "/tmp/a lock" job', 'a'],
  ['0 3 * * * sudo', 'sudo'],
  ['0 3 * * * -x', 'job'],
  ['0 3 * * * "(a b)"', 'a'],
  ['0 3 * * * $X!', 'X'],
  ['0 3 * * * $!', 'job'],
  ['0 3 * * * /a/b/', 'b'],
  ['0 3 * * *  nice   -n  5   tool', 'tool'],
  ['0 3 * * * AB=1 tool', 'tool'],
  ['0 3 * * * x=y=z', 'job'],
  ['0 3 * * * tool.sh.bak', 'tool.sh.bak'],
  ['0 3 * * * v1.5', 'v1.5'],
  ['0 3 * * * latest && cd /x', 'latest'],
  ['0 3 * * * mycd x; other', 'mycd'],
  ['0 3 * * * php8.2 -f a.php', 'a'],
  ['0 3 * * * python a.py', 'a'],
  ['0 3 * * * xsudo a', 'xsudo'],
  ['0 3 * * * sudox a', 'sudox'],
])('the job %s is named %s', (line, name) => {
  expect(namesOf(line)).toEqual([name])
})

test('jobs of one program have names of their own, and ids that stay', () => {
  const text = '1 * * * * a\n2 * * * * a b\n3 * * * * a c\n'
  expect(namesOf(text)).toEqual(['a', 'a 2', 'a 3'])
  const { ids } = discovered(text)
  expect(new Set(ids).size).toBe(3)
  expect(discovered(`\n${text.replace('1 *', '30 *')}`).ids).toEqual(ids)
  expect([ids[0], discovered('@daily root a', true).ids[0]]).toEqual([
    'df5631b3-79ca-8ecd-8f59-f7980324201e',
    '7adbe8d0-8f88-843c-865f-7d4c9ab3ebe9',
  ])
})

test.each([
  ['@reboot a', 'line 1: it runs at each boot, and nothing says when the next one is due'],
  ['@reboot a b', 'line 1: it runs at each boot, and nothing says when the next one is due'],
  ['@REBOOT a', 'line 1: it runs at each boot, and nothing says when the next one is due'],
  ['every day a', 'line 1: it is no line of a crontab that can be understood'],
  ['\n* * * *', 'line 2: it is no line of a crontab that can be understood'],
  ['61 * * * * a', expect.stringMatching(/^check "a": /)],
])('%j stays as it is, and is named', (text, words) => {
  const { text: same, left, plans } = discovered(text)
  expect([same, left, plans]).toEqual([text, [words], []])
})

test.each([
  '0 3 * * * intvlm8r run a -- b',
  '0 3 * * * /usr/bin/intvlm8r  run a -- b',
  '',
  '   ',
  '# 0 3 * * * a',
  '  \t# 0 3 * * * a',
  'MAILTO=""',
  ' A = b c ',
])('%j stays as it is', text => {
  expect(discovered(text)).toEqual({ plans: [], ids: [], left: [], text })
})
