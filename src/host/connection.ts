import type { Sh } from '../core/sh.ts'
import type { RunResult } from './exec.ts'

export interface RemoteOptions {
  readonly input?: string | Buffer
  /** After this the connection's program is ended here; what runs on the node may go on. 60000 without it. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface Session {
  /** Sends a line to the program's standard input. */
  send(line: string): void
  /** Closes its standard input. */
  end(): void
  /** When it has ended, for whatever reason; never rejects. `lost` says that the connection broke, not the program. */
  readonly ended: Promise<{ readonly code: number; readonly stderr: string; readonly lost: boolean }>
}

/** A way to one node. All programs run as root there, in English, through sudo where the user is not root. */
export interface Connection {
  /** Name of the node in the spec. */
  readonly node: string
  readonly transport: 'local' | 'ssh'
  /** As a person would type it: `ssh -p 2222 admin@192.168.1.11`, or `this machine`. */
  readonly shown: string
  /**
   * Runs a piece of sh in one round trip; exit codes are the program's.
   * @throws HaError connection when the node cannot be reached or the connection breaks.
   */
  run(program: Sh, options?: RemoteOptions): Promise<RunResult>
  /** Starts a piece of sh that stays in touch: its lines come as they are printed. */
  open(program: Sh, onLine: (line: string) => void): Session
  /** How many times something was sent to the node so far. */
  readonly roundTrips: number
  close(): Promise<void>
}

export interface NodeAddress {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  readonly jump?: string
  readonly identity?: string
}
