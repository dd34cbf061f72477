/** A Redis of another program: connected to for a few commands at a time, and left again. */
import { connectOnce, REQUEST_TIMEOUT_MS, type Redis, within } from './client'

/** @throws Error when it is not there, or does not answer in time */
export async function onOtherRedis<T>(url: string, work: (connection: Redis) => Promise<T>): Promise<T> {
  const { connection, connected } = connectOnce({ url })
  try {
    await within(REQUEST_TIMEOUT_MS, connected)
    return await within(REQUEST_TIMEOUT_MS, work(connection))
  } finally {
    connection.disconnect()
  }
}
