import { beforeEach, describe, expect, it } from 'vitest'
import { HomeTrouble } from '../../../src/domain/peers/edit'
import type { AskedHome } from '../../../src/domain/peers/group-ports'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import { createEditAtHome } from '../../../src/operations/peers/edit-at-home'
import { CHECK } from '../../support/alert-memory'

const ENTRY = { id: 'c', home: 'id-attic', isGone: true } as const
const COPY: Watched = {
  check: { ...CHECK, origin: 'peer', home: 'id-attic' },
  state: newState(0),
  version: '1',
}
const DONE: AskedHome = { kind: 'answer', name: 'attic', answer: { kind: 'done', entry: ENTRY } }
const TAKEN: AskedHome = { kind: 'answer', name: 'attic', answer: { kind: 'taken', entry: ENTRY } }
const REFUSED: AskedHome = {
  ...{ kind: 'answer', name: 'attic' },
  answer: { kind: 'refused', reason: 'it comes from the INI there' },
}
const SILENT: AskedHome = { kind: 'silent', name: 'attic' }
const UNKNOWN: AskedHome = { kind: 'unknown' }
const AFTER: Watched = { ...COPY, version: '2' }

let here: Watched | undefined
let calls: unknown[][]
let answers: AskedHome[]
let isGoneAfterwards: boolean
let wins: boolean[]
/** What is here after a removal of the copy alone. */
let left: Watched | undefined
let edits: ReturnType<typeof createEditAtHome>

beforeEach(() => {
  here = COPY
  calls = []
  answers = [DONE]
  isGoneAfterwards = false
  wins = [true]
  left = COPY
  const local =
    (name: string) =>
    async (...given: unknown[]) =>
      void calls.push([name, ...given]) as never
  const names = ['update', 'updateUnless', 'remove', 'pause', 'resume', 'silence', 'acknowledge'] as const
  edits = createEditAtHome({
    checks: {
      ...(Object.fromEntries(names.map(name => [name, local(name)])) as never as typeof edits),
      get: async () => here,
    },
    ask: async (home, { id, edit }) => {
      calls.push(['ask', home, id, edit])
      const [first = DONE, ...others] = answers
      answers = others.length > 0 ? others : [first]
      return first
    },
    apply: async (home, entries) => {
      calls.push(['apply', home, entries])
      here = isGoneAfterwards ? undefined : here && AFTER
    },
    forget: async copy => {
      calls.push(['forget', copy])
      here = left
      const [first = true, ...others] = wins
      wins = others.length > 0 ? others : [first]
      return first
    },
  })
})

const isNever = () => false
const ACTS: readonly [string, () => Promise<unknown>, object, readonly unknown[]][] = [
  [
    'update',
    () => edits.update('c', { grace: 5 }, 9),
    { act: 'update', changes: { grace: 5 } },
    ['c', { grace: 5 }, 9],
  ],
  ['remove', () => edits.remove('c'), { act: 'remove' }, ['c']],
  ['pause', () => edits.pause('c', 9), { act: 'pause' }, ['c', 9]],
  ['resume', () => edits.resume('c', 9), { act: 'resume' }, ['c', 9]],
  ['silence', () => edits.silence('c', 77), { act: 'silence', until: 77 }, ['c', 77]],
  ['silence', () => edits.silence('c', undefined), { act: 'silence' }, ['c', undefined]],
  [
    'acknowledge',
    () => edits.acknowledge('c', 'Anna', 9),
    { act: 'acknowledge', by: 'Anna' },
    ['c', 'Anna', 9],
  ],
  ['acknowledge', () => edits.acknowledge('c', undefined, 9), { act: 'acknowledge' }, ['c', undefined, 9]],
]

describe('a check of another member', () => {
  it.each(ACTS)('is asked of its home: %s, and that answer counts here at once', async (name, act, edit) => {
    expect(await act()).toEqual(name === 'remove' ? 'removed' : { kind: 'changed', ...AFTER })
    expect(calls).toStrictEqual([
      ['ask', 'id-attic', 'c', edit],
      ['apply', 'id-attic', [ENTRY]],
    ])
  })

  it.each(ACTS.slice(0, 2))('stays as it was where its home does not answer: %s', async (_name, act) => {
    answers = [SILENT]
    await expect(act()).rejects.toThrow(
      new HomeTrouble(
        'this check stays as it was: attic, its home in the group, does not answer, and it can be changed there alone; try again when attic answers, as the page Peers shows',
        true,
      ),
    )
    expect(calls.map(([call]) => call)).toEqual(['ask'])
  })

  it('stays as it was where its home is no member: a change of its plan', async () => {
    answers = [UNKNOWN]
    await expect(edits.update('c', { grace: 5 }, 9)).rejects.toEqual(
      new HomeTrouble(
        'this check stays as it was: its home, the watch with the id id-attic, is no member of the group here, or has not answered since this watch started, and it can be changed there alone; change it there, or look at the page Peers',
        false,
      ),
    )
    expect(calls.map(([call]) => call)).toEqual(['ask'])
  })

  it('is removed here where its home is a member no more, since nobody could there', async () => {
    answers = [UNKNOWN]
    expect(await edits.remove('c')).toBe('removed')
    expect(calls).toEqual([
      ['ask', 'id-attic', 'c', { act: 'remove' }],
      ['forget', { ...COPY, home: 'id-attic' }],
    ])
    // Somebody was faster: it is looked at once more.
    calls = []
    wins = [false, true]
    expect(await edits.remove('c')).toBe('removed')
    expect(calls.map(([call]) => call)).toEqual(['ask', 'forget', 'ask', 'forget'])
    wins = [false]
    calls = []
    await expect(edits.remove('c')).rejects.toThrow(
      'this check stays as it was: it is being changed at its home all the while; try again',
    )
    expect(calls.filter(([call]) => call === 'ask')).toHaveLength(5)
  })

  it('that somebody else has removed here meanwhile is removed', async () => {
    answers = [UNKNOWN]
    wins = [false]
    left = undefined
    expect(await edits.remove('c')).toBe('removed')
    expect(calls.map(([call]) => call)).toEqual(['ask', 'forget'])
  })

  it('that cannot be changed says whether it is worth to try again', async () => {
    const isAway = async (answer: AskedHome) => {
      answers = [answer]
      return await edits
        .update('c', { grace: 5 }, 9)
        .catch(error => error instanceof HomeTrouble && error.isAway)
    }
    expect([await isAway(SILENT), await isAway(UNKNOWN), await isAway(REFUSED)]).toEqual([true, false, false])
  })

  it.each(ACTS.slice(2))(
    'is changed here where its home does not answer: %s',
    async (name, act, _edit, given) => {
      for (const answer of [SILENT, UNKNOWN]) {
        answers = [answer]
        calls = []
        await act()
        expect(calls.map(([call, ...rest]) => (call === 'ask' ? [call] : [call, ...rest]))).toEqual([
          ['ask'],
          [name, ...given],
        ])
      }
    },
  )

  it.each(ACTS)('stays as it was where its home refuses: %s', async (_name, act) => {
    answers = [REFUSED]
    await expect(act()).rejects.toThrow(
      'this check stays as it was: attic, its home in the group, refuses the change: it comes from the INI there',
    )
    expect(calls.map(([call]) => call)).toEqual(['ask'])
  })

  it('that is shared no more since is shown as it was', async () => {
    isGoneAfterwards = true
    expect(await edits.pause('c', 9)).toEqual({ kind: 'changed', ...COPY, home: 'id-attic' })
  })
})

describe('a check of this watch', () => {
  it.each(ACTS)('is changed here: %s', async (name, act, _edit, given) => {
    for (const own of [
      { ...COPY, check: CHECK },
      { ...COPY, check: { ...CHECK, home: 'id-attic' } },
      { ...COPY, check: { ...CHECK, origin: 'peer' } as Check },
      undefined,
    ]) {
      here = own
      calls = []
      await act()
      expect(calls).toEqual([[name, ...given]])
    }
  })
})

describe('a change that expects a plan', () => {
  const unless = (isTaken = isNever as (check: Check) => boolean) =>
    edits.updateUnless(isTaken, 'c', { grace: 5 }, 9)

  it('is made here for a check of this watch', async () => {
    here = { ...COPY, check: CHECK }
    await unless()
    expect(calls).toEqual([['updateUnless', isNever, 'c', { grace: 5 }, 9]])
  })

  it('is not sent where the copy here has another one', async () => {
    expect(await unless(({ grace }) => grace === CHECK.grace)).toMatchObject({ kind: 'taken', ...COPY })
    expect(calls).toEqual([])
  })

  it('is sent with the plan that it expects, and again where the home has another one by now', async () => {
    answers = [TAKEN, DONE]
    // A later version of the home has an option that is unknown here.
    const first = { ...COPY.check, tide: 'low' }
    here = { ...COPY, check: first }
    expect(await unless()).toEqual({ kind: 'changed', ...AFTER })
    const askedWith = (expected: Check) => [
      ...['ask', 'id-attic', 'c'],
      { act: 'update', changes: { grace: 5 }, expected },
    ]
    const applied = ['apply', 'id-attic', [ENTRY]]
    expect(calls).toEqual([askedWith(first), applied, askedWith(COPY.check), applied])
  })

  it('is given up after five others that were faster', async () => {
    answers = [TAKEN]
    const trouble = await unless().catch(error => error)
    expect(trouble).toEqual(
      new HomeTrouble(
        'this check stays as it was: it is being changed at its home all the while; try again',
        true,
      ),
    )
    expect(trouble.isAway).toBe(true)
    expect(calls.filter(([call]) => call === 'ask')).toHaveLength(5)
  })

  it('needs an answer, as every change of a plan', async () => {
    answers = [SILENT]
    await expect(unless()).rejects.toThrow('attic, its home in the group, does not answer')
  })
})
