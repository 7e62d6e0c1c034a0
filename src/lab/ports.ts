import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const loopback = '127.0.0.1'

/** TCP ports of the loopback that are free now. They are taken all at once, so that none comes twice. */
export const freeTcpPorts = (count: number): Promise<number[]> =>
  takeAll(count, async () => {
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, loopback, resolve)
    })
    return {
      port: (server.address() as { port: number }).port,
      free: () => new Promise<void>((resolve) => server.close(() => resolve())),
    }
  })

/** The same for UDP. */
export const freeUdpPorts = (count: number): Promise<number[]> =>
  takeAll(count, async () => {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(0, loopback, resolve)
    })
    return {
      port: socket.address().port,
      free: () => new Promise<void>((resolve) => socket.close(() => resolve())),
    }
  })

interface Taken {
  readonly port: number
  readonly free: () => Promise<void>
}

async function takeAll(count: number, take: () => Promise<Taken>): Promise<number[]> {
  const taken: Taken[] = []
  try {
    while (taken.length < count) taken.push(await take())
    return taken.map(({ port }) => port)
  } finally {
    await Promise.all(taken.map(({ free }) => free()))
  }
}
