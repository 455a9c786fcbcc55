import { createServer } from 'node:net'
import { Refusal } from './terminal.ts'

/** The port itself, or any free one for 0. Refuses a port that cannot be listened on, naming the variable that chose it. */
export function checkPort(variable: string, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Refusal(reason(error.code, variable, host, port))),
    )
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}

function reason(code: string | undefined, variable: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken: stop what listens there, or set ${variable} to another port.`
    case 'EACCES':
      return `Port ${port} may not be opened by this account: set ${variable} to a port above 1023.`
    case 'EADDRNOTAVAIL':
      return `HOST is ${host}, which is not an address of this machine.`
    default:
      return `Port ${port} on ${host} cannot be opened (${code}): set ${variable} to another port.`
  }
}
