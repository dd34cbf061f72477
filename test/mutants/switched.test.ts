import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { switchesOf } from './switches'

it('faults that the source names as equivalent, wording, and what is never read are not counted', async () => {
  const folder = mkdtempSync('build/mutants-test-')
  mkdirSync(join(folder, 'src'))
  const source = [
    "export const key = () => 'url'",
    "export const words = () => 'the URL is missing'",
    '// Stryker disable next-line BooleanLiteral: nobody reads it.',
    'export const unread = { flag: true }',
    "export const told = () => t('Open')",
    "const [, first] = /a(b)/.exec('ab') ?? []",
    "const [whole] = /a(b)/.exec('ab') ?? []",
  ]
  writeFileSync(join(folder, 'src', 'a.ts'), source.join('\n'))
  const layer = { files: [`${folder}/src/**/*.ts`], tests: [], aim: 1 }
  const { faults, files } = await switchesOf(layer, join(folder, 'kept.json'))
  rmSync(folder, { recursive: true })
  expect(faults.map(({ place, words }) => [place.replace(`${folder}/`, ''), words])).toEqual([
    ['src/a.ts:1:20', "ArrowFunction: () => 'url' -> () => undefined"],
    ['src/a.ts:1:26', 'StringLiteral: \'url\' -> ""'],
    ['src/a.ts:2:22', "ArrowFunction: () => 'the URL is missing' -> () => undefined"],
    ['src/a.ts:4:23', 'ObjectLiteral: { flag: true } -> {}'],
    ['src/a.ts:5:21', "ArrowFunction: () => t('Open') -> () => undefined"],
    ['src/a.ts:6:19', "LogicalOperator: /a(b)/.exec('ab') ?? [] -> /a(b)/.exec('ab') && []"],
    ['src/a.ts:6:31', 'StringLiteral: \'ab\' -> ""'],
    ['src/a.ts:7:17', "LogicalOperator: /a(b)/.exec('ab') ?? [] -> /a(b)/.exec('ab') && []"],
    ['src/a.ts:7:29', 'StringLiteral: \'ab\' -> ""'],
    ['src/a.ts:7:38', 'ArrayDeclaration: [] -> ["Stryker was here"]'],
  ])
  expect(Object.values(files)[0]).toContain('stryMutAct_9fa48("0")')
})
