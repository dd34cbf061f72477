/** Connections that are made only once the server has taken this appliance into the watch. */
import { Socket } from 'node:net'
import StandaloneConnector from 'ioredis/built/connectors/StandaloneConnector.js'

/** Resolves when connections may be made. @throws Error with the reason why not yet; it is asked again at the next attempt */
export type Admit = () => Promise<void>

/** A connector for the client's option of that name. */
export function admittedConnector(admit: Admit) {
  return class AdmittedConnector extends StandaloneConnector {
    override async connect(...args: Parameters<StandaloneConnector['connect']>) {
      this.connecting = true
      try {
        await admit()
      } catch (error) {
        // As a broken connection: the client would not try again after an error of its connector.
        this.firstError = error as Error
        return new Socket().destroy()
      }
      if (!this.connecting) throw new Error('Connection is closed.')
      return await super.connect(...args)
    }
  }
}
