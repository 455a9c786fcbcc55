import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { startLink, type Link } from './link.ts'
import { nameOf, type Stream, type Toxic } from './toxic.ts'

export type FaultProxy = {
  /** The target's URL with the proxy's address in it. */
  url: string
  port: number
  /** Has connections suffer, those that are open and those to come. Its name must be free. */
  add(toxic: Toxic): void
  /** Ends a toxic, by its name. */
  remove(name: string): void
  toxics(): readonly Toxic[]
  /** Refuses connections and ends those that are open, as a server that is down. */
  down(): Promise<void>
  up(): Promise<void>
  /** How many connections are open. */
  connections(): number
  /** How many there have been. */
  accepted(): number
  close(): Promise<void>
}

type Connection = { links: Record<Stream, Link>; destroy(): void }

/**
 * A TCP proxy on a loopback port in front of a server, with Toxiproxy's faults, which come and go while it runs.
 * `random` decides jitter, slices and toxicity.
 */
export async function startFaultProxy(target: string, { random = Math.random } = {}): Promise<FaultProxy> {
  const { hostname, port: targetPort } = new URL(target)
  const toxics = new Map<string, Toxic>()
  const open = new Set<Connection>()
  let accepted = 0
  let server: Server | null = await listen(0)
  const { port } = server.address() as AddressInfo

  function accept(client: Socket) {
    accepted++
    const upstream = connect({ host: hostname, port: Number(targetPort), allowHalfOpen: true, noDelay: true })
    const destroy = () => {
      client.destroy()
      upstream.destroy()
    }
    const reset = () => {
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    const end = (receiver: Socket, sender: Socket) => () => {
      receiver.destroySoon()
      sender.destroy()
    }
    // Listened for here too: of a socket that has no links any more an error would end the process.
    for (const socket of [client, upstream]) socket.on('error', () => undefined)
    const links = {
      upstream: startLink(client, upstream, { random, close: end(upstream, client), reset }),
      downstream: startLink(upstream, client, { random, close: end(client, upstream), reset }),
    }
    const connection = { links, destroy }
    open.add(connection)
    client.once('close', () => open.delete(connection))
    for (const [name, toxic] of toxics) suffer(connection, name, toxic)
  }

  function suffer({ links }: Connection, name: string, toxic: Toxic) {
    if (random() < (toxic.toxicity ?? 1)) links[toxic.stream ?? 'downstream'].add(name, toxic)
  }

  async function listen(at: number): Promise<Server> {
    const listening = createServer({ allowHalfOpen: true, noDelay: true }, accept)
    await new Promise<void>((resolve, reject) => {
      listening.once('error', reject)
      listening.listen(at, '127.0.0.1', resolve)
    })
    return listening
  }

  /** Somebody's outgoing connection may have the port for a moment. */
  async function listenAgain(): Promise<Server> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await listen(port)
      } catch (error) {
        if (attempt === 100) throw error
        await delay(50)
      }
    }
  }

  async function down() {
    const closing = server
    server = null
    const closed = new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()))
    for (const connection of open) connection.destroy()
    await closed
  }

  const url = new URL(target)
  url.port = String(port)
  return {
    url: url.href.replace(/\/$/, ''),
    port,
    add(toxic) {
      const name = nameOf(toxic)
      if (toxics.has(name)) throw new Error(`there is a toxic ${name} already`)
      toxics.set(name, toxic)
      for (const connection of open) suffer(connection, name, toxic)
    },
    remove(name) {
      const toxic = toxics.get(name)
      if (!toxic) throw new Error(`there is no toxic ${name}`)
      toxics.delete(name)
      for (const { links } of open) links[toxic.stream ?? 'downstream'].remove(name)
    },
    toxics: () => [...toxics.values()],
    down,
    async up() {
      server ??= await listenAgain()
    },
    connections: () => open.size,
    accepted: () => accepted,
    close: down,
  }
}
