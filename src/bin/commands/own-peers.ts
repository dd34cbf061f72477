import { openRequests } from '../../wire/connections'
import { openPeers } from '../../wire/peers'
import { type openAppliance, silent } from './context'

type Appliance = Pick<Awaited<ReturnType<typeof openAppliance>>, 'target' | 'settings' | 'where'>

/** Works with what is stored about peers. Fails with StoreUnavailable. */
export async function withPeers<T>(
  { target, settings, where }: Appliance,
  work: (peers: ReturnType<typeof openPeers>) => Promise<T>,
): Promise<T> {
  const { connection, connected, close } = openRequests(target, silent)
  try {
    await connected()
    return await work(openPeers(connection, settings, where, Date.now))
  } finally {
    close()
  }
}
