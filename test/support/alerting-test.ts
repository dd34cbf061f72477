import { test, vi } from 'vitest'
import { connectWorker, type Redis } from '../../src/io/redis/client'
import { type Alerting, type AlertingOptions, openAlerting } from './alerts'
import { type Receiver, startReceiver } from './receiver'
import { startRedis, type TestRedis } from './redis'

/** The surroundings of the alerts of one test; all of it is closed at the test's end. */
export interface AlertingPlace {
  readonly redis: TestRedis
  /** A connection of the test's own. */
  readonly admin: Redis
  /** A service that accepts alerts. */
  readonly receiver: Receiver
  newReceiver(): Promise<Receiver>
  open(options: AlertingOptions): Alerting
}

/** A test with a place of its own, so that many can run side by side. */
export const alertingTest = test.extend<{ place: AlertingPlace }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest requires it
  place: async ({}, use) => {
    const redis = await startRedis()
    const admin = connectWorker(redis.target)
    const opened: Alerting[] = []
    const receivers: Receiver[] = []
    const newReceiver = async () => {
      const receiver = await startReceiver()
      receivers.push(receiver)
      return receiver
    }
    const open = (options: AlertingOptions) => {
      const alerting = openAlerting(redis.target, options)
      opened.push(alerting)
      return alerting
    }
    await use({ redis, admin, receiver: await newReceiver(), newReceiver, open })
    await Promise.all(opened.map(each => each.close()))
    admin.disconnect()
    await Promise.all([redis.close(), ...receivers.map(each => each.close())])
  },
})

/** Waits as long as it may take on a busy machine. */
export const eventually = <T>(check: () => T): Promise<Awaited<T>> =>
  vi.waitFor(check, { timeout: 60_000 }) as Promise<Awaited<T>>
