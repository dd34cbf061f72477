import { describe, expect, test } from 'vitest'
import { checkJson, flipJson, signalJson, timesJson } from '../../../../src/domain/watch/check-json'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { EXAMPLES } from '../../../../src/web/watch/api/examples'
import { openApiDocument } from '../../../../src/web/watch/api/openapi'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly Parameter[]
  readonly security?: unknown
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: Schema
  readonly description?: string
}
type Content = Readonly<Record<string, { readonly schema: Schema; readonly example: unknown }>>
type Schema = Readonly<Record<string, unknown>>

const { paths, components, ...head } = openApiDocument()
const schemaWords = ({ $ref, properties }: Schema) =>
  typeof $ref === 'string'
    ? $ref.replace('#/components/schemas/', '')
    : Object.keys(properties ?? {}).join('+')
const contentWords = (content: Content | undefined) =>
  content === undefined
    ? ''
    : Object.entries(content).map(
        ([type, { schema }]) => `${type === 'application/json' ? '' : type}${schemaWords(schema)}`,
      )[0]

const OPERATIONS = Object.entries(paths).flatMap(([path, item]) => {
  const { parameters = [], ...methods } = item as { parameters?: readonly Parameter[] }
  return Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    operation,
    parameters: [...parameters, ...(operation.parameters ?? [])],
  }))
})

/** The answers to a call with a key; those to a body, and to what changes a check. */
const KEYED = '401 Error, 403 Error'
const ONE = `200 Check, 400 Error, ${KEYED}, 404 Error, 413 Error, 415 Error, 503 Error`
const CHANGED = `200 Check, 400 Error, ${KEYED}, 404 Error, 409 Error, 413 Error, 415 Error, 503 Error`

test('each address has its methods, parameters, bodies and answers', () => {
  const rows = OPERATIONS.map(({ name, operation, parameters }) => [
    name,
    parameters.map(each => `${each.in} ${each.name}${each.required ? '!' : ''}`).join(', '),
    contentWords(operation.requestBody?.content),
    Object.entries(operation.responses)
      .map(([status, { content }]) => `${status} ${contentWords(content)}`.trim())
      .join(', '),
  ])
  expect(rows).toEqual([
    ['GET /api/openapi.json', '', '', '200'],
    [
      'GET /api/checks',
      'query tag, query status, query slug, query waiting, query limit, query next',
      '',
      `200 checks+faults+notLooking+next, 400 Error, ${KEYED}, 503 Error`,
    ],
    [
      'POST /api/checks',
      '',
      'NewPlan',
      `200 Check, 201 Check, 400 Error, ${KEYED}, 409 Error, 413 Error, 415 Error, 503 Error`,
    ],
    ['GET /api/channels', '', '', `200 channels, 400 Error, ${KEYED}, 503 Error`],
    ['GET /api/windows', '', '', `200 windows, 400 Error, ${KEYED}, 503 Error`],
    [
      'POST /api/windows',
      '',
      'NewWindow',
      `200 Window, 201 Window, 400 Error, ${KEYED}, 409 Error, 413 Error, 415 Error, 503 Error`,
    ],
    ['DELETE /api/windows/{name}', 'path name!', '', `204, ${KEYED}, 404 Error, 409 Error, 503 Error`],
    ['GET /api/checks/{id}', 'path id!', '', `200 Check, ${KEYED}, 404 Error, 503 Error`],
    ['PATCH /api/checks/{id}', 'path id!', 'Plan', CHANGED],
    ['POST /api/checks/{id}', 'path id!', 'Plan', CHANGED],
    ['DELETE /api/checks/{id}', 'path id!', '', `204, ${KEYED}, 404 Error, 409 Error, 503 Error`],
    ['POST /api/checks/{id}/pause', 'path id!', '', ONE],
    ['POST /api/checks/{id}/resume', 'path id!', '', ONE],
    ['POST /api/checks/{id}/silence', 'path id!', 'until+for', ONE],
    ['POST /api/checks/{id}/acknowledge', 'path id!', 'by', CHANGED],
    ['GET /api/checks/{id}/signals', 'path id!', '', `200 signals, ${KEYED}, 404 Error, 503 Error`],
    ['GET /api/checks/{id}/flips', 'path id!', '', `200 flips, ${KEYED}, 404 Error, 503 Error`],
    ['GET /api/checks/{id}/times', 'path id!', '', `200 Times, ${KEYED}, 404 Error, 503 Error`],
    ['GET /api/checks/{id}/alive', 'path id!', '', '200 alive, 404 Error, 503 Error'],
  ])
})

test('everything in it is said in words, and a body has to be there', () => {
  for (const { name, operation, parameters } of OPERATIONS) {
    expect([name, operation.summary]).toEqual([name, expect.stringMatching(/\w/)])
    for (const { description } of Object.values(operation.responses)) expect(description).toMatch(/\w/)
    for (const { schema } of parameters) expect(Object.keys(schema)).not.toEqual([])
    if (operation.requestBody) expect(operation.requestBody.required).toBe(true)
  }
})

test('it needs a key, but for the document itself and whether a check is alive', () => {
  expect(head.security).toEqual([{ key: [] }, { bearer: [] }])
  expect(components.securitySchemes).toEqual({
    key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    bearer: { type: 'http', scheme: 'bearer' },
  })
  const open = OPERATIONS.filter(({ operation }) => operation.security !== undefined)
  expect(open.map(({ name, operation }) => [name, operation.security])).toEqual([
    ['GET /api/openapi.json', []],
    ['GET /api/checks/{id}/alive', []],
  ])
  expect([head.openapi, head.info.version, head.info.title]).toEqual([
    '3.1.0',
    '1',
    'intvlm8r heartbeat: checks',
  ])
})

test('the parameters of the list are those that it understands', () => {
  const list = OPERATIONS.find(({ name }) => name === 'GET /api/checks')
  expect(list?.parameters.map(({ name, schema }) => [name, schema])).toEqual([
    ['tag', { type: 'array', items: { type: 'string' } }],
    ['status', { enum: ['down', 'blind', 'late', 'new', 'up', 'paused'] }],
    ['slug', { type: 'string' }],
    ['waiting', { const: 'true' }],
    ['limit', { type: 'integer', minimum: 1, maximum: 1000 }],
    ['next', { type: 'string' }],
  ])
})

describe('the schemas', () => {
  const schema = (name: keyof typeof components.schemas) =>
    components.schemas[name] as {
      readonly type?: string
      readonly properties: Readonly<Record<string, Schema>>
      readonly required?: readonly string[]
    }

  test.each([
    ['Channel', 'name kind', 'name kind'],
    ['NewWindow', 'name settings', 'name settings'],
    ['Window', 'name origin settings since until next', 'name origin settings since until next'],
    ['Flip', 'seq from to reason at due', 'seq from to reason at due'],
    ['Error', 'error faults', 'error'],
  ] as const)('of %s have the fields %s, of which there have to be %s', (name, fields, required) => {
    expect(schema(name).type).toBe('object')
    expect(Object.keys(schema(name).properties).join(' ')).toBe(fields)
    expect(schema(name).required?.join(' ')).toBe(required)
  })

  test('of a plan have what is sent, and of a check what is returned', () => {
    const [plan, fresh, check] = [schema('Plan'), schema('NewPlan'), schema('Check')]
    expect([plan.required, fresh.required]).toEqual([undefined, undefined])
    expect(check.required).toEqual([
      ...['publicId', 'name', 'slug', 'schedule', 'grace', 'status', 'since', 'origin'],
    ])
    expect(plan.properties.adopted).toMatchObject({ type: 'boolean' })
    expect(plan.properties.password).toMatchObject({ type: ['string', 'null'] })
    expect(fresh.properties.password).toEqual(plan.properties.password)
    expect(fresh.properties.unique).toMatchObject({
      type: 'array',
      items: { enum: ['name', 'slug', 'tags', 'schedule', 'grace'] },
    })
    expect(fresh.properties).not.toHaveProperty('adopted')
    expect(plan.properties.longestRun?.type).toContain('null')
    expect(plan.properties.grace?.type).not.toContain('null')
    expect(check.properties.grace).toMatchObject({ type: 'number' })
    for (const name of ['passwordHash', 'password', 'unique'])
      expect(check.properties).not.toHaveProperty(name)
  })

  test('of the small parts have their types', () => {
    expect(schema('Channel').properties.kind?.enum).toContain('ntfy')
    expect(schema('Window').properties).toMatchObject({
      origin: { enum: ['ini', 'page', 'peer'] },
      settings: { type: 'object', additionalProperties: { type: 'string' } },
      since: { type: ['string', 'null'], format: 'date-time', description: expect.any(String) },
      until: { type: ['string', 'null'], format: 'date-time', description: expect.any(String) },
      next: { type: ['string', 'null'], format: 'date-time', description: expect.any(String) },
    })
    expect(schema('NewWindow').properties.settings).toMatchObject({
      type: 'object',
      properties: { start: { type: 'string', description: expect.stringMatching(/\w/) } },
    })
    expect(schema('Flip').properties).toMatchObject({
      seq: { type: 'integer' },
      from: { enum: ['down', 'blind', 'late', 'new', 'up', 'paused'] },
      to: { enum: ['down', 'blind', 'late', 'new', 'up', 'paused'] },
      reason: { enum: expect.arrayContaining(['success', 'failure', 'silence']) },
      at: { type: ['string', 'null'] },
      due: { type: ['string', 'null'] },
    })
    expect(schema('Error').properties.faults).toMatchObject({
      type: 'array',
      items: {
        properties: { field: { type: 'string' }, reason: { type: 'string' } },
        required: ['field', 'reason'],
      },
    })
  })
})

describe('the examples are those of a real check', () => {
  const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
  const PUBLIC = '9b2f6c1de0a84f7c8a51d3e0b7c64f12'
  const at = (text: string) => Date.parse(text)

  test('which was made from the example of a plan', () => {
    const { plan, newPlan, check } = EXAMPLES
    expect(newPlan).toEqual({ ...plan, unique: ['name'] })
    expect(plan).toEqual({
      name: 'Backup of the NAS',
      tags: ['nas', 'nightly'],
      schedule: { kind: 'cron', expression: '30 2 * * 1-5', zone: 'Europe/Berlin' },
      grace: '1h',
      channels: ['mail'],
    })
    const planned = planOf({ ...plan, schedule: { ...plan.schedule, kind: 'cron' }, grace: 3_600_000 })
    const state = {
      status: 'up',
      since: at('2026-11-03T01:31:07Z'),
      lastSignalAt: at('2026-11-27T01:42:10Z'),
      lastSignalKind: 'success',
      lastSuccessAt: at('2026-11-27T01:42:10Z'),
      lastDuration: 692_400,
      due: at('2026-11-30T01:30:00Z'),
      consecutiveFailures: 0,
      tooFrequent: 0,
      signals: 38,
      flips: 1,
    }
    const made = { ...planned, id: ID, origin: 'api', createdAt: at('2026-11-02T08:00:00Z') }
    const shown = checkJson({ check: made, state } as never, { id: ID, publicId: PUBLIC }, ['mail'])
    expect(shown).toMatchObject(check)
    expect(Object.keys(check).sort()).toEqual(
      Object.keys(shown)
        .filter(name => name in check)
        .sort(),
    )
    expect(Object.keys(check)).toHaveLength(35)
    expect(EXAMPLES.checks).toEqual({ checks: [check], faults: [] })
  })

  test('with its signals, its flips and its times', () => {
    const detail = {
      exitCode: 0,
      via: 'healthchecks',
      method: 'POST',
      from: '192.168.1.20',
      agent: 'curl/8.14.1',
    }
    const signal = {
      n: 38,
      kind: 'success',
      at: at('2026-11-27T01:42:10Z'),
      bodySize: 212,
      duration: 692_400,
      detail,
    } as const
    expect(EXAMPLES.signals).toEqual({ signals: [signalJson(signal)] })
    const moment = at('2026-11-03T01:31:07Z')
    const flip = {
      seq: 1,
      check: ID,
      from: 'new',
      to: 'up',
      reason: 'success',
      at: moment,
      due: moment,
    } as const
    expect(EXAMPLES.flips).toEqual({ flips: [flipJson(flip)] })
    expect(EXAMPLES.times).toEqual(
      timesJson({
        minutes: [
          { at: at('2026-11-27T01:41:00Z'), took: 12 },
          { at: at('2026-11-27T01:42:00Z'), took: 14 },
        ],
        hours: [{ at: at('2026-11-27T00:00:00Z'), min: 9, median: 12, max: 310 }],
      } as never),
    )
  })

  test('and of the rest as it is sent and answered', () => {
    const settings = { oncalendar: 'Sun 03:00', duration: '1h', tags: 'nas' }
    expect(EXAMPLES).toMatchObject({
      newWindow: { name: 'nas-update', settings },
      window: {
        name: 'nas-update',
        origin: 'page',
        settings,
        since: null,
        until: null,
        next: '2026-11-29T02:00:00.000Z',
      },
      windows: { windows: [EXAMPLES.window] },
      channels: { channels: [{ name: 'mail', kind: 'email' }] },
      silence: { for: '2h' },
      acknowledgement: { by: 'Anna' },
      alive: { alive: true },
      faults: { error: 'the request has faults', faults: [{ field: 'grace', reason: expect.any(String) }] },
      error: { error: expect.any(String) },
    })
  })
})
