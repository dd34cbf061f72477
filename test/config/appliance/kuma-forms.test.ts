/** The backup and the database of an Uptime Kuma, read alike. */
import { expect, test } from 'vitest'
import { isOn, kumaOfBackup, kumaOfTables } from '../../../src/config/appliance/kuma-forms'

test('a backup has monitors by the columns of the database, with their notifications and tags', () => {
  const monitor = {
    name: 'a',
    expiryNotification: 1,
    ignoreTls: 2,
    upsideDown: 3,
    accepted_statuscodes: 4,
    proxyId: 5,
    pushToken: 6,
    retryInterval: 7,
    resendInterval: 8,
    authMethod: 9,
    invertKeyword: 10,
    jsonPath: 11,
    jsonPathOperator: 12,
    expectedValue: 13,
    notificationIDList: { 1: true, 2: false, 3: 'true' },
    tags: [{ name: 't', value: 'v' }, { name: 7 }],
  }
  expect(kumaOfBackup({ monitorList: [monitor] }).monitors).toEqual([
    {
      row: {
        name: 'a',
        expiry_notification: 1,
        ignore_tls: 2,
        upside_down: 3,
        accepted_statuscodes_json: 4,
        proxy_id: 5,
        push_token: 6,
        retry_interval: 7,
        resend_interval: 8,
        auth_method: 9,
        invert_keyword: 10,
        json_path: 11,
        json_path_operator: 12,
        expected_value: 13,
        notificationIDList: monitor.notificationIDList,
        tags: monitor.tags,
      },
      notifications: ['1'],
      tags: [
        { name: 't', value: 'v' },
        { name: '7', value: '' },
      ],
    },
  ])
})

test('a column whose name each object of JavaScript has keeps it', () => {
  expect(kumaOfBackup({ monitorList: [{ constructor: 1, toString: 2 }] }).monitors[0]?.row).toEqual({
    constructor: 1,
    toString: 2,
  })
})

test('a backup may have nothing, and its lists may be records', () => {
  expect(kumaOfBackup(7)).toEqual({ monitors: [], notifications: [], others: [] })
  expect(kumaOfBackup({ monitorList: { 5: { name: 'a', notificationIDList: [1] } } }).monitors).toEqual([
    { row: { name: 'a', notificationIDList: [1] }, notifications: [], tags: [] },
  ])
  expect(() => kumaOfBackup({ monitorList: 7 })).toThrow('cannot be read: monitorList is no list of entries')
  expect(() => kumaOfBackup({ monitorList: [{ tags: 7 }] })).toThrow('tags is no list of entries')
  expect(() => kumaOfBackup({ notificationList: [7] })).toThrow('notificationList is no list of entries')
})

test.each([
  [{ config: '{"type": "x"}' }, { isActive: true, isDefault: false, config: { type: 'x' } }],
  [
    { config: { type: 'x' }, active: true, isDefault: true },
    { isActive: true, isDefault: true, config: { type: 'x' } },
  ],
  [
    { config: '[1]', active: 0, is_default: 1 },
    { isActive: false, isDefault: true, config: {} },
  ],
  [
    { config: '{', active: 1 },
    { isActive: true, isDefault: false, config: {} },
  ],
  [
    { active: false, is_default: 0 },
    { isActive: false, isDefault: false, config: {} },
  ],
])('the notification %j is read', (entry, read) => {
  const one = { id: 3, name: 'n', ...entry }
  const found = { id: '3', name: 'n', ...read }
  expect(kumaOfBackup({ notificationList: [one] }).notifications).toEqual([found])
  expect(kumaOfTables({ notification: [one] }).notifications).toEqual([found])
})

test('tables belong together by their ids', () => {
  expect(
    kumaOfTables({
      monitor: [{ id: 1 }, { id: 2 }],
      monitor_notification: [
        { monitor_id: 1, notification_id: 8 },
        { monitor_id: '2', notification_id: 9 },
      ],
      tag: [{ id: 4, name: 't' }],
      monitor_tag: [
        { monitor_id: 1, tag_id: 4, value: 'v' },
        { monitor_id: 2, tag_id: 5, value: null },
      ],
    }).monitors,
  ).toEqual([
    { row: { id: 1 }, notifications: ['8'], tags: [{ name: 't', value: 'v' }] },
    { row: { id: 2 }, notifications: ['9'], tags: [{ name: '', value: '' }] },
  ])
})

test('tables of other things are named', () => {
  expect(kumaOfTables({ proxy: [{}], maintenance: [{}], status_page: [{}] }).others).toEqual([
    'status pages',
    'maintenance windows',
    'proxies',
  ])
  expect(kumaOfTables({ proxy: [] })).toEqual({ monitors: [], notifications: [], others: [] })
})

test.each([
  [true, true],
  [1, true],
  ['1', true],
  ['true', true],
  [false, false],
  [0, false],
  ['0', false],
  ['on', false],
  [2, false],
  [null, false],
])('%j is on: %s', (value, on) => {
  expect(isOn(value)).toBe(on)
})
