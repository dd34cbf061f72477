import { expect, test } from 'vitest'
import { checkerWord, judgeChecker } from '../../../src/domain/probes/checker-answer'
import { failingJobs } from '../../../src/domain/probes/checker-state'
import type { PeerTrouble } from '../../../src/domain/probes/peer-answer'

test.each<[troubles: readonly PeerTrouble[], word: string]>([
  [[], 'True'],
  [['heart'], 'True'],
  [['mail', 'jobs'], 'MailProblem'],
  [['jobs'], 'JobProblem'],
  [['store'], 'JobProblem'],
])('a Checker is told of %j by %s', (troubles, word) => {
  expect(checkerWord(troubles)).toBe(word)
})

const judge = (body: string, status = 200, cut?: 'size') =>
  judgeChecker({ status, body, ...(cut && { cut }) } as Parameters<typeof judgeChecker>[0], 'pi:80')

test('a Checker that answers True is fine', () => {
  expect(judge(' True\n')).toStrictEqual({ answer: 'success', detail: 'pi:80 is fine' })
})

const UNEXPECTED = 'pi:80 gave an unexpected answer: none of True, MailProblem and JobProblem'

test.each([
  ['MailProblem', 200, 'pi:80 reports that it cannot send e-mail (MailProblem)'],
  ['JobProblem', 200, 'pi:80 reports that its jobs do not run (JobProblem)'],
  ['True', 201, 'pi:80 answered 201, where a Checker answers 200'],
  ['It is True', 200, UNEXPECTED],
  ['toString', 200, UNEXPECTED],
  ['', 200, UNEXPECTED],
])('a Checker that answers %j with %i is not', (body, status, detail) => {
  expect(judge(body, status)).toStrictEqual({ answer: 'failure', detail, output: body })
})

test('an answer that was cut proves nothing, and of a long one the beginning is shown', () => {
  expect(judge('True', 200, 'size')).toMatchObject({ answer: 'failure', detail: UNEXPECTED })
  expect(judge('x'.repeat(2_001)).output).toBe('x'.repeat(2_000))
})

test('the failing jobs of a state file are read with their outages', () => {
  const lines = [
    'YQ==|Failing|1700000000.5|1700000060|Web#shop#|3',
    'Yg==|Failing|1700000000|0|Disk',
    'Yw==|Failing|1700000000|0|Load|0',
    'ZA==|OK|1700000000|0|Fine|0',
    '|Failing|1700000000|0|No id|1',
    'ZQ==|Failing|0|0|No moment|1',
    'Zg==|Failing|soon|0|No number|1',
    'nonsense',
    '',
  ]
  expect(failingJobs(lines.join('\r\n'))).toStrictEqual([
    {
      id: 'YQ==',
      name: 'Web|shop|',
      line: lines[0],
      failingSince: 1_700_000_000_500,
      toldAt: 1_700_000_060_000,
      failures: 3,
    },
    { id: 'Yg==', name: 'Disk', line: lines[1], failingSince: 1_700_000_000_000, failures: 1 },
    { id: 'Yw==', name: 'Load', line: lines[2], failingSince: 1_700_000_000_000, failures: 1 },
  ])
  expect(failingJobs('YQ==|Failing|1|0')).toStrictEqual([
    { id: 'YQ==', name: '', line: 'YQ==|Failing|1|0', failingSince: 1_000, failures: 1 },
  ])
})
