/** The registry of the kinds of probes. */
import { expect, test } from 'vitest'
import { PROBE_KINDS, type ProbeKind } from '../../src/domain/probes/probe-kinds'
import { PROBERS } from '../../src/probes/index'

test.each(Object.keys(PROBE_KINDS) as ProbeKind[])(
  'the kind %s has the prober of its own file',
  async kind => {
    const file = await import(`../../src/probes/${kind}.ts`)
    const name = kind.replace(/-./, part => part.slice(1).toUpperCase())
    expect(file[name]).toBeInstanceOf(Function)
    expect(await PROBERS[kind]()).toBe(file[name])
  },
)
