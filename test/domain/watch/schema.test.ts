import { expect, test } from 'vitest'
import * as schema from '../../../src/domain/watch/schema'

test('the values of the API have their JSON Schemas', () => {
  expect([schema.TEXT, schema.FLAG, schema.COUNT, schema.SECONDS, schema.SPAN, schema.MOMENT]).toEqual([
    { type: 'string' },
    { type: 'boolean' },
    { type: 'integer' },
    { type: 'number', description: 'seconds' },
    { type: ['number', 'string'], description: 'seconds, or text such as "1h30m"' },
    { type: ['string', 'null'], format: 'date-time' },
  ])
})

test('a schema is made of others', () => {
  expect([
    schema.ref('Check'),
    schema.list(schema.TEXT),
    schema.object({ n: schema.COUNT }),
    schema.object({ n: schema.COUNT }, ['n']),
  ]).toEqual([
    { $ref: '#/components/schemas/Check' },
    { type: 'array', items: { type: 'string' } },
    { type: 'object', properties: { n: { type: 'integer' } } },
    { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] },
  ])
})

test.each([
  [
    { type: 'string', maxLength: 5 },
    { type: ['string', 'null'], maxLength: 5 },
  ],
  [{ type: ['number', 'string'] }, { type: ['number', 'string', 'null'] }],
  [{ enum: ['on', 'off'] }, { enum: ['on', 'off', null] }],
  [{ $ref: '#/x' }, { $ref: '#/x' }],
])('%j that may be missing is %j', (given, nullable) => {
  expect(schema.orNull(given)).toEqual(nullable)
})
