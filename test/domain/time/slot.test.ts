import { describe, expect, it } from 'vitest'
import {
  dueSlots,
  isDue,
  lastDueSlot,
  nextDueSlot,
  slotEnd,
  slotOf,
  slotStart,
} from '../../../src/domain/time/slot'
import { inZone } from '../../support/zone'

const at = (iso: string) => Date.parse(iso)
const slot = (iso: string) => slotOf(at(iso))

describe('a slot', () => {
  it('is the five-minute span that a moment belongs to, from its first millisecond to its last', () => {
    expect(slotOf(0)).toBe(0)
    expect(slotOf(299_999)).toBe(0)
    expect(slotOf(300_000)).toBe(1)
    expect(slotEnd(7)).toBe(slotStart(8))
  })

  it.each([
    ['2026-11-20T10:00:00Z', 5, true],
    ['2026-11-20T10:04:59Z', 5, true],
    ['2026-11-20T10:05:00Z', 5, true],
    ['2026-11-20T10:04:59Z', 10, true],
    ['2026-11-20T10:05:00Z', 10, false],
    ['2026-11-20T10:15:10Z', 15, true],
    ['2026-11-20T10:20:00Z', 15, false],
    ['2026-11-20T10:40:00Z', 20, true],
    ['2026-11-20T10:30:00Z', 30, true],
    ['2026-11-20T10:30:00Z', 60, false],
    ['2026-11-20T11:00:00Z', 60, true],
    ['2026-11-20T11:00:00Z', 'Off', false],
  ] as const)('at %s with frequency %s is due: %s', (iso, frequency, due) => {
    inZone('UTC', () => expect(isDue(slot(iso), frequency)).toBe(due))
  })

  it('is not the next one after itself, nor the last one before a later one that is due', () => {
    inZone('UTC', () => {
      const noon = slot('2026-11-20T12:00:00Z')
      expect(nextDueSlot(noon, 10)).toBe(noon + 2)
      expect(nextDueSlot(noon + 1, 5)).toBe(noon + 2)
      expect(nextDueSlot(noon, 60)).toBe(noon + 12)
      expect(lastDueSlot(noon, 60)).toBe(noon)
      expect(lastDueSlot(noon + 11, 60)).toBe(noon)
      expect(nextDueSlot(noon, 'Off')).toBeUndefined()
      expect(lastDueSlot(noon, 'Off')).toBeUndefined()
    })
  })

  it.each([
    ['Asia/Kolkata', '2026-11-20T10:30:00Z'],
    ['Asia/Kathmandu', '2026-11-20T10:15:00Z'],
    ['Australia/Adelaide', '2026-11-20T10:30:00Z'],
    ['Europe/Berlin', '2026-11-20T10:00:00Z'],
  ])('in %s is due each hour at the top of the local hour, %s', (zone, iso) => {
    inZone(zone, () => {
      const day = dueSlots(slot(iso), slot(iso) + 288, 60)
      expect(day).toHaveLength(24)
      expect(day[0]).toBe(slot(iso))
    })
  })

  it.each([
    ['the hour that the end of summer time repeats', 'Europe/Berlin', '2026-10-25T00:00:00Z'],
    ['the hour that summer time skips', 'Europe/Berlin', '2026-03-29T00:00:00Z'],
    ['the half hour that Lord Howe Island repeats', 'Australia/Lord_Howe', '2026-04-04T14:00:00Z'],
  ])('goes on every ten minutes through %s', (_name, zone, iso) => {
    inZone(zone, () => {
      const due = dueSlots(slot(iso), slot(iso) + 36, 10)
      expect(due.map((s, i) => s - (due[i - 1] ?? s - 2))).toEqual(due.map(() => 2))
      expect(due).toHaveLength(18)
    })
  })
})

describe('the due slots around a moment', () => {
  it('are the newest that has begun and the first that is still to come', () => {
    inZone('UTC', () => {
      const now = slot('2026-11-20T10:17:00Z')
      expect(lastDueSlot(now, 15)).toBe(slot('2026-11-20T10:15:00Z'))
      expect(lastDueSlot(now, 60)).toBe(slot('2026-11-20T10:00:00Z'))
      expect(nextDueSlot(now, 60)).toBe(slot('2026-11-20T11:00:00Z'))
    })
  })

  it('do not exist when heartbeating is Off', () => {
    expect(lastDueSlot(1000, 'Off')).toBeUndefined()
    expect(nextDueSlot(1000, 'Off')).toBeUndefined()
    expect(dueSlots(1000, 2000, 'Off')).toEqual([])
  })

  it('are still found across the half hour by which Lord Howe Island changes', () => {
    inZone('Australia/Lord_Howe', () => {
      const hours = dueSlots(slot('2026-10-03T12:00:00Z'), slot('2026-10-04T12:00:00Z'), 5)
      expect(hours).toHaveLength(288)
      for (const s of hours) expect(lastDueSlot(s, 60)).toBeDefined()
    })
  })
})
